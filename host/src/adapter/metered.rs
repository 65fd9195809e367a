//! CPU time of a call: what its thread spent inside `poll`, whatever the epochs say.
//!
//! A bulk memory operation or the lifting of a large answer is one epoch tick however long it takes.
//!
//! The first poll is measured on the wall clock, which is never less and costs no system call: most calls have only
//! one. Later ones are measured as CPU time of the thread, so that a host that waits for a core does not charge it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// The budget ran out.
#[derive(Debug)]
pub(super) struct Spent;

/// A future whose polls are measured, and that is not polled any more once they took longer than the budget.
pub(super) struct Metered<'a, F> {
    inner: Pin<&'a mut F>,
    budget: Duration,
    used: &'a mut Duration,
    polled: bool,
}

// === impl Metered ===

impl<'a, F: Future> Metered<'a, F> {
    /// `used` holds what was spent, also where the future is dropped before its end.
    pub(super) fn new(inner: Pin<&'a mut F>, budget: Duration, used: &'a mut Duration) -> Self {
        Self { inner, budget, used, polled: false }
    }
}

impl<F: Future> Future for Metered<'_, F> {
    type Output = Result<F::Output, Spent>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = if std::mem::replace(&mut self.polled, true) {
            let started = thread_cpu_time();
            let polled = self.inner.as_mut().poll(context);
            *self.used += thread_cpu_time().saturating_sub(started);
            polled
        } else {
            let started = Instant::now();
            let polled = self.inner.as_mut().poll(context);
            *self.used += started.elapsed();
            polled
        };
        match polled {
            // An answer that is there is taken: the work is done already.
            Poll::Ready(output) => Poll::Ready(Ok(output)),
            Poll::Pending if *self.used > self.budget => Poll::Ready(Err(Spent)),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// CPU time of this thread.
fn thread_cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
