//! SearchOrders writes lines of a megabyte to the log, with a thousand fields each, and answers.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};
use patio_sdk::log::{self, Field, Level};

struct LogMegabytes;

impl Case for LogMegabytes {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let fields = vec![Field { name: "n".repeat(500), value: "v".repeat(500) }; 1000];
        for _ in 0..100 {
            log::write(Level::Error, &"x".repeat(1 << 20), &fields);
        }
        Ok(page([order("1")]))
    }
}

case!(LogMegabytes);
