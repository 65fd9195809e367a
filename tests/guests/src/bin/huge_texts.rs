//! SearchOrders finds one order that is fine, and some with a text that no card machine shows. GetOrderById refuses with
//! two megabytes of words.

use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

struct HugeTexts;

impl Case for HugeTexts {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let text = || Some("x".repeat(1_000_000));
        Ok(page([
            order("fine"),
            Order { display_name: text(), ..order("named") },
            Order { note: text(), ..order("noted") },
            Order { reference: text(), ..order(&"x".repeat(300)) },
        ]))
    }

    fn get(_: &str) -> Result<Order, EposError> {
        Err(EposError::Conflict("no ".repeat(700_000)))
    }
}

case!(HugeTexts);
