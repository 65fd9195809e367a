//! Long calls take turns: however many adapters loop, one core is left to everybody else.
//!
//! A call that has used [`LONG_AFTER`] of CPU goes on only while it holds a turn. There is one turn less than there are
//! cores (one on a single core), and a venue holds at most one. A turn ends when the call yields (at the next epoch
//! tick), waits or ends, and who wants another stands behind all who wait: so they go round. To wait for a turn is not
//! CPU, and the call's deadline ends it like any other wait.

use super::metered::Meter;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// CPU after which a call is a long one. Almost all end in a hundredth of it; Python's largest page takes twice as long,
/// and then shares a core with the others that do.
pub(super) const LONG_AFTER: Duration = Duration::from_millis(10);

/// The turns of a sandbox.
#[derive(Clone, Debug)]
pub(super) struct LongTurns(Arc<Semaphore>);

/// A venue's way to its one turn.
#[derive(Clone, Debug)]
pub struct LongLane(Arc<Semaphore>);

/// Leave to go on, until it is dropped.
#[derive(Debug)]
#[expect(dead_code, reason = "held, not read")]
pub(super) struct Turn {
    of_venue: OwnedSemaphorePermit,
    of_all: OwnedSemaphorePermit,
}

// === impl LongTurns ===

impl LongTurns {
    /// All cores but one.
    pub(super) fn of_this_machine() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::new(cores.saturating_sub(1).max(1))
    }

    pub(super) fn new(turns: usize) -> Self {
        Self(Arc::new(Semaphore::new(turns)))
    }

    /// Gives way to everybody, then waits for a turn, which the meter keeps until the call gives way again.
    pub(super) async fn take(self, lane: LongLane, meter: Arc<Meter>) {
        tokio::task::yield_now().await;
        // The venue's own first: who waits for it is in nobody's way.
        let Ok(of_venue) = lane.0.acquire_owned().await else { return };
        let Ok(of_all) = self.0.acquire_owned().await else { return };
        meter.hold(Turn { of_venue, of_all });
    }

    #[cfg(test)]
    fn free(&self) -> usize {
        self.0.available_permits()
    }
}

// === impl LongLane ===

impl Default for LongLane {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::metered::Metered;
    use super::*;
    use std::cell::RefCell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    const MUCH: Duration = Duration::from_secs(60);

    /// A call that takes a turn for each step and never ends. It notes who it is.
    async fn steps(who: &'static str, turns: LongTurns, lane: LongLane, meter: Arc<Meter>, log: &RefCell<String>) {
        loop {
            turns.clone().take(lane.clone(), Arc::clone(&meter)).await;
            log.borrow_mut().push_str(who);
        }
    }

    #[test]
    fn a_venue_that_loops_in_many_calls_has_one_turn_among_venues() {
        let (turns, log) = (LongTurns::new(1), RefCell::new(String::new()));
        let [crown, anchor] = [LongLane::default(), LongLane::default()];
        let meters: [_; 4] = std::array::from_fn(|_| Arc::new(Meter::default()));
        let venues = [("c", &crown), ("c", &crown), ("c", &crown), ("a", &anchor)];
        let mut calls: Vec<_> = meters
            .iter()
            .zip(venues)
            .map(|(meter, (who, lane))| Box::pin(steps(who, turns.clone(), lane.clone(), Arc::clone(meter), &log)))
            .collect();
        for _ in 0..200 {
            // All are polled while one has the turn, as if each had a core; then it gives way.
            for call in &mut calls {
                assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            }
            meters.iter().for_each(|meter| meter.give_back());
        }
        let went_on = log.borrow().clone();
        let of = |who| went_on.matches(who).count();
        assert!(of("a") > 20, "{went_on}");
        assert!(of("c") <= of("a") + of("a") / 2 + 2, "three calls of one venue are no more than one: {went_on}");
    }

    #[test]
    fn a_turn_ends_when_the_call_waits_and_when_it_is_dropped() {
        let turns = LongTurns::new(1);
        let meter = Arc::new(Meter::default());
        let mut sleeps = Box::pin(async {
            turns.clone().take(LongLane::default(), Arc::clone(&meter)).await;
            assert_eq!(turns.free(), 0, "it goes on");
            std::future::pending::<()>().await;
        });
        let mut metered = pin!(Metered::new(sleeps.as_mut(), MUCH, &meter));
        for _ in 0..3 {
            assert!(metered.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        assert_eq!(turns.free(), 1, "it waits for something else");

        let waits = turns.clone().take(LongLane::default(), Arc::new(Meter::default()));
        let held = turns.0.clone().try_acquire_owned().unwrap();
        let mut waits = Box::pin(waits);
        for _ in 0..3 {
            assert!(matches!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
        }
        drop(waits);
        drop(held);
        assert_eq!(turns.free(), 1);
    }
}
