//! The worker: keeps the registrations of each venue as its configuration and its adapter say.

use super::attempt::{self, Done, Failed};
use super::kept::Kept;
use super::memory::{Aim, Memory};
use super::wanted::Wanted;
use crate::dispatch::Dispatch;
use crate::dojo::{Clients, Way};
use crate::epos::{Capability, CapabilitySet};
use crate::metrics::{Metrics, Name, RegistrationLabels, WayLabels};
use crate::notice::{Level, Notice, Notices};
use crate::store::{Shelf, Store};
use crate::transport::{CurrentVenues, VenueTasks, Venues};
use crate::venue::Venue;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// How often is looked whether an adapter came, or exports something else: as soon as a venue is ready.
const LOOK: Duration = Duration::from_secs(1);

/// Venues that are registered at once: those of a platform that starts do not all come to Dojo in the same second, and
/// one whose requests wait for an answer does not hold up the others.
const AT_ONCE: usize = 8;

/// Registers all venues.
#[derive(Clone)]
pub struct Worker {
    /// The venues that are served.
    pub venues: Arc<CurrentVenues>,
    /// What their adapters export.
    pub dispatch: Arc<Dispatch>,
    /// What asks Dojo.
    pub clients: Arc<dyn Clients>,
    /// What Dojo took.
    pub store: Arc<dyn Store>,
    /// How they stand.
    pub kept: Arc<Kept>,
    /// Where the operator is told.
    pub notices: Arc<Notices>,
    /// Where they are counted.
    pub metrics: Metrics,
}

// === impl Worker ===

impl Worker {
    /// Works for as long as it is polled: one task for each venue, begun anew where the venue's configuration changed.
    pub async fn watch(self) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let is_known = |venue: &Arc<Venue>| venue.dojo.is_some();
        let looked = |venues: &Venues| self.kept.retain(|id| venues.get(id.as_str()).is_some_and(is_known));
        let task = |venue: &Arc<Venue>| {
            is_known(venue).then(|| self.clone().watch_venue(Arc::clone(venue), Arc::clone(&places)))
        };
        VenueTasks::keep(&self.venues, looked, task).await;
    }

    async fn watch_venue(self, venue: Arc<Venue>, places: Arc<Semaphore>) {
        let mut memories = Way::ALL.map(|way| (way, Memory::default()));
        loop {
            // Without its adapter, nobody knows what the venue offers: what is registered stays.
            if let Some(offered) = self.offered(&venue) {
                let aim = |way| Aim::of(Wanted::of(&venue, way, offered));
                // The new way first: a venue that changes over is never without one.
                memories.sort_by_key(|(way, _)| aim(*way) == Aim::Ended);
                let mut is_well = true;
                for (way, memory) in &mut memories {
                    let aim = aim(*way);
                    if (is_well || aim != Aim::Ended) && memory.is_due(&aim, Instant::now()) {
                        let _place = places.acquire().await;
                        self.run(&venue, *way, aim, memory).await;
                    }
                    is_well &= !memory.has_failed();
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What the venue offers now, where it is served as this configuration of it says.
    fn offered(&self, venue: &Arc<Venue>) -> Option<CapabilitySet> {
        let is_current = self.venues.load().get(venue.id.as_str()).is_some_and(|now| Arc::ptr_eq(now, venue));
        is_current.then(|| self.dispatch.capabilities(venue).ok()).flatten()
    }

    async fn run(&self, venue: &Venue, way: Way, aim: Aim, memory: &mut Memory) {
        match self.attempt(venue, way, &aim).await {
            Ok(done) => {
                let after_failure = memory.reached(aim);
                self.succeeded(venue, way, done, after_failure);
            }
            Err(failed) => {
                let is_news = memory.failed(aim, &failed, Instant::now());
                self.failed(venue, way, &failed, is_news);
            }
        }
    }

    async fn attempt(&self, venue: &Venue, way: Way, aim: &Aim) -> Result<Done, Failed> {
        let Some(dojo) = &venue.dojo else { return Ok(Done::Nothing) };
        let client = self.clients.client(&venue.id).map_err(Failed::NoAccess)?;
        let shelf = Shelf::of_host(&self.store, &venue.id);
        match aim {
            Aim::Registered(wanted) => attempt::register(&client, &shelf, dojo, wanted).await,
            Aim::Ended => attempt::end(&client, &shelf, way).await,
        }
    }

    /// `after_failure` tells whether the operator was told last that it failed.
    fn succeeded(&self, venue: &Venue, way: Way, done: Done, after_failure: bool) {
        let name = way.name();
        match done {
            Done::Unchanged(standing) => {
                self.kept.registered(&venue.id, way, standing);
                self.count(venue, way, "unchanged", 1);
                if after_failure {
                    self.tell(venue, Level::Info, &format!("is registered at Dojo ({name}), as before"));
                }
            }
            Done::Registered(standing) => {
                let number = standing.capabilities.iter().count();
                let lacking: Vec<_> = standing.lacking.iter().map(Capability::name).collect();
                self.kept.registered(&venue.id, way, standing);
                self.count(venue, way, "registered", 1);
                let text = format!("is registered at Dojo ({name}) with {number} capabilities");
                if lacking.is_empty() {
                    self.tell(venue, Level::Info, &text);
                } else {
                    let text = format!("{text}; Dojo did not take {}", lacking.join(", "));
                    self.tell(venue, Level::Warning, &text);
                }
            }
            Done::Ended => {
                self.kept.ended(&venue.id, way);
                self.count(venue, way, "ended", 0);
                self.tell(venue, Level::Info, &format!("is not called by Dojo ({name}) any more"));
            }
            Done::Nothing => {}
        }
    }

    fn failed(&self, venue: &Venue, way: Way, failed: &Failed, is_news: bool) {
        let reason = venue.redactor.redact(&failed.to_string()).into_owned();
        let text = format!("is not registered at Dojo ({}) as it should be: {reason}", way.name());
        self.kept.failed(&venue.id, way, reason);
        self.count(venue, way, "failed", 0);
        if is_news {
            self.tell(venue, Level::Warning, &text);
        }
    }

    fn count(&self, venue: &Venue, way: Way, outcome: &'static str, is_registered: i64) {
        let (name, transport) = (Name::Venue(venue.id.clone()), way.name());
        let labels = WayLabels { venue: name.clone(), transport };
        self.metrics.registered.get_or_create(&labels).set(is_registered);
        let labels = RegistrationLabels { venue: name, transport, outcome };
        self.metrics.registrations.get_or_create(&labels).inc();
    }

    fn tell(&self, venue: &Venue, level: Level, text: &str) {
        self.notices.tell(Notice::new(level, format!("venue {:?} {text}", venue.id)).venue(&venue.id));
    }
}
