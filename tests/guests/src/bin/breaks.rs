//! GetOrderById of "bad" panics; everything else is fine, payments included.

use patio_guests::{Case, EposError, Order, case, order};

struct Breaks;

impl Case for Breaks {
    #[expect(clippy::panic, reason = "this is the case")]
    fn get(order_id: &str) -> Result<Order, EposError> {
        if order_id == "bad" {
            panic!("the till is on fire");
        }
        Ok(order(order_id))
    }
}

case!(Breaks: about, orders, payments);
