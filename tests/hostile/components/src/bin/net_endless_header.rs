//! SearchOrders reads an answer whose header never ends.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net, order, page};
use patio_sdk::http::Request;

struct NetEndlessHeader;

impl Case for NetEndlessHeader {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let answer = Request::get(&net::with_ports("http://127.0.0.1:{granted}/header")).send()?;
        Ok(page([order(&answer.body.len().to_string())]))
    }
}

case!(NetEndlessHeader);
