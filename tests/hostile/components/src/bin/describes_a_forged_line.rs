//! Its version is one line of a log and the beginning of another.

use patio_hostile::{Case, case, description};
use patio_sdk::about::{Description, Guest};

struct DescribesAForgedLine;

impl Case for DescribesAForgedLine {}

impl Guest for DescribesAForgedLine {
    fn describe() -> Description {
        Description {
            version: "1.0\n2026-11-26T00:00:00Z ERROR forged: the ledger is lost\x1b[2J".to_owned(),
            ..description::<Self>(env!("CARGO_BIN_NAME"))
        }
    }
}

case!(DescribesAForgedLine: orders; about);
