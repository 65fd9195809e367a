//! Dojo is told what changed, where the venue is known to it: then the card machines read it again.
//!
//! Changes are told one after the other, and are kept by who brings them until all were: those of a hand-over that fails
//! are brought again, whole, for one of them may have changed once more. What Dojo refuses (400) it would refuse again:
//! that is logged and counted, and the others go on.

use super::batch::{self, Batch, Tries};
use super::{Log, Sink};
use crate::dojo::{Clients, DojoClient, DojoError};
use crate::epos::Change;
use crate::metrics::{Metrics, Name, PosEventLabels};
use crate::notice::{Level, Notice, Notices};
use crate::venue::{Venue, VenueId};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How often in a row Dojo may want to be left alone before the changes are brought again later. It is waited for here:
/// a hand-over that begins anew at each such wait would never come to its end where there are more changes than Dojo
/// takes in one go.
const MAX_WAITS_IN_A_ROW: u32 = 3;

/// Tells Dojo.
pub struct PosEvents {
    clients: Arc<dyn Clients>,
    notices: Arc<Notices>,
    metrics: Metrics,
    troubles: Mutex<HashMap<VenueId, Trouble>>,
}

/// What went wrong with a venue's changes lately.
#[derive(Default)]
struct Trouble {
    tries: Tries,
    /// Whether the last hand-over had one that Dojo refused: the operator knows.
    is_refusing: bool,
}

// === impl PosEvents ===

impl PosEvents {
    /// Through the venues' clients.
    pub fn new(clients: Arc<dyn Clients>, notices: Arc<Notices>, metrics: Metrics) -> Self {
        Self { clients, notices, metrics, troubles: Mutex::default() }
    }

    fn troubles(&self) -> MutexGuard<'_, HashMap<VenueId, Trouble>> {
        self.troubles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells one change, and waits where Dojo wants that.
    async fn tell(client: &DojoClient, change: &Change) -> Result<(), DojoError> {
        let mut waits = 0;
        loop {
            match client.pos_event(change).await {
                Err(DojoError::RateLimited { retry_after }) if waits < MAX_WAITS_IN_A_ROW => {
                    waits += 1;
                    tokio::time::sleep(retry_after).await;
                }
                told => return told,
            }
        }
    }

    fn count(&self, venue: &Venue, change: &Change, outcome: &'static str) {
        let labels = PosEventLabels { venue: Name::Venue(venue.id.clone()), kind: change.kind(), outcome };
        self.metrics.pos_events.get_or_create(&labels).inc();
    }

    /// Says which change Dojo will not be told of.
    fn lose(&self, venue: &Venue, change: &Change, reason: &str, outcome: &'static str) {
        self.count(venue, change, outcome);
        tracing::warn!(venue = venue.id.as_str(), kind = change.kind(), id = change.id(), reason, "Dojo is not told");
    }

    /// Tells the operator of the first of those that Dojo will not be told of, once until all is well again.
    fn tell_lost(&self, venue: &Venue, lost: &[(Change, String)]) {
        let was_refusing =
            std::mem::replace(&mut self.troubles().entry(venue.id.clone()).or_default().is_refusing, !lost.is_empty());
        let Some((change, reason)) = lost.first().filter(|_| !was_refusing) else { return };
        let number = lost.len();
        let text = format!(
            "venue {:?}: Dojo does not take {number} of the changes that it is told, the first of them {change}: {reason}",
            venue.id
        );
        self.notices.tell(Notice::new(Level::Warning, text).venue(&venue.id));
    }
}

#[async_trait]
impl Sink for PosEvents {
    async fn take(&self, venue: &Venue, changes: &[Change]) -> Result<(), String> {
        if venue.dojo.is_none() {
            return Log.take(venue, changes).await;
        }
        let client = self.clients.client(&venue.id)?;
        let order = {
            let troubles = self.troubles();
            let none = Tries::new();
            batch::order(changes, troubles.get(&venue.id).map_or(&none, |trouble| &trouble.tries))
        };
        let (mut batch, mut lost) = (Batch::default(), Vec::new());
        for change in order {
            let error = match Self::tell(&client, &change).await {
                Ok(()) => {
                    self.count(venue, &change, "told");
                    batch.heard();
                    continue;
                }
                Err(error) => error,
            };
            let reason = venue.redactor.redact(&error.to_string()).into_owned();
            match error {
                DojoError::Refused { .. } => {
                    batch.heard();
                    self.lose(venue, &change, &reason, "refused");
                    lost.push((change, reason));
                }
                DojoError::Unavailable(_) => {
                    if !batch.failed(change, reason) {
                        break;
                    }
                }
                // It would be the same with the next one.
                _ => return Err(reason),
            }
        }
        let verdict = batch.end(&mut self.troubles().entry(venue.id.clone()).or_default().tries);
        for (change, reason) in verdict.given_up {
            self.lose(venue, &change, &reason, "given_up");
            lost.push((change, reason));
        }
        self.tell_lost(venue, &lost);
        verdict.again.map_or(Ok(()), Err)
    }
}
