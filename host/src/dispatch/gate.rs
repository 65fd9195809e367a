//! A bulkhead: so many calls at once, so many that wait, and none that waits for long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Lets calls in, first come, first served.
pub(super) struct Gate {
    places: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
    longest_wait: Duration,
}

/// No place: too many wait already, or the wait was too long.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

// === impl Gate ===

impl Gate {
    pub(super) fn new(places: usize, most_waiting: usize, longest_wait: Duration) -> Self {
        let places = Semaphore::new(places.min(Semaphore::MAX_PERMITS));
        Self { places, waiting: AtomicUsize::new(0), most_waiting, longest_wait }
    }

    pub(super) async fn admit(&self, deadline: Instant) -> Result<SemaphorePermit<'_>, Full> {
        if let Ok(permit) = self.places.try_acquire() {
            return Ok(permit);
        }
        let _queued = Queued::join(&self.waiting, self.most_waiting)?;
        let until = deadline.min(Instant::now() + self.longest_wait);
        match tokio::time::timeout_at(until.into(), self.places.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Full),
        }
    }
}

/// A place in the queue, given back also where the wait is abandoned.
struct Queued<'a>(&'a AtomicUsize);

impl<'a> Queued<'a> {
    fn join(waiting: &'a AtomicUsize, most: usize) -> Result<Self, Full> {
        waiting
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| (now < most).then_some(now + 1))
            .map(|_| Self(waiting))
            .map_err(|_| Full)
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[tokio::test]
    async fn who_finds_the_queue_full_is_refused_at_once() {
        let gate = Gate::new(1, 0, Duration::from_secs(60));
        let inside = gate.admit(soon()).await.unwrap();
        assert_eq!(gate.admit(soon()).await.unwrap_err(), Full);
        drop(inside);
        assert!(gate.admit(soon()).await.is_ok());
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_the_gate_or_the_call_allows() {
        for (longest, deadline) in
            [(Duration::from_millis(1), soon()), (Duration::from_secs(60), Instant::now() + Duration::from_millis(1))]
        {
            let gate = Gate::new(1, 1, longest);
            let _inside = gate.admit(soon()).await.unwrap();
            assert_eq!(gate.admit(deadline).await.unwrap_err(), Full);
            assert_eq!(gate.waiting.load(Ordering::Acquire), 0, "its place in the queue is free again");
        }
    }

    #[tokio::test]
    async fn a_wait_that_is_abandoned_gives_its_place_back() {
        let gate = Gate::new(1, 1, Duration::from_secs(60));
        let _inside = gate.admit(soon()).await.unwrap();
        let mut waits = Box::pin(gate.admit(soon()));
        let pending = std::future::poll_fn(|context| std::task::Poll::Ready(waits.as_mut().poll(context).is_pending()));
        assert!(pending.await);
        assert_eq!(gate.waiting.load(Ordering::Acquire), 1);
        drop(waits);
        assert_eq!(gate.waiting.load(Ordering::Acquire), 0);
    }
}
