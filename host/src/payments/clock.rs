//! The time, as the settlement of payments sees it: a test hands in its own.

use crate::epos::Timestamp;
use async_trait::async_trait;
use std::time::Duration;

/// Where the time comes from.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;

    /// Waits until about then. It may return earlier: whoever waits looks at the time again.
    async fn sleep_until(&self, instant: Timestamp);
}

/// The machine's clock.
#[derive(Clone, Copy, Default, Debug)]
pub struct SystemClock;

/// The longest sleep at once. What is due is written in wall time, and a sleep is measured in running time: the two part
/// when a machine is suspended or its clock is set, and meet again here.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

// === impl SystemClock ===

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep_until(&self, instant: Timestamp) {
        tokio::time::sleep(between(Timestamp::now(), instant).min(LONGEST_SLEEP)).await;
    }
}

/// The time from one instant to a later one; nothing where it is not later.
pub(crate) fn between(from: Timestamp, to: Timestamp) -> Duration {
    let milliseconds = to.as_millisecond().saturating_sub(from.as_millisecond());
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or_default())
}

/// The instant that much later, as far as the calendar goes.
pub(crate) fn later(from: Timestamp, by: Duration) -> Timestamp {
    let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millisecond(from.as_millisecond().saturating_add(milliseconds)).unwrap_or(from)
}

#[cfg(test)]
pub(crate) mod manual {
    //! A clock that stands still until it is moved.

    use super::*;
    use tokio::sync::watch;

    #[derive(Debug)]
    pub(crate) struct ManualClock(watch::Sender<Timestamp>);

    impl ManualClock {
        pub(crate) fn at(instant: &str) -> Self {
            Self(watch::Sender::new(instant.parse().unwrap()))
        }

        pub(crate) fn advance(&self, by: Duration) {
            self.0.send_modify(|now| *now = later(*now, by));
        }
    }

    #[async_trait]
    impl Clock for ManualClock {
        fn now(&self) -> Timestamp {
            *self.0.borrow()
        }

        async fn sleep_until(&self, instant: Timestamp) {
            let _ = self.0.subscribe().wait_for(|now| *now >= instant).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_neither_runs_backwards_nor_over() {
        let [early, late]: [Timestamp; 2] =
            ["2026-11-22T19:00:00Z", "2026-11-22T19:00:05Z"].map(|text| text.parse().unwrap());
        assert_eq!(between(early, late), Duration::from_secs(5));
        assert_eq!(between(late, early), Duration::ZERO);
        assert_eq!(later(early, Duration::from_secs(5)), late);
        assert_eq!(later(early, Duration::MAX), early);
    }
}
