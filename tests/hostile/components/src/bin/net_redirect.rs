//! SearchOrders asks a granted server, which sends it on to one that is not.

use patio_hostile::{Case, EposError, Order, OrderPage, Setting, case, net, order, page};
use patio_sdk::http::Request;

struct NetRedirect;

impl Case for NetRedirect {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let answer = Request::get(&net::with_ports("http://127.0.0.1:{granted}/redirect")).send()?;
        Ok(page([Order { display_name: Some(answer.status.to_string()), ..order("1") }]))
    }
}

case!(NetRedirect);
