//! SearchOrders prints a line that never ends, for ever.
#![expect(clippy::print_stdout, reason = "this is the case")]

use patio_hostile::{Case, EposError, OrderPage, case};

struct StdoutWithoutEnd;

impl Case for StdoutWithoutEnd {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        loop {
            print!("{}", "x".repeat(4096));
        }
    }
}

case!(StdoutWithoutEnd);
