//! A bulkhead: so many calls at once, so many that wait, and none that waits for long.
//!
//! Who waits stands in a line of its own: among all calls, each venue has one, and the lines are served in turn. A full
//! queue pushes out who came last in the longest line, so that a venue's first call is never refused for another's
//! crowd. Reads are shed before what is urgent: they leave some places free for it, stand behind it, and are the first
//! to be pushed out.

use super::errand::Errand;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// One place in so many is never a read's: enough for every payment of a rush, for a payment is one call among the
/// dozens of reads that lead to it.
const RESERVED_SHARE: usize = 8;

/// Lets calls in. `K` tells the lines apart.
pub(super) struct Gate<K: Clone + Eq> {
    places: usize,
    places_of_reads: usize,
    most_waiting: usize,
    longest_wait: Duration,
    state: Mutex<State<K>>,
}

/// No place: too many wait already, or the wait was too long.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// A place inside, until it is dropped.
pub(super) struct Place<K: Clone + Eq> {
    gate: Arc<Gate<K>>,
    urgent: bool,
    given_back: bool,
}

struct State<K: Clone + Eq> {
    /// Inside now.
    reads: usize,
    urgent: usize,
    waiting: usize,
    /// Those in which somebody waits; the first is served next.
    lines: VecDeque<Line<K>>,
    next_ticket: u64,
}

struct Line<K: Clone + Eq> {
    of: K,
    reads: VecDeque<Waiting<K>>,
    urgent: VecDeque<Waiting<K>>,
}

struct Waiting<K: Clone + Eq> {
    ticket: u64,
    place: oneshot::Sender<Place<K>>,
}

/// What who asks is told at once.
enum Told<K: Clone + Eq> {
    In(Place<K>),
    Wait(Queued<K>, oneshot::Receiver<Place<K>>),
}

/// A place in a line, given back also where the wait is abandoned.
struct Queued<K: Clone + Eq> {
    gate: Arc<Gate<K>>,
    of: K,
    urgent: bool,
    ticket: u64,
}

// === impl Gate ===

impl<K: Clone + Eq> Gate<K> {
    pub(super) fn new(places: usize, most_waiting: usize, longest_wait: Duration) -> Arc<Self> {
        let state = State { reads: 0, urgent: 0, waiting: 0, lines: VecDeque::new(), next_ticket: 0 };
        let places_of_reads = places - places / RESERVED_SHARE;
        Arc::new(Self { places, places_of_reads, most_waiting, longest_wait, state: Mutex::new(state) })
    }

    pub(super) async fn admit(self: &Arc<Self>, of: &K, errand: Errand, deadline: Instant) -> Result<Place<K>, Full> {
        let (_queued, place) = match self.ask(of, errand.is_urgent())? {
            Told::In(place) => return Ok(place),
            Told::Wait(queued, place) => (queued, place),
        };
        let until = deadline.min(Instant::now() + self.longest_wait);
        match tokio::time::timeout_at(until.into(), place).await {
            Ok(Ok(place)) => Ok(place),
            // Pushed out, or too late.
            Ok(Err(_)) | Err(_) => Err(Full),
        }
    }

    fn ask(self: &Arc<Self>, of: &K, urgent: bool) -> Result<Told<K>, Full> {
        let mut state = self.state();
        // Nobody of this kind waits then: a place that becomes free is handed over at once.
        if self.has_room(&state, urgent) {
            return Ok(Told::In(self.place(&mut state, urgent)));
        }
        if state.waiting >= self.most_waiting && !state.push_out(of, urgent) {
            return Err(Full);
        }
        let (sender, receiver) = oneshot::channel();
        let ticket = state.join(of, urgent, sender);
        Ok(Told::Wait(Queued { gate: Arc::clone(self), of: of.clone(), urgent, ticket }, receiver))
    }

    fn has_room(&self, state: &State<K>, urgent: bool) -> bool {
        state.reads + state.urgent < self.places && (urgent || state.reads < self.places_of_reads)
    }

    fn place(self: &Arc<Self>, state: &mut State<K>, urgent: bool) -> Place<K> {
        *state.inside(urgent) += 1;
        Place { gate: Arc::clone(self), urgent, given_back: false }
    }

    fn give_back(self: &Arc<Self>, urgent: bool) {
        let mut state = self.state();
        *state.inside(urgent) -= 1;
        loop {
            let next = [true, false].into_iter().find(|urgent| self.has_room(&state, *urgent) && state.waits(*urgent));
            let Some(urgent) = next else { return };
            let Some(waiting) = state.next(urgent) else { return };
            if let Err(mut place) = waiting.place.send(self.place(&mut state, urgent)) {
                // Whoever waited is gone. Its place goes to the next, and must not come back here by itself.
                place.given_back = true;
                *state.inside(urgent) -= 1;
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl State ===

impl<K: Clone + Eq> State<K> {
    const fn inside(&mut self, urgent: bool) -> &mut usize {
        if urgent { &mut self.urgent } else { &mut self.reads }
    }

    fn waits(&self, urgent: bool) -> bool {
        self.lines.iter().any(|line| !line.queue(urgent).is_empty())
    }

    fn join(&mut self, of: &K, urgent: bool, place: oneshot::Sender<Place<K>>) -> u64 {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        let waiting = Waiting { ticket, place };
        match self.lines.iter_mut().find(|line| line.of == *of) {
            Some(line) => line.queue_mut(urgent).push_back(waiting),
            None => {
                let mut line = Line { of: of.clone(), reads: VecDeque::new(), urgent: VecDeque::new() };
                line.queue_mut(urgent).push_back(waiting);
                self.lines.push_back(line);
            }
        }
        self.waiting += 1;
        ticket
    }

    /// Who is served next. Its line goes behind the others.
    fn next(&mut self, urgent: bool) -> Option<Waiting<K>> {
        let index = self.lines.iter().position(|line| !line.queue(urgent).is_empty())?;
        let mut line = self.lines.remove(index)?;
        let next = line.queue_mut(urgent).pop_front();
        if !line.is_empty() {
            self.lines.push_back(line);
        }
        self.waiting -= usize::from(next.is_some());
        next
    }

    /// Makes room in a full queue for one of a line: what is urgent pushes out the last read of the line with the most;
    /// beside that, the longest line loses its last where it is longer than this one would be.
    fn push_out(&mut self, of: &K, urgent: bool) -> bool {
        let own = self.lines.iter().find(|line| line.of == *of).map_or(0, Line::len);
        let most_reads = self.lines.iter().enumerate().filter(|(_, line)| !line.reads.is_empty());
        let most_reads = most_reads.max_by_key(|(_, line)| line.reads.len()).map(|(index, _)| index);
        let longer = self.lines.iter().enumerate().filter(|(_, line)| line.len() > own + 1);
        // A read does not push out what is urgent.
        let longest = longer.filter(|(_, line)| urgent || !line.reads.is_empty());
        let longest = longest.max_by_key(|(_, line)| line.len()).map(|(index, _)| index);
        let Some(index) = most_reads.filter(|_| urgent).or(longest) else { return false };
        let Some(line) = self.lines.get_mut(index) else { return false };
        // Its sender is dropped: who waits for it hears that there is no place.
        if line.reads.pop_back().is_none() {
            line.urgent.pop_back();
        }
        if line.is_empty() {
            self.lines.remove(index);
        }
        self.waiting -= 1;
        true
    }

    fn leave(&mut self, of: &K, urgent: bool, ticket: u64) {
        let Some(index) = self.lines.iter().position(|line| line.of == *of) else { return };
        let Some(line) = self.lines.get_mut(index) else { return };
        let queue = line.queue_mut(urgent);
        let before = queue.len();
        queue.retain(|waiting| waiting.ticket != ticket);
        self.waiting -= before - queue.len();
        if line.is_empty() {
            self.lines.remove(index);
        }
    }
}

// === impl Line ===

impl<K: Clone + Eq> Line<K> {
    const fn queue(&self, urgent: bool) -> &VecDeque<Waiting<K>> {
        if urgent { &self.urgent } else { &self.reads }
    }

    const fn queue_mut(&mut self, urgent: bool) -> &mut VecDeque<Waiting<K>> {
        if urgent { &mut self.urgent } else { &mut self.reads }
    }

    fn len(&self) -> usize {
        self.reads.len() + self.urgent.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<K: Clone + Eq> Drop for Queued<K> {
    fn drop(&mut self) {
        self.gate.state().leave(&self.of, self.urgent, self.ticket);
    }
}

impl<K: Clone + Eq> Drop for Place<K> {
    fn drop(&mut self) {
        if !self.given_back {
            self.gate.give_back(self.urgent);
        }
    }
}

#[cfg(test)]
mod tests;
