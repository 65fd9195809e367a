//! The alerts that wait to be sent.

use super::{Alert, Limits};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::Notify;

/// What waits. Everything here is short and under one lock.
pub(super) struct Waiting {
    limits: Limits,
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Default)]
struct State {
    /// Not under way.
    queue: Vec<Queued>,
    /// Those that wait and those under way, and whether they were tried in vain.
    ids: HashMap<String, bool>,
    /// Some were dropped since the queue was empty.
    too_many: bool,
    /// Nothing is taken any more.
    closed: bool,
    /// Dropped and given up, since this was asked last.
    lost: usize,
}

/// One that waits.
pub(super) struct Queued {
    pub(super) id: String,
    pub(super) body: Bytes,
    pub(super) since: Instant,
    /// When it is tried next.
    pub(super) due: Instant,
    /// Attempts that failed.
    pub(super) failed: u32,
    /// It was tried after the host was asked to stop: not again.
    pub(super) last_try: bool,
}

/// What became of an alert that arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arrived {
    /// It waits, or waited already.
    Taken,
    /// It was dropped, the first one since the queue was empty.
    FirstTooMany,
    /// It was dropped, as others were.
    TooMany,
}

// === impl Waiting ===

impl Waiting {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, state: Mutex::default(), arrived: Notify::new() }
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn arrive(&self, alert: &Alert, now: Instant) -> Arrived {
        let arrived = self.change(|state| {
            if state.ids.contains_key(&alert.id) {
                return Arrived::Taken;
            }
            // Only a map with odd keys is no JSON.
            let body = serde_json::to_vec(alert).map(Bytes::from);
            match body {
                Ok(body) if state.ids.len() < self.limits.most_waiting && !state.closed => {
                    let id = alert.id.clone();
                    state.ids.insert(id.clone(), false);
                    state.queue.push(Queued { id, body, since: now, due: now, failed: 0, last_try: false });
                    Arrived::Taken
                }
                _ => {
                    state.lost += 1;
                    let others = std::mem::replace(&mut state.too_many, true) || state.closed;
                    if others { Arrived::TooMany } else { Arrived::FirstTooMany }
                }
            }
        });
        self.arrived.notify_one();
        arrived
    }

    /// Waits for the next that arrives.
    pub(super) async fn next(&self) {
        self.arrived.notified().await;
    }

    /// Takes one that is due, the one that is due longest; else says when one will be.
    pub(super) fn take(&self, now: Instant) -> Result<Queued, Option<Instant>> {
        self.change(|state| {
            let first = state.queue.iter().enumerate().min_by_key(|(_, queued)| queued.due);
            match first.map(|(place, queued)| (place, queued.due)) {
                Some((place, due)) if due <= now => Ok(state.queue.swap_remove(place)),
                later => Err(later.map(|(_, due)| due)),
            }
        })
    }

    /// Puts one back that was tried in vain.
    pub(super) fn again(&self, mut queued: Queued) {
        self.change(|state| {
            if state.closed {
                queued.due = queued.due.min(Instant::now());
            }
            state.ids.insert(queued.id.clone(), true);
            state.queue.push(queued);
        });
    }

    /// One is done: delivered, or lost.
    pub(super) fn done(&self, id: &str, delivered: bool) {
        self.change(|state| {
            state.ids.remove(id);
            state.lost += usize::from(!delivered);
            if state.ids.is_empty() {
                state.too_many = false;
            }
        });
    }

    /// Whether one of those that are not delivered was tried in vain.
    pub(super) fn any_failed(&self) -> bool {
        self.change(|state| state.ids.values().any(|failed| *failed))
    }

    /// Those that were lost since this was asked last.
    pub(super) fn take_lost(&self) -> usize {
        self.change(|state| std::mem::take(&mut state.lost))
    }

    pub(super) fn len(&self) -> usize {
        self.change(|state| state.ids.len())
    }

    /// Takes nothing more, and lets all that waits be tried at once.
    pub(super) fn close(&self) {
        let now = Instant::now();
        self.change(|state| {
            state.closed = true;
            state.queue.iter_mut().for_each(|queued| queued.due = queued.due.min(now));
        });
    }

    /// Forgets all that waits; returns how many were lost, with those of before.
    pub(super) fn give_all_up(&self) -> usize {
        self.change(|state| {
            state.queue.clear();
            let waiting = std::mem::take(&mut state.ids).len();
            std::mem::take(&mut state.lost) + waiting
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
