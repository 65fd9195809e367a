//! SearchOrders writes what looks like the host's own lines: in the log, on standard output and as an error.
#![expect(clippy::print_stdout, reason = "this is the case")]

use patio_hostile::{Case, EposError, OrderPage, case};
use patio_sdk::log::{self, Field, Level};

struct LogForgedLines;

impl Case for LogForgedLines {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let forged = "fine\n2026-11-26T00:00:00Z ERROR forged: the ledger is lost\r\x1b[2J\u{85}\u{2028}forged: again";
        log::write(Level::Info, forged, &[Field { name: forged.to_owned(), value: forged.to_owned() }]);
        println!("{forged}\r2026-11-26T00:00:00Z ERROR forged: on standard output");
        Err(EposError::Unexpected(forged.to_owned()))
    }
}

case!(LogForgedLines);
