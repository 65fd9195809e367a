//! GetOrderById answers with another order than the one that was asked for.

use patio_guests::{Case, EposError, Order, case, order};

struct LiesAboutId;

impl Case for LiesAboutId {
    fn get(_: &str) -> Result<Order, EposError> {
        Ok(order("another"))
    }
}

case!(LiesAboutId);
