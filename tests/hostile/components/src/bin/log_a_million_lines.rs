//! SearchOrders writes a million lines to the log, and answers.

use patio_hostile::{Case, EposError, OrderPage, case, order, page};
use patio_sdk::log::{self, Level};

struct LogAMillionLines;

impl Case for LogAMillionLines {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        for _ in 0..1_000_000 {
            log::write(Level::Info, "the river rises", &[]);
        }
        Ok(page([order("1")]))
    }
}

case!(LogAMillionLines);
