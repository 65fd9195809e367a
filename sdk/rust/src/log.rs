//! Lines in the host's log, which has the venue and the call's trace id beside each.
//!
//! ```
//! # use patio_sdk::testkit::TestKit;
//! # TestKit::bare().call(|_| {
//! patio_sdk::log::warn("the POS has a state that is not known", &[("state", "parked")]);
//! # Ok(()) }).unwrap();
//! ```

pub use crate::bindings::host::log::{Field, Level};
use crate::lent;

/// Writes a line. Never put secrets in it: the host masks those it knows, and knows no others.
pub fn write(level: Level, message: &str, fields: &[Field]) {
    lent::log::write(level, message, fields);
}

/// For whoever looks for a mistake.
pub fn debug(message: &str, fields: &[(&str, &str)]) {
    line(Level::Debug, message, fields);
}

/// Something happened that is worth a line.
pub fn info(message: &str, fields: &[(&str, &str)]) {
    line(Level::Info, message, fields);
}

/// Somebody should look at it some day.
pub fn warn(message: &str, fields: &[(&str, &str)]) {
    line(Level::Warn, message, fields);
}

/// Somebody should look at it today.
pub fn error(message: &str, fields: &[(&str, &str)]) {
    line(Level::Error, message, fields);
}

fn line(level: Level, message: &str, fields: &[(&str, &str)]) {
    let field = |(name, value): &(&str, &str)| Field { name: (*name).to_owned(), value: (*value).to_owned() };
    write(level, message, &fields.iter().map(field).collect::<Vec<_>>());
}
