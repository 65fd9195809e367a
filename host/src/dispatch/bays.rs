//! Which adapter a venue's calls go to now.

use super::bay::Bay;
use super::failure::Failure;
use crate::adapter::{Adapter, SettingProblem};
use crate::metrics::Metrics;
use crate::notice::{Level, Notice, Notices};
use crate::registry::Registry;
use crate::store::Store;
use crate::venue::{Venue, VenueId};
use arc_swap::ArcSwap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The places of the venues that have been called, each with the adapter that serves it.
pub(super) struct Bays {
    registry: Arc<Registry>,
    store: Arc<dyn Store>,
    notices: Arc<Notices>,
    metrics: Metrics,
    queue_wait: Duration,
    bays: ArcSwap<HashMap<VenueId, Arc<Bay>>>,
    building: Mutex<()>,
}

// === impl Bays ===

impl Bays {
    pub(super) fn new(
        registry: Arc<Registry>,
        store: Arc<dyn Store>,
        notices: Arc<Notices>,
        metrics: Metrics,
        queue_wait: Duration,
    ) -> Self {
        let (bays, building) = (ArcSwap::default(), Mutex::default());
        Self { registry, store, notices, metrics, queue_wait, bays, building }
    }

    /// The venue's place with the adapter that is loaded now, made anew where either changed.
    pub(super) fn of(&self, venue: &Arc<Venue>) -> Result<Arc<Bay>, Failure> {
        let Some(adapter) = self.registry.get(&venue.adapter) else {
            let reason = match self.registry.failure(&venue.adapter) {
                Some(failure) => format!("adapter {:?} cannot be used: {}", venue.adapter, failure.reason),
                None => format!(
                    "adapter {:?} is missing: no {}",
                    venue.adapter,
                    self.registry.path_of(&venue.adapter).display()
                ),
            };
            self.forget(venue);
            return Err(Failure::NotReady(reason));
        };
        let is_it = |bay: &&Arc<Bay>| bay.is_of(venue, &adapter) && self.may_go_on(bay);
        if let Some(bay) = self.bays.load().get(&venue.id).filter(is_it) {
            return Ok(Arc::clone(bay));
        }
        let _building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let bays = self.bays.load_full();
        let before = bays.get(&venue.id);
        if let Some(bay) = before.filter(is_it) {
            return Ok(Arc::clone(bay));
        }
        let bay = Arc::new(self.new_bay(venue, &adapter, before)?);
        if let Some(reason) = bay.passed_over() {
            let notice = Notice::new(Level::Warning, venue.redactor.redact(reason));
            self.notices.tell(notice.venue(&venue.id).adapter(&venue.adapter));
        }
        if let Some(before) = before {
            if before.venue.adapter != venue.adapter {
                before.breaker_open.set(0);
            }
            before.adapter.forget(&before.lending);
        }
        let mut changed = HashMap::clone(&bays);
        changed.insert(venue.id.clone(), Arc::clone(&bay));
        self.bays.store(Arc::new(changed));
        Ok(bay)
    }

    /// With the adapter that is loaded; else with the version that served the venue so far, where only that one has its
    /// settings: what a vendor changed takes no venue away before its operator decided.
    fn new_bay(&self, venue: &Arc<Venue>, adapter: &Arc<Adapter>, before: Option<&Arc<Bay>>) -> Result<Bay, Failure> {
        let long_lane = before.map(|before| before.lending.long_lane.clone()).unwrap_or_default();
        let with = |adapter| {
            let long_lane = long_lane.clone();
            Bay::new(venue, adapter, &self.store, &self.notices, &self.metrics, self.queue_wait, long_lane)
        };
        with(adapter).or_else(|problems| {
            let before = before.filter(|before| before.is_before(venue, adapter));
            let before = before.filter(|before| self.registry.still_approves(&before.adapter));
            let kept = before.and_then(|before| with(&before.adapter).ok());
            let kept = kept.map(|bay| bay.passing_over(adapter, &problems));
            kept.ok_or_else(|| Failure::NotReady(SettingProblem::join(&problems)))
        })
    }

    /// Whether a version that passes over a newer one is still approved; the newest one is, or would not be there.
    fn may_go_on(&self, bay: &Bay) -> bool {
        bay.passed_over().is_none() || self.registry.still_approves(&bay.adapter)
    }

    /// Lets a venue's place go whose adapter was taken away: what comes next under its name is no newer version of it.
    fn forget(&self, venue: &Venue) {
        if !self.bays.load().contains_key(&venue.id) {
            return;
        }
        let _building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = HashMap::clone(&self.bays.load());
        if let Some(bay) = changed.remove(&venue.id) {
            bay.breaker_open.set(0);
            bay.adapter.forget(&bay.lending);
            self.bays.store(Arc::new(changed));
        }
    }
}
