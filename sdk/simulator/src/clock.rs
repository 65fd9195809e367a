//! Times as the contract writes them.

use jiff::{SignedDuration, Timestamp};

/// Now, with milliseconds.
pub(crate) fn now() -> String {
    shown(Timestamp::now())
}

/// So many seconds from now.
pub(crate) fn in_seconds(seconds: i64) -> String {
    let now = Timestamp::now();
    // The end of time is far enough for every lock.
    shown(now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX))
}

/// Whatever RFC 3339 allows.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn shown(timestamp: Timestamp) -> String {
    format!("{timestamp:.3}")
}
