//! What the operator sees of a venue's socket: its status, its notices, its metrics.
//!
//! A peer that comes and goes fills no log: after a few times, it is told again when a connection has stayed up.

use super::connection::Ended;
use super::dial::DialError;
use super::status::{SocketState, Statuses};
use crate::epos::Timestamp;
use crate::metrics::{FrameLabels, Metrics, VenueLabels};
use crate::notice::{Level, Notice, Notices};
use crate::venue::Venue;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Connections that are told of until one stays up. The first tells that it happens, the third that it goes on.
const TOLD: u32 = 3;

/// Tells of one venue's socket. Dropped, the socket is no more.
pub(super) struct Report {
    venue: Arc<Venue>,
    url: String,
    statuses: Arc<Statuses>,
    notices: Arc<Notices>,
    metrics: Metrics,
    told: Mutex<Told>,
}

/// What was told since a connection stayed up.
#[derive(Default)]
struct Told {
    connections: u32,
    unreachable: bool,
    refused: bool,
}

// === impl Report ===

impl Report {
    /// `url` is what the venue dials.
    pub(super) fn new(
        venue: &Arc<Venue>,
        url: &str,
        statuses: Arc<Statuses>,
        notices: Arc<Notices>,
        metrics: Metrics,
    ) -> Self {
        let url = venue.redactor.redact(url).into_owned();
        statuses.begin(&venue.id, url.clone());
        metrics.socket_connected.get_or_create(&VenueLabels::new(&venue.id)).set(0);
        Self { venue: Arc::clone(venue), url, statuses, notices, metrics, told: Mutex::default() }
    }

    /// The handshake is done.
    pub(super) fn connected(&self, again: bool) {
        let since = Timestamp::now();
        self.statuses.change(&self.venue.id, |status| {
            status.state = SocketState::Connected { since };
            status.reconnects += u64::from(again);
        });
        let labels = VenueLabels::new(&self.venue.id);
        self.metrics.socket_connected.get_or_create(&labels).set(1);
        if again {
            self.metrics.socket_reconnects.get_or_create(&labels).inc();
        }
        let connections = {
            let mut told = self.told();
            told.connections = told.connections.saturating_add(1);
            told.connections
        };
        if connections <= TOLD {
            self.tell(Level::Info, format!("is connected to {}", self.url));
        }
    }

    /// The connection stayed up.
    pub(super) fn steady(&self) {
        let before = std::mem::replace(&mut *self.told(), Told { connections: 1, ..Told::default() });
        if before.connections > TOLD {
            self.tell(Level::Info, format!("is connected to {}, and the connection stays up now", self.url));
        }
    }

    /// What runs is finished, and nothing new is taken.
    pub(super) fn closing(&self) {
        self.statuses.change(&self.venue.id, |status| status.state = SocketState::Closing);
    }

    /// A connection is over.
    pub(super) fn ended(&self, why: &Ended) {
        let why = self.no_connection(SocketState::Connecting, &why.to_string());
        let connections = self.told().connections;
        if connections > TOLD {
            return;
        }
        let more = if connections == TOLD { "; the next times are not told until a connection stays up" } else { "" };
        self.tell(Level::Warning, format!("lost its connection to {}: {why}; it dials again{more}", self.url));
    }

    /// A connection did not come about.
    pub(super) fn failed(&self, error: &DialError, next: Duration) {
        if let DialError::Credentials(status) = error {
            let why = self.no_connection(SocketState::Refused, &format!("the credentials were refused: {status}"));
            if !std::mem::replace(&mut self.told().refused, true) {
                let hint = format!("hint: look at api_key and software_house_id of [venues.{}.dojo]", self.venue.id);
                let text = format!("cannot connect to {}: {why}; it dials again every {next:?}; {hint}", self.url);
                self.tell(Level::Error, text);
            }
            return;
        }
        let why = self.no_connection(SocketState::Connecting, &error.to_string());
        if !std::mem::replace(&mut self.told().unreachable, true) {
            self.tell(Level::Warning, format!("cannot connect to {}: {why}; it dials again until it can", self.url));
        }
    }

    /// How many requests are not answered.
    pub(super) fn in_flight(&self, requests: usize) {
        self.statuses.change(&self.venue.id, |status| status.requests_in_flight = requests);
    }

    /// A message was not carried out.
    pub(super) fn refused(&self, kind: &'static str) {
        let venue = VenueLabels::new(&self.venue.id).venue;
        self.metrics.socket_refused.get_or_create(&FrameLabels { venue, kind }).inc();
    }

    /// Keeps why there is none, and returns it as it may be shown.
    fn no_connection(&self, state: SocketState, why: &str) -> String {
        let why = self.venue.redactor.redact(why).into_owned();
        self.statuses.change(&self.venue.id, |status| {
            status.state = state;
            status.last_error = Some(why.clone());
            status.requests_in_flight = 0;
        });
        self.metrics.socket_connected.get_or_create(&VenueLabels::new(&self.venue.id)).set(0);
        tracing::debug!(venue = self.venue.id.as_str(), url = self.url, why, "no connection");
        why
    }

    fn tell(&self, level: Level, what: String) {
        let text = format!("venue {:?} {what}", self.venue.id);
        self.notices.tell(Notice::new(level, text).venue(&self.venue.id));
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.statuses.end(&self.venue.id);
        self.metrics.socket_connected.remove(&VenueLabels::new(&self.venue.id));
    }
}
