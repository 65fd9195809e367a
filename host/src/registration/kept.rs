//! How each venue's registrations stand, for the console.

use crate::dojo::Way;
use crate::epos::{CapabilitySet, Timestamp};
use crate::venue::VenueId;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The registrations of all venues.
#[derive(Default, Debug)]
pub struct Kept(Mutex<BTreeMap<VenueId, BTreeMap<Way, Standing>>>);

/// How one stands.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Standing {
    /// Since when Dojo has it as it is; none where it is not known to have any.
    pub since: Option<Timestamp>,
    /// What Dojo has.
    pub capabilities: CapabilitySet,
    /// What it did not take.
    pub lacking: CapabilitySet,
    /// When and why the last attempt failed, where it did.
    pub failure: Option<(Timestamp, String)>,
}

// === impl Kept ===

impl Kept {
    /// Keeps what Dojo has.
    pub(super) fn registered(&self, venue: &VenueId, way: Way, standing: Standing) {
        self.lock().entry(venue.clone()).or_default().insert(way, standing);
    }

    /// Keeps why it is not as it is to be; what Dojo had before stays.
    pub(super) fn failed(&self, venue: &VenueId, way: Way, reason: String) {
        let mut kept = self.lock();
        let standing = kept.entry(venue.clone()).or_default().entry(way).or_default();
        standing.failure = Some((Timestamp::now(), reason));
    }

    /// Forgets a way that a venue is not served on any more.
    pub(super) fn ended(&self, venue: &VenueId, way: Way) {
        if let Some(ways) = self.lock().get_mut(venue) {
            ways.remove(&way);
        }
    }

    /// Forgets venues that are not registered any more.
    pub(super) fn retain(&self, stays: impl Fn(&VenueId) -> bool) {
        self.lock().retain(|venue, _| stays(venue));
    }

    /// A venue's.
    pub fn of(&self, venue: &VenueId) -> BTreeMap<Way, Standing> {
        self.lock().get(venue).cloned().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<VenueId, BTreeMap<Way, Standing>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
