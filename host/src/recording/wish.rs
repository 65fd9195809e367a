//! What is asked for, and the lines of a recording that are no calls.

use super::VERSION;
use crate::adapter::witness::Account;
use crate::epos::Timestamp;
use crate::venue::VenueId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;

/// Calls of one recording at most: an evening of a busy venue.
pub const MAX_CALLS: u32 = 10_000;
/// How long a recording lasts at most: one that was forgotten should not see the next day's guests.
pub const MAX_TIME: Duration = Duration::from_hours(24);

/// A recording that is wished for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Wish {
    /// Whose calls.
    pub venue: VenueId,
    /// It ends after so many.
    pub calls: u32,
    /// It ends after so many seconds.
    pub seconds: u64,
}

/// What is said to a host first.
#[derive(Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) patio_recording: u32,
    pub(super) wish: Wish,
}

/// The first line of a recording.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) patio_recording: u32,
    pub(super) patio: String,
    pub(super) at: Timestamp,
    pub(super) wish: Wish,
}

/// What a host says in place of a recording.
#[derive(Serialize, Deserialize)]
pub(super) struct Refused {
    pub(super) refused: String,
}

/// A call. Its number counts from 1.
#[derive(Serialize, Deserialize)]
pub(super) struct CallLine<'a> {
    pub(super) call: u32,
    #[serde(flatten)]
    pub(super) account: Cow<'a, Account>,
}

/// The last line of a recording that was not cut off.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct EndLine {
    pub(super) end: Ending,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Ending {
    /// How many calls it has.
    pub(super) calls: u32,
    /// Calls that came faster than they could be taken down.
    pub(super) missed: u32,
    pub(super) because: Because,
}

/// Why a recording ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Because {
    Calls,
    Time,
    Bytes,
    /// Who asked for it ended it.
    Asked,
}

// === impl Wish ===

impl Wish {
    /// # Errors
    /// Which bound it passes.
    pub(super) fn check(&self) -> Result<(), String> {
        if !(1..=MAX_CALLS).contains(&self.calls) {
            return Err(format!("a recording has 1 to {MAX_CALLS} calls, not {}", self.calls));
        }
        if !(1..=MAX_TIME.as_secs()).contains(&self.seconds) {
            return Err(format!("a recording lasts 1 s to {} h, not {} s", MAX_TIME.as_secs() / 3600, self.seconds));
        }
        Ok(())
    }
}

impl Head {
    pub(super) fn new(wish: &Wish) -> Self {
        let patio = env!("CARGO_PKG_VERSION").to_owned();
        Self { patio_recording: VERSION, patio, at: Timestamp::now(), wish: wish.clone() }
    }
}

impl std::fmt::Display for Because {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Calls => "as many calls as were wanted",
            Self::Time => "its time is over",
            Self::Bytes => "no recording is larger: record again for what comes now",
            Self::Asked => "it was ended",
        })
    }
}
