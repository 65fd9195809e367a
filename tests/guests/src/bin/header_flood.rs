//! SearchOrders sends a request with so many header `fields`, each of another name.

use patio_guests::patio_sdk::http::Request;
use patio_guests::{Case, EposError, OrderPage, Setting, case, number, order, page, setting};

struct HeaderFlood;

impl Case for HeaderFlood {
    fn settings() -> Vec<Setting> {
        vec![setting("fields", "how many header fields", "40000")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let request = Request::new("GET", "http://127.0.0.1:9/");
        let fields = 0..number("fields", 40_000);
        let request = fields.fold(request, |request, field| request.header(&format!("x-{field}"), "x"));
        request.send()?;
        Ok(page([order("1")]))
    }
}

case!(HeaderFlood);
