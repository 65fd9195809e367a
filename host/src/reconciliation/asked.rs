//! A reconciliation that somebody asks for: of any time, and without taking anything in.

use super::calendar::{Calendar, Period};
use super::kept::Kept;
use super::report::{Failure, Reports};
use super::run::{Agreed, Reconciler};
use crate::epos::Timestamp;
use crate::transport::CurrentVenues;
use crate::venue::{Venue, VenueId};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Answers who asks.
pub struct Asked {
    reconciler: Reconciler,
    venues: Arc<CurrentVenues>,
    kept: Arc<Kept>,
    /// One at a time: each asks Dojo and the points of sale about every payment.
    busy: Mutex<()>,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Question {
    /// Of one venue; of all, where it is not said.
    pub venue: Option<VenueId>,
    /// From then on; from the beginning of the business day that `to` is in, where it is not said.
    pub from: Option<Timestamp>,
    /// Until then; now, where it is not said.
    pub to: Option<Timestamp>,
}

/// Another one is running.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("another reconciliation that was asked for is still running: ask again when it is done")]
pub struct Busy;

// === impl Asked ===

impl Asked {
    /// With what is done, whose, and what was made without being asked. What takes in is left out.
    pub fn new(reconciler: Reconciler, venues: Arc<CurrentVenues>, kept: Arc<Kept>) -> Self {
        Self { reconciler: Reconciler { intake: None, ..reconciler }, venues, kept, busy: Mutex::default() }
    }

    /// What was made without being asked.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Reconciles now.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn answer(&self, question: &Question) -> Result<Reports, Busy> {
        let _one = self.busy.try_lock().map_err(|_| Busy)?;
        let venues = self.venues.load_full();
        let mut asked: Vec<_> =
            venues.iter().filter(|venue| question.venue.as_ref().is_none_or(|id| *id == venue.id)).collect();
        asked.sort_by(|a, b| a.id.cmp(&b.id));
        let mut reports = Reports::default();
        if let (Some(id), []) = (&question.venue, asked.as_slice()) {
            let reason = format!("there is no [venues.{id}] in the configuration");
            reports.failures.push(Failure { venue: id.to_string(), at: self.reconciler.clock.now(), reason });
        }
        for venue in asked {
            match self.one(venue, question).await {
                Ok(report) => reports.reports.push(report),
                Err(reason) => {
                    let at = self.reconciler.clock.now();
                    reports.failures.push(Failure { venue: venue.id.to_string(), at, reason });
                }
            }
        }
        Ok(reports)
    }

    async fn one(&self, venue: &Venue, question: &Question) -> Result<super::Report, String> {
        let to = question.to.unwrap_or_else(|| self.reconciler.clock.now());
        let from = question.from.unwrap_or_else(|| Calendar::of(venue).day_so_far(to).from);
        if from >= to {
            return Err(format!("the time from {from} to {to} is empty"));
        }
        let done = self.reconciler.run(&venue.id, Period { from, to }, &mut Agreed::new()).await;
        done.map_err(|error| venue.redactor.redact(&error.to_string()).into_owned())
    }
}
