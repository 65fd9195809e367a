//! SearchOrders writes so many `lines` to the log and to standard output each, and then answers.

use patio_guests::patio_sdk::log::{self, Field, Level};
use patio_guests::{Case, EposError, OrderPage, Setting, case, number, order, page, setting};

struct LogFlood;

impl Case for LogFlood {
    fn settings() -> Vec<Setting> {
        vec![setting("lines", "how many lines a search writes", "100000")]
    }

    #[expect(clippy::print_stdout, reason = "this is the case")]
    fn search(_: u32) -> Result<OrderPage, EposError> {
        for line in 1..=number("lines", 100_000) {
            let field = Field { name: "line".to_owned(), value: line.to_string() };
            log::write(Level::Info, "the river rises", &[field]);
            println!("printed line {line}");
        }
        Ok(page([order("1")]))
    }
}

case!(LogFlood);
