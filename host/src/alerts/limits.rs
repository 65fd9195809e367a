//! What alerts may take.

use std::time::Duration;

/// Characters of a reason that are sent: a sentence and the point of sale's own words fit.
pub(super) const MAX_REASON_CHARACTERS: usize = 1000;

/// The limits of the sender. The defaults are for production; tests have shorter ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Alerts that wait, those under way included. A thousand payments that need a person are a disaster that one bell
    /// has rung for; with their longest texts they take some 3 MB. One more is dropped: it stands in the ledger.
    pub most_waiting: usize,
    /// Requests at once: a receiver that hangs must not hold up the others, and a thousand that were waiting must not
    /// come to it in one moment.
    pub at_once: usize,
    /// One attempt. Receivers of webhooks answer within a second or have fallen asleep (some are started by the call).
    pub attempt_timeout: Duration,
    /// The wait after the first attempt that failed, doubled after each further one; half of it is left to chance.
    pub first_backoff: Duration,
    /// The longest wait: a receiver that is back hears of everything within a quarter of an hour.
    pub longest_backoff: Duration,
    /// After this time an alert is given up. Who has not seen it in a day will look at the list.
    pub lifetime: Duration,
}

// === impl Limits ===

impl Default for Limits {
    fn default() -> Self {
        Self {
            most_waiting: 1000,
            at_once: 4,
            attempt_timeout: Duration::from_secs(10),
            first_backoff: Duration::from_secs(2),
            longest_backoff: Duration::from_mins(15),
            lifetime: Duration::from_hours(24),
        }
    }
}

impl Limits {
    /// The wait after so many attempts that failed.
    pub(super) fn backoff(&self, failed: u32) -> Duration {
        let doubled = self.first_backoff.saturating_mul(2_u32.saturating_pow(failed.saturating_sub(1)));
        let wait = doubled.min(self.longest_backoff);
        wait / 2 + rand::random_range(Duration::ZERO..=wait / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let limits = Limits::default();
        for (failed, seconds) in [(1, 2), (2, 4), (3, 8), (9, 512), (10, 900), (99, 900)] {
            let wait = limits.backoff(failed);
            let most = Duration::from_secs(seconds);
            assert!((most / 2..=most).contains(&wait), "{failed}: {wait:?}");
        }
    }
}
