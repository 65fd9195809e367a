//! The new one of two versions of an adapter: it signs its orders with B.

use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

struct NewVersion;

impl Case for NewVersion {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Self::get("1").map(|order| page([order]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(Order { display_name: Some("B".to_owned()), ..order(order_id) })
    }
}

case!(NewVersion);
