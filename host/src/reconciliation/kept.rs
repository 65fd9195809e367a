//! The last reports of each venue: the day that is over, and the present one so far.

use super::calendar::Occasion;
use super::report::{Failure, Report, Reports};
use crate::venue::VenueId;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The last reports of all venues.
#[derive(Default, Debug)]
pub struct Kept(Mutex<BTreeMap<VenueId, Last>>);

/// The last of one venue.
#[derive(Clone, Default, Debug)]
struct Last {
    day_so_far: Option<Report>,
    day_over: Option<Report>,
    /// Where the last reconciliation failed.
    failure: Option<Failure>,
}

// === impl Kept ===

impl Kept {
    /// Keeps a report in the place of the one before.
    pub fn keep(&self, venue: &VenueId, occasion: Occasion, report: Report) {
        let mut kept = self.lock();
        let last = kept.entry(venue.clone()).or_default();
        last.failure = None;
        match occasion {
            Occasion::Hour => last.day_so_far = Some(report),
            Occasion::Close => last.day_over = Some(report),
        }
    }

    /// Keeps why there is no new one; the one before stays, with its time.
    pub fn keep_failure(&self, venue: &VenueId, failure: Failure) {
        self.lock().entry(venue.clone()).or_default().failure = Some(failure);
    }

    /// Forgets venues that are no more.
    pub fn retain(&self, stays: impl Fn(&VenueId) -> bool) {
        self.lock().retain(|venue, _| stays(venue));
    }

    /// All of them, or one venue's; of each venue, the day that is over comes first.
    pub fn reports(&self, venue: Option<&VenueId>) -> Reports {
        let kept = self.lock();
        let mut reports = Reports::default();
        for (_, last) in kept.iter().filter(|(id, _)| venue.is_none_or(|venue| venue == *id)) {
            reports.reports.extend(last.day_over.iter().chain(&last.day_so_far).cloned());
            reports.failures.extend(last.failure.clone());
        }
        reports
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<VenueId, Last>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
