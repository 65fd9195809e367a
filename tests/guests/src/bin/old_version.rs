//! The old one of two versions of an adapter: it signs its orders with A.

use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

struct OldVersion;

impl Case for OldVersion {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Self::get("1").map(|order| page([order]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(Order { display_name: Some("A".to_owned()), ..order(order_id) })
    }
}

case!(OldVersion);
