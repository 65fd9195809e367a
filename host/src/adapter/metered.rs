//! CPU time of a call: what its thread spent inside `poll`, whatever the epochs say.
//!
//! A bulk memory operation or the lifting of a large answer is one epoch tick however long it takes. What is polled is
//! everything that an adapter can make expensive: its instance, its functions, their arguments and answers; what taking
//! the instance apart costs is added when it is known.
//!
//! The first poll is measured on the wall clock, which is never less and costs no system call: most calls have only
//! one. Later ones are measured as CPU time of the thread, so that a host that waits for a core does not charge it.

use super::long::Turn;
use super::witness::Witness;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// The budget ran out.
#[derive(Debug)]
pub(super) struct Spent;

/// What a call has used, and the turn that it holds while it is polled.
#[derive(Default)]
pub struct Meter {
    used_ns: AtomicU64,
    memory_bytes: AtomicUsize,
    /// Who notes the call, where somebody does.
    witness: Option<Arc<Witness>>,
    turn: Mutex<Option<Turn>>,
    /// When the call began to be taken apart.
    taken_apart: Mutex<Option<Instant>>,
}

/// A future whose polls are measured, and that is not polled any more once they took longer than the budget.
pub(super) struct Metered<'a, F> {
    inner: Pin<&'a mut F>,
    budget: Duration,
    meter: &'a Meter,
    polled: bool,
}

/// Something that is expensive to drop. Its drop is measured too, also where the call is abandoned.
pub(super) struct MeteredDrop<T> {
    // Dropped in this order: the first notes when, the last how long it took.
    _begins: Begins,
    value: T,
    _ends: Ends,
}

struct Begins(Arc<Meter>);

struct Ends(Arc<Meter>);

// === impl Meter ===

impl Meter {
    /// Of a call that is noted.
    pub(super) fn with_witness(witness: Arc<Witness>) -> Self {
        Self { witness: Some(witness), ..Self::default() }
    }

    /// Who notes the call, where somebody does.
    pub const fn witness(&self) -> Option<&Arc<Witness>> {
        self.witness.as_ref()
    }

    /// CPU that was used so far; inside a poll, what was used before it.
    pub fn used(&self) -> Duration {
        Duration::from_nanos(self.used_ns.load(Ordering::Relaxed))
    }

    /// Memories and tables of the instance, as far as they ever grew. Known once the call has ended.
    pub fn memory_bytes(&self) -> usize {
        self.memory_bytes.load(Ordering::Relaxed)
    }

    pub(super) fn set_memory(&self, bytes: usize) {
        self.memory_bytes.store(bytes, Ordering::Relaxed);
    }

    /// Keeps a turn until the poll ends that runs now.
    pub(super) fn hold(&self, turn: Turn) {
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = Some(turn);
    }

    pub(super) fn give_back(&self) {
        // Dropped after the lock.
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn add(&self, used: Duration) {
        self.used_ns.fetch_add(u64::try_from(used.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

// === impl Metered ===

impl<'a, F: Future> Metered<'a, F> {
    /// `meter` holds what was spent, also where the future is dropped before its end.
    pub(super) fn new(inner: Pin<&'a mut F>, budget: Duration, meter: &'a Meter) -> Self {
        Self { inner, budget, meter, polled: false }
    }
}

impl<F: Future> Future for Metered<'_, F> {
    type Output = Result<F::Output, Spent>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = if std::mem::replace(&mut self.polled, true) {
            let started = thread_cpu_time();
            let polled = self.inner.as_mut().poll(context);
            self.meter.add(thread_cpu_time().saturating_sub(started));
            polled
        } else {
            let started = Instant::now();
            let polled = self.inner.as_mut().poll(context);
            self.meter.add(started.elapsed());
            polled
        };
        // Whatever it waits for now, or does not: others may go on.
        self.meter.give_back();
        match polled {
            // An answer that is there is taken: the work is done already.
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending if self.meter.used() > self.budget => Poll::Ready(Err(Spent)),
            Poll::Pending => Poll::Pending,
        }
    }
}

// === impl MeteredDrop ===

impl<T> MeteredDrop<T> {
    pub(super) fn new(value: T, meter: &Arc<Meter>) -> Self {
        Self { _begins: Begins(Arc::clone(meter)), value, _ends: Ends(Arc::clone(meter)) }
    }

    pub(super) fn get(&mut self) -> &mut T {
        &mut self.value
    }

    /// The value, for which nothing is measured any more.
    pub(super) fn into_inner(self) -> T {
        self.value
    }
}

impl Drop for Begins {
    fn drop(&mut self) {
        *self.0.taken_apart.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        let since = self.0.taken_apart.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.0.add(since.map_or(Duration::ZERO, |since| since.elapsed()));
    }
}

/// CPU time of this thread.
fn thread_cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Slow(Duration);

    impl Drop for Slow {
        fn drop(&mut self) {
            let started = Instant::now();
            while started.elapsed() < self.0 {
                std::hint::spin_loop();
            }
        }
    }

    #[test]
    fn what_it_costs_to_take_a_call_apart_is_its_own() {
        let (meter, time) = (Arc::new(Meter::default()), Duration::from_millis(2));
        drop(MeteredDrop::new(Slow(time), &meter));
        assert!(meter.used() >= time);
        let kept = MeteredDrop::new(Slow(Duration::ZERO), &meter).into_inner();
        let before = meter.used();
        drop(kept);
        assert_eq!(meter.used(), before);
    }
}
