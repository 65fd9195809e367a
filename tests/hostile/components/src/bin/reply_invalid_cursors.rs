//! SearchOrders says that there is more, behind a cursor of a mebibyte with NULs in it.

use patio_hostile::{Case, EposError, OrderPage, PageEnds, case, order};

struct ReplyInvalidCursors;

impl Case for ReplyInvalidCursors {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let cursor = Some("\0\u{202e}".repeat(1 << 18));
        Ok(OrderPage { orders: vec![order("1")], ends: PageEnds { before: cursor.clone(), after: cursor } })
    }
}

case!(ReplyInvalidCursors);
