//! SearchOrders answers with three orders whose notes have so many `bytes` together.

use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, number, order, page, setting};

struct HugeReply;

impl Case for HugeReply {
    fn settings() -> Vec<Setting> {
        vec![setting("bytes", "the length of all notes together", "16777216")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let bytes = number("bytes", 16 << 20);
        let note = |id, bytes| Order { note: Some("x".repeat(bytes)), ..order(id) };
        Ok(page([note("1", bytes / 3), note("2", bytes / 3), note("3", bytes - 2 * (bytes / 3))]))
    }
}

case!(HugeReply);
