//! The projection: where each payment intent stands, and what is asked about all of them.

use super::{IntentKey, Seq};
use crate::epos::Timestamp;
use crate::venue::VenueId;

/// Where a payment intent stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The host has something to do.
    Open {
        /// When.
        due: Timestamp,
    },
    /// Nothing is to be done.
    Settled,
    /// A person has to look.
    Attention {
        /// Why.
        reason: String,
        /// When the host looks at it again nevertheless; none where it leaves it to the person.
        due: Option<Timestamp>,
    },
}

/// One row of the projection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntentRow {
    /// The intent.
    pub key: IntentKey,
    /// Where it stands.
    pub standing: Standing,
    /// The point of sale's id of the order, where a fact told it.
    pub order_id: Option<String>,
    /// The last entry that the row follows from.
    pub last_seq: Seq,
    /// Since when something is to be done about it; none where it is settled.
    pub since: Option<Timestamp>,
    /// When the row was last written.
    pub updated_at: Timestamp,
}

/// An intent that the host has to do something about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenIntent {
    /// The intent.
    pub key: IntentKey,
    /// When it is due.
    pub due: Timestamp,
}

/// Which rows are asked for. Given fields combine with AND.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    /// Of one venue.
    pub venue: Option<VenueId>,
    /// Of one payment intent id. Two venues may know the same: one that was given another name keeps its history.
    pub intent: Option<String>,
    /// Only what a person has to look at.
    pub attention: bool,
    /// Only rows whose last entry is older than this: where the page before ended.
    pub before: Option<Seq>,
    /// At most so many rows.
    pub limit: u32,
}

/// How much is unsettled.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Backlog {
    /// Intents that the host has to do something about.
    pub open: u64,
    /// Intents that a person has to look at.
    pub attention: u64,
    /// Since when the oldest of both waits.
    pub oldest_unsettled: Option<Timestamp>,
}

/// Rows of a page unless more or fewer are asked for: what fits a few screens, read in well under a millisecond.
pub const DEFAULT_ROWS: u32 = 100;

// === impl Filter ===

impl Default for Filter {
    fn default() -> Self {
        Self { venue: None, intent: None, attention: false, before: None, limit: DEFAULT_ROWS }
    }
}
