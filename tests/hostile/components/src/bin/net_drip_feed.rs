//! SearchOrders reads an answer that comes one byte at a time, for ever.

use patio_hostile::{Case, EposError, OrderPage, Setting, case, net, order, page};
use patio_sdk::http::Request;

struct NetDripFeed;

impl Case for NetDripFeed {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let answer = Request::get(&net::with_ports("http://127.0.0.1:{granted}/drip")).send()?;
        Ok(page([order(&answer.body.len().to_string())]))
    }
}

case!(NetDripFeed);
