//! WebSocket: the EPOS Data API as Dojo's AsyncAPI has it. The host is the client, and keeps one connection per venue.
//!
//! Dojo routes a venue's requests to whoever connected last: so a venue has one connection at any time, and after a
//! change of its configuration the next one is dialed when the one before is closed.

mod backoff;
mod connection;
mod dial;
mod exchange;
mod frame;
mod line;
mod report;
mod settings;
mod status;

pub use frame::Frame;
pub use settings::Settings;
pub use status::{SocketState, SocketStatus, Statuses};

use super::stop::Stop;
use super::venue_tasks::VenueTasks;
use super::venues::CurrentVenues;
use super::work::Work;
use crate::metrics::Metrics;
use crate::notice::Notices;
use crate::outgoing::Outgoing;
use crate::venue::Venue;
use exchange::Exchange;
use line::Line;
use report::Report;
use std::sync::Arc;
use std::time::Duration;

/// The lines of all venues that are served over WebSocket.
pub struct Sockets {
    /// The venues that are served.
    pub venues: Arc<CurrentVenues>,
    /// What carries requests out.
    pub work: Work,
    /// Whom the host trusts.
    pub outgoing: Outgoing,
    /// Where it is seen how the lines stand.
    pub statuses: Arc<Statuses>,
    /// Where the operator is told.
    pub notices: Arc<Notices>,
    /// Where it is counted.
    pub metrics: Metrics,
    /// How patient the lines are.
    pub settings: Settings,
    /// How long requests may still run once a line ends.
    pub drain_deadline: Duration,
}

// === impl Sockets ===

impl Sockets {
    /// Keeps the lines until it is time to stop; then running requests are finished within the drain deadline. Returns
    /// how many lines were cut off at its end.
    pub async fn keep(self, stop: Stop) -> usize {
        // The close itself is no part of what the deadline is for.
        let grace = self.drain_deadline + self.settings.close_wait;
        let line = |venue: &Arc<Venue>, stop| self.line(venue, stop);
        VenueTasks::keep_until(&self.venues, stop, grace, line).await
    }

    /// A venue's line, where it has one. It is reported once it begins: the one before may still be at its end.
    fn line(&self, venue: &Arc<Venue>, stop: Stop) -> Option<impl Future<Output = ()> + Send + use<>> {
        let dojo = venue.dojo.clone()?;
        let url = dojo.socket_url.clone()?;
        let (statuses, notices) = (Arc::clone(&self.statuses), Arc::clone(&self.notices));
        let (venue, work, metrics) = (Arc::clone(venue), self.work.clone(), self.metrics.clone());
        let (outgoing, settings) = (self.outgoing.clone(), self.settings.clone());
        Some(async move {
            let report = Report::new(&venue, url.as_str(), statuses, notices, metrics.clone());
            let exchange = Exchange { venue, work, metrics };
            Line { dojo, url, outgoing, exchange, report, settings }.keep(stop).await;
        })
    }
}
