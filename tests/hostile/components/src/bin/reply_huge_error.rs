//! SearchOrders explains at length why it failed, in lines that would look well in a log.

use patio_hostile::{Case, EposError, OrderPage, case};

struct ReplyHugeError;

impl Case for ReplyHugeError {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Err(EposError::Unexpected("\r\nERROR forged: all is lost ".repeat(100_000)))
    }
}

case!(ReplyHugeError);
