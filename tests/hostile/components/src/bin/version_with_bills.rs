//! The other of two versions that take turns in one file: it exports bills and areas, too.

use patio_hostile::{Case, EposError, Order, case, order};

struct VersionWithBills;

impl Case for VersionWithBills {
    fn get(order_id: &str) -> Result<Order, EposError> {
        Ok(Order { note: Some("bills".to_owned()), ..order(order_id) })
    }
}

case!(VersionWithBills: about, orders, order_bills, areas);
