//! What changed at points of sale that cannot call out: their adapters are asked from time to time, and what they tell is
//! handed on.
//!
//! The adapter's own mark is kept once its changes were handed on: after a crash some are told twice, and none is lost.

mod batch;
mod pos_events;

pub use pos_events::PosEvents;

use crate::dispatch::{Dispatch, Failure};
use crate::epos::{Change, check};
use crate::metrics::{ChangeLabels, Metrics, Name};
use crate::notice::{Level, Notice, Notices};
use crate::store::{Shelf, Store};
use crate::trace::TraceId;
use crate::transport::{CurrentVenues, VenueTasks};
use crate::venue::Venue;
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

/// The longest pause after failures in a row.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Where changes go.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Takes the changes of a venue, at least one. They may have come before.
    ///
    /// # Errors
    /// Why they were not taken: they are brought again.
    async fn take(&self, venue: &Venue, changes: &[Change]) -> Result<(), String>;
}

/// Writes changes into the log, where nobody is to be told.
struct Log;

#[async_trait]
impl Sink for Log {
    async fn take(&self, venue: &Venue, changes: &[Change]) -> Result<(), String> {
        for change in changes {
            tracing::info!(venue = venue.id.as_str(), kind = change.kind(), id = change.id(), "changed");
        }
        Ok(())
    }
}

/// Asks the adapters of all venues.
#[derive(Clone)]
pub struct Poller {
    /// The venues that are served.
    pub venues: Arc<CurrentVenues>,
    /// What calls their adapters.
    pub dispatch: Arc<Dispatch>,
    /// Where the adapters' marks are kept.
    pub store: Arc<dyn Store>,
    /// Where changes go.
    pub sink: Arc<dyn Sink>,
    /// Where the operator is told.
    pub notices: Arc<Notices>,
    /// Where changes are counted.
    pub metrics: Metrics,
}

/// Why changes were not handed on.
#[derive(Debug, thiserror::Error)]
enum PollError {
    #[error("{0}")]
    Adapter(Failure),
    #[error("its mark {0}")]
    Mark(check::Breach),
    #[error("its mark could not be kept: {0}")]
    Store(crate::store::StoreError),
    #[error("they were not taken: {0}")]
    Sink(String),
}

// === impl Poller ===

impl Poller {
    /// Asks for as long as it is polled: one task for each venue, begun anew where the venue's configuration changed.
    pub async fn watch(self) {
        let task = |venue: &Arc<Venue>| Some(self.clone().watch_venue(Arc::clone(venue)));
        VenueTasks::keep(&self.venues, |_| {}, task).await;
    }

    async fn watch_venue(self, venue: Arc<Venue>) {
        // Venues that start together do not ask together.
        tokio::time::sleep(venue.poll_interval.mul_f64(rand::random())).await;
        let mut pause = venue.poll_interval;
        let mut told = false;
        loop {
            match self.poll(&venue).await {
                Ok(()) => {
                    pause = venue.poll_interval;
                    if std::mem::take(&mut told) {
                        self.tell(&venue, Level::Info, "tells its changes again");
                    }
                }
                Err(error) => {
                    pause = pause.saturating_mul(2).min(LONGEST_PAUSE.max(venue.poll_interval));
                    if !error.is_told() && !std::mem::replace(&mut told, true) {
                        self.tell(&venue, Level::Warning, &format!("does not tell its changes: {error}"));
                    }
                }
            }
            tokio::time::sleep(pause).await;
        }
    }

    async fn poll(&self, venue: &Arc<Venue>) -> Result<(), PollError> {
        // Most adapters tell none: nothing is read for them.
        if !self.dispatch.adapter(venue).map_err(PollError::Adapter)?.tells_changes() {
            return Ok(());
        }
        let (shelf, key) = (Shelf::of_host(&self.store, &venue.id), format!("changes:{}", venue.adapter));
        let kept = shelf.get(&key).await.map_err(PollError::Store)?;
        let since = kept.map(|mark| String::from_utf8_lossy(&mark).into_owned());
        let trace_id = TraceId::random();
        let polled =
            self.dispatch.poll_changes(venue, since.as_deref(), &trace_id).await.map_err(PollError::Adapter)?;
        let Some(mut page) = polled else { return Ok(()) };
        let dropped = check::changes(&mut page).map_err(PollError::Mark)?;
        if let Some(breach) = dropped.first() {
            self.tell(venue, Level::Error, &format!("tells {} changes that cannot be: {breach}", dropped.len()));
        }
        if !page.changes.is_empty() {
            self.sink.take(venue, &page.changes).await.map_err(PollError::Sink)?;
            self.count(venue, &page.changes);
        }
        if since.as_deref() != Some(page.since.as_str()) {
            shelf.set(&key, page.since.into_bytes()).await.map_err(PollError::Store)?;
        }
        Ok(())
    }

    fn count(&self, venue: &Venue, changes: &[Change]) {
        for change in changes {
            let labels = ChangeLabels { venue: Name::Venue(venue.id.clone()), kind: change.kind() };
            self.metrics.changes.get_or_create(&labels).inc();
        }
    }

    fn tell(&self, venue: &Venue, level: Level, text: &str) {
        let text = format!("adapter {:?} of venue {:?} {}", venue.adapter, venue.id, venue.redactor.redact(text));
        self.notices.tell(Notice::new(level, text).venue(&venue.id).adapter(&venue.adapter));
    }
}

// === impl PollError ===

impl PollError {
    /// Whether the operator hears of it elsewhere, or need not: a full host is no venue's matter.
    const fn is_told(&self) -> bool {
        matches!(self, Self::Adapter(Failure::NotReady(_) | Failure::Fault(_) | Failure::Overloaded(_)))
    }
}
