//! Watches which venues are ready, tells when that changes, and hurries the payments of one that became so.

use crate::adapter::{Adapter, Missing, listed};
use crate::dispatch::{Dispatch, Failure};
use crate::metrics::{Metrics, StateLabels};
use crate::notice::{Level, Notice, Notices};
use crate::payments::Payments;
use crate::transport::CurrentVenues;
use crate::venue::{Venue, VenueId};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How often is looked. A payment that waited for an adapter waits no longer than this.
const LOOK: Duration = Duration::from_secs(1);

/// What is known about each venue.
pub(super) struct Readiness {
    pub(super) venues: Arc<CurrentVenues>,
    pub(super) dispatch: Arc<Dispatch>,
    pub(super) payments: Payments,
    pub(super) notices: Arc<Notices>,
    pub(super) metrics: Metrics,
    pub(super) known: HashMap<VenueId, State>,
}

/// How a venue stands.
pub(super) enum State {
    /// It is served, by this adapter and as this configuration says.
    Ready(Arc<Venue>, Arc<Adapter>),
    /// It is not, and why.
    NotReady(String),
}

// === impl Readiness ===

impl Readiness {
    /// Looks for as long as it is polled.
    pub(super) async fn watch(mut self) {
        loop {
            self.look();
            tokio::time::sleep(LOOK).await;
        }
    }

    fn look(&mut self) {
        let mut now = HashMap::new();
        for venue in self.venues.load().iter() {
            let state = State::of(venue, &self.dispatch);
            let before = self.known.get(&venue.id);
            self.follow(venue, before, &state);
            self.tell_missing(venue, before, &state);
            now.insert(venue.id.clone(), state);
        }
        let ready = now.values().filter(|state| matches!(state, State::Ready(..))).count();
        for (state, number) in [("ready", ready), ("not_ready", now.len() - ready)] {
            self.metrics.venues.get_or_create(&StateLabels { state }).set(i64::try_from(number).unwrap_or(i64::MAX));
        }
        self.known = now;
    }

    /// Tells once what an adapter asks for and its venue does not grant: again only where that changes.
    fn tell_missing(&self, venue: &Arc<Venue>, before: Option<&State>, now: &State) {
        if let (Some(State::Ready(old, one)), State::Ready(new, other)) = (before, now)
            && Arc::ptr_eq(old, new)
            && Arc::ptr_eq(one, other)
        {
            return;
        }
        let Some(missing) = now.missing().filter(|missing| before.and_then(State::missing).as_ref() != Some(missing))
        else {
            return;
        };
        let quoted: Vec<_> = missing.http.iter().map(|grant| format!("\"{grant}\"")).collect();
        let text = format!(
            "adapter {:?} of venue {:?} {missing}, which is not granted; hint: add {} to [venues.{}.allow] http, or to declined",
            venue.adapter,
            venue.id,
            listed(&quoted),
            venue.id
        );
        let notice = Notice::new(Level::Warning, venue.redactor.redact(&text));
        self.notices.tell(notice.venue(&venue.id).adapter(&venue.adapter));
    }

    fn follow(&self, venue: &Arc<Venue>, before: Option<&State>, now: &State) {
        match (before, now) {
            (Some(State::Ready(old, one)), State::Ready(new, other))
                if Arc::ptr_eq(old, new) && Arc::ptr_eq(one, other) => {}
            (Some(State::NotReady(before)), State::NotReady(now)) if before == now => {}
            (before, State::Ready(..)) => {
                self.payments.hurry(&venue.id);
                if matches!(before, Some(State::NotReady(_))) {
                    let text = format!("venue {:?} is ready", venue.id);
                    self.notices.tell(Notice::new(Level::Info, text).venue(&venue.id).adapter(&venue.adapter));
                }
            }
            (_, State::NotReady(reason)) => {
                let text = format!("venue {:?} is not ready: {reason}", venue.id);
                self.notices.tell(Notice::new(Level::Warning, text).venue(&venue.id).adapter(&venue.adapter));
            }
        }
    }
}

// === impl State ===

impl State {
    /// What its adapter asks for and it does not grant.
    fn missing(&self) -> Option<Missing> {
        let Self::Ready(venue, adapter) = self else { return None };
        Some(Missing::of(adapter.description(), &venue.settings, &venue.grants)).filter(|missing| !missing.is_empty())
    }

    fn of(venue: &Arc<Venue>, dispatch: &Dispatch) -> Self {
        match dispatch.adapter(venue) {
            Ok(adapter) => Self::Ready(Arc::clone(venue), adapter),
            Err(Failure::NotReady(reason)) => Self::NotReady(venue.redactor.redact(&reason).into_owned()),
            Err(other) => Self::NotReady(venue.redactor.redact(&other.to_string()).into_owned()),
        }
    }
}
