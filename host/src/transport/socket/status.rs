//! How the venues' sockets stand, for whoever looks.

use crate::epos::Timestamp;
use crate::venue::VenueId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How one venue's socket stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SocketStatus {
    /// What is dialed.
    pub url: String,
    /// How far it is.
    pub state: SocketState,
    /// Why the last connection ended or did not come about; it is kept, for whoever asks later.
    pub last_error: Option<String>,
    /// Requests that are not answered yet.
    pub requests_in_flight: usize,
    /// Connections after the first.
    pub reconnects: u64,
}

/// How far a socket is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SocketState {
    /// There is no connection: it is dialed, or will be.
    Connecting,
    /// Requests are served.
    Connected {
        /// Since when.
        since: Timestamp,
    },
    /// The credentials were refused: a person must look.
    Refused,
    /// What runs is finished, and nothing new is taken.
    Closing,
}

/// The sockets of all venues that have one.
#[derive(Default)]
pub struct Statuses(Mutex<HashMap<VenueId, SocketStatus>>);

// === impl Statuses ===

impl Statuses {
    /// How a venue's socket stands; none where it has none.
    pub fn of(&self, venue: &VenueId) -> Option<SocketStatus> {
        self.lock().get(venue).cloned()
    }

    pub(super) fn begin(&self, venue: &VenueId, url: String) {
        let status = SocketStatus {
            url,
            state: SocketState::Connecting,
            last_error: None,
            requests_in_flight: 0,
            reconnects: 0,
        };
        self.lock().insert(venue.clone(), status);
    }

    pub(super) fn change(&self, venue: &VenueId, change: impl FnOnce(&mut SocketStatus)) {
        if let Some(status) = self.lock().get_mut(venue) {
            change(status);
        }
    }

    pub(super) fn end(&self, venue: &VenueId) {
        self.lock().remove(venue);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<VenueId, SocketStatus>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
