//! SearchOrders answers with one order whose note is as long as memory allows.

use patio_hostile::{Case, EposError, Order, OrderPage, case, order, page};

struct ReplyHuge;

impl Case for ReplyHuge {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([Order { note: Some("x".repeat(20 << 20)), ..order("1") }]))
    }
}

case!(ReplyHuge);
