//! The venues that are served now: found by the user name they are called with.

use crate::venue::Venue;
use arc_swap::ArcSwap;
use std::collections::HashMap;
use std::sync::Arc;

/// The venues of one configuration.
#[derive(Default)]
pub struct Venues(HashMap<Box<str>, Arc<Venue>>);

/// The venues, replaced whole when the configuration changes. Who looks one up keeps it to the end of its request.
pub type CurrentVenues = ArcSwap<Venues>;

// === impl Venues ===

impl Venues {
    /// The venue of an id.
    pub fn get(&self, id: &str) -> Option<&Arc<Venue>> {
        self.0.get(id)
    }

    /// All of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Venue>> {
        self.0.values()
    }

    /// These venues; one that is as before stays the very same, so that nothing is built anew for it.
    #[must_use]
    pub fn replaced_by<'v>(&self, venues: impl IntoIterator<Item = &'v Arc<Venue>>) -> Self {
        let same = |venue: &Arc<Venue>| self.get(venue.id.as_str()).filter(|before| *before == venue).cloned();
        let keep = |venue: &Arc<Venue>| same(venue).unwrap_or_else(|| Arc::clone(venue));
        Self(venues.into_iter().map(|venue| (venue.id.as_str().into(), keep(venue))).collect())
    }
}
