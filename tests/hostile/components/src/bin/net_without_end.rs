//! SearchOrders asks a granted server again and again, and counts the answers.

use patio_hostile::{Case, EposError, Order, OrderPage, Setting, case, net, order, page};
use patio_sdk::http::Request;

struct NetWithoutEnd;

impl Case for NetWithoutEnd {
    fn settings() -> Vec<Setting> {
        net::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let ask = |_: &u32| Request::get(&net::with_ports("http://127.0.0.1:{granted}/ok")).send().is_ok();
        let answers = (0..1000).take_while(ask).count();
        Ok(page([Order { display_name: Some(answers.to_string()), ..order("1") }]))
    }
}

case!(NetWithoutEnd);
