//! What an entry is filed under, and its place in the log.

use crate::venue::VenueId;
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// A payment intent of a venue: what a payment is one and the same by, however often and by whatever way it is told.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IntentKey {
    /// The venue.
    pub venue: VenueId,
    /// Dojo's id of the payment intent.
    pub intent: Arc<str>,
}

/// The place of an entry in the log. Of two entries of one intent, the later one has the larger number; between intents
/// the numbers promise nothing, since an engine may commit them in another order than it gave them out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

// === impl IntentKey ===

impl IntentKey {
    /// The key of an intent.
    pub fn new(venue: &VenueId, intent: &str) -> Self {
        Self { venue: venue.clone(), intent: intent.into() }
    }
}

impl fmt::Display for IntentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of venue {}", self.intent, self.venue)
    }
}

// === impl Seq ===

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
