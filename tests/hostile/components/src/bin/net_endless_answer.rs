//! SearchOrders reads an answer of its point of sale that never ends.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net, order, page};
use patio_sdk::http::Request;

struct NetEndlessAnswer;

impl Case for NetEndlessAnswer {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let answer = Request::get(&net::with_ports("http://127.0.0.1:{granted}/endless")).send()?;
        Ok(page([order(&answer.body.len().to_string())]))
    }
}

case!(NetEndlessAnswer);
