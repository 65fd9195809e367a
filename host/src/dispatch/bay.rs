//! One venue with the adapter that is loaded for it: what it lends, and how many of its calls run and wait.

use super::gate::Gate;
use super::hush::Hush;
use super::{Failure, texts};
use crate::adapter::{Adapter, Lending, LongLane, Premises, SettingProblem, WayOut};
use crate::breaker::{Breaker, Patience};
use crate::epos::{Capability, CapabilitySet};
use crate::metrics::{AdapterLabels, CallLabels, LimitHits, Metrics, Name};
use crate::notice::Notices;
use crate::store::{Shelf, Store};
use crate::venue::{Instances, Venue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub(super) struct Bay {
    pub(super) venue: Arc<Venue>,
    pub(super) adapter: Arc<Adapter>,
    pub(super) lending: Arc<Lending>,
    pub(super) hush: Hush,
    pub(super) gate: Arc<Gate<()>>,
    /// Another adapter or configuration begins with a closed one.
    pub(super) breaker: Breaker,
    pub(super) breaker_open: Gauge,
    /// The metrics of every call, found once.
    pub(super) successes: Counter,
    pub(super) cpu: Counter<f64>,
    long_name_told: AtomicBool,
    /// A newer version that the venue does not have the settings for.
    newer: Option<Newer>,
}

/// A version that is loaded, and passed over for one venue.
struct Newer {
    adapter: Arc<Adapter>,
    /// Why, and until when.
    reason: String,
}

/// The outcome of a call that was answered.
const SUCCESS: &str = "success";

/// The labels of a venue and its adapter.
pub(super) fn labels(venue: &Venue) -> AdapterLabels {
    AdapterLabels { venue: Name::Venue(venue.id.clone()), adapter: Name::Adapter(venue.adapter.clone()) }
}

// === impl Bay ===

impl Bay {
    /// # Errors
    /// What is wrong with the venue's settings.
    pub(super) fn new(
        venue: &Arc<Venue>,
        adapter: &Arc<Adapter>,
        store: &Arc<dyn Store>,
        notices: &Arc<Notices>,
        metrics: &Metrics,
        queue_wait: Duration,
        long_lane: LongLane,
    ) -> Result<Self, Vec<SettingProblem>> {
        let settings = adapter.description().settings(&texts(venue))?;
        let labels = labels(venue);
        let limit_hits = LimitHits::of(metrics, labels.clone());
        let way_out = WayOut::new(&venue.id, &venue.adapter, &venue.grants, &venue.limits)
            .with_servers(&venue.http)
            .counting(limit_hits.clone());
        let lending = Arc::new(Lending {
            venue: Some(venue.id.clone()),
            adapter: venue.adapter.clone(),
            settings,
            store: Some(Shelf::new(store, &venue.id, &venue.adapter, &venue.limits)),
            way_out: Some(Arc::new(way_out)),
            premises: Some(Arc::new(Premises::new(
                &venue.id,
                &venue.adapter,
                &venue.grants,
                venue.limits.calls_at_once,
            ))),
            limits: venue.limits.clone(),
            reuse: venue.instances == Instances::Reuse,
            redactor: venue.redactor.clone(),
            notices: Arc::clone(notices),
            long_lane,
            limit_hits,
        });
        let limits = &venue.limits;
        let patience = Patience {
            failures: limits.breaker_failures,
            first_pause: limits.breaker_first_pause,
            longest_pause: limits.breaker_longest_pause,
        };
        let breaker_open = metrics.breakers_open.get_or_create(&labels).clone();
        breaker_open.set(0);
        let AdapterLabels { venue: venue_label, adapter: adapter_label } = labels.clone();
        let success = CallLabels { venue: venue_label, adapter: adapter_label, outcome: SUCCESS };
        Ok(Self {
            successes: metrics.adapter_calls.get_or_create(&success).clone(),
            cpu: metrics.adapter_cpu.get_or_create(&labels).clone(),
            venue: Arc::clone(venue),
            adapter: Arc::clone(adapter),
            lending,
            hush: Hush::default(),
            gate: Gate::new(limits.calls_at_once, limits.calls_waiting, queue_wait),
            breaker: Breaker::new(patience),
            breaker_open,
            long_name_told: AtomicBool::new(false),
            newer: None,
        })
    }

    /// The same, passing over a newer version that cannot be used with the venue's settings.
    #[must_use]
    pub(super) fn passing_over(mut self, newer: &Arc<Adapter>, problems: &[SettingProblem]) -> Self {
        let (new, old) = (&newer.description().version, &self.adapter.description().version);
        let reason = format!(
            "version {new} of adapter {:?} is not used for venue {:?}: {}; version {old} goes on until the settings fit, \
             or until the host is restarted, which leaves the venue not ready",
            self.venue.adapter,
            self.venue.id,
            SettingProblem::join(problems)
        );
        self.newer = Some(Newer { adapter: Arc::clone(newer), reason });
        self
    }

    /// Why the version that is loaded is not the one that is called.
    pub(super) fn passed_over(&self) -> Option<&str> {
        self.newer.as_ref().map(|newer| newer.reason.as_str())
    }

    /// Whether it is for this venue while this adapter is loaded.
    pub(super) fn is_of(&self, venue: &Arc<Venue>, adapter: &Arc<Adapter>) -> bool {
        let newer = self.newer.as_ref().map_or(&self.adapter, |newer| &newer.adapter);
        Arc::ptr_eq(&self.venue, venue) && Arc::ptr_eq(newer, adapter)
    }

    /// Whether the venue was served by another version under the same name.
    pub(super) fn is_before(&self, venue: &Venue, adapter: &Arc<Adapter>) -> bool {
        self.venue.adapter == venue.adapter && !Arc::ptr_eq(&self.adapter, adapter)
    }

    pub(super) fn capabilities(&self) -> CapabilitySet {
        self.adapter.capabilities().without(self.venue.disabled)
    }

    pub(super) fn provides(&self, capability: Capability) -> Result<(), Failure> {
        self.capabilities().contains(capability).then_some(()).ok_or(Failure::NotProvided(capability))
    }

    pub(super) fn is_first_long_name(&self) -> bool {
        !self.long_name_told.swap(true, Ordering::Relaxed)
    }
}
