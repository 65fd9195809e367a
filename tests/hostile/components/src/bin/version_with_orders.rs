//! One of two versions that take turns in one file: it exports orders, and nothing else.

use patio_hostile::{Case, EposError, Order, case, order};

struct VersionWithOrders;

impl Case for VersionWithOrders {
    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(Order { note: Some("orders".to_owned()), ..order(order_id) })
    }
}

case!(VersionWithOrders);
