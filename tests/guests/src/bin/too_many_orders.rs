//! SearchOrders answers with one order more than the page has room for.

use patio_guests::{Case, EposError, OrderPage, case, order, page};

struct TooManyOrders;

impl Case for TooManyOrders {
    fn search(limit: u32) -> Result<OrderPage, EposError> {
        Ok(page((0..=limit).map(|id| order(&id.to_string()))))
    }
}

case!(TooManyOrders);
