//! Requests to where nobody let the adapter go.

use crate::{Order, OrderPage, Setting, order, page, setting};
use patio_sdk::http::{Request, SendError};
use patio_sdk::settings;

/// The ports of the two servers that a case has on this machine: one that the venue may reach, and one that nobody may.
pub fn settings() -> Vec<Setting> {
    vec![setting("granted", "a port that is granted", "9"), setting("trap", "a port that is not", "9")]
}

/// A text with the ports of this run in the places of `{granted}` and `{trap}`.
pub fn with_ports(text: &str) -> String {
    ["granted", "trap"].iter().fold(text.to_owned(), |text, name| {
        text.replace(&format!("{{{name}}}"), &settings::get(name).unwrap_or_default())
    })
}

/// Asks each URL for an order, as the only one of a page: the display name says how many requests went out, the note
/// which.
pub fn tried(urls: &[&str]) -> OrderPage {
    let sent: Vec<_> = urls.iter().map(|url| with_ports(url)).filter(|url| went_out(url)).collect();
    let display_name = Some(format!("{} of {} went out", sent.len(), urls.len()));
    page([Order { display_name, note: Some(sent.join("\n")), ..order("1") }])
}

fn went_out(url: &str) -> bool {
    !matches!(Request::get(url).send(), Err(SendError::NotSent(_)))
}
