//! How long is waited before a venue dials again: full jitter, so that thousands of venues do not come back at once.

use super::settings::Settings;
use std::time::Duration;

/// The pauses of one venue.
pub(super) struct Backoff {
    shortest: Duration,
    longest: Duration,
    /// What the next pause is at most.
    bound: Duration,
}

// === impl Backoff ===

impl Backoff {
    pub(super) fn new(settings: &Settings) -> Self {
        let (shortest, longest) = (settings.shortest_pause, settings.longest_pause);
        Self { shortest, longest, bound: shortest.min(longest) }
    }

    /// The next pause: anything up to a bound, which is doubled.
    pub(super) fn pause(&mut self) -> Duration {
        let pause = self.bound.mul_f64(rand::random());
        self.bound = self.bound.saturating_mul(2).min(self.longest);
        pause
    }

    /// Begins anew: it went well.
    pub(super) fn reset(&mut self) {
        self.bound = self.shortest.min(self.longest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_random_below_a_bound_that_doubles_up_to_the_longest() {
        let mut backoff = Backoff::new(&Settings::default());
        for bound in [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000] {
            assert_eq!(backoff.bound, Duration::from_millis(bound));
            assert!(backoff.pause() <= Duration::from_millis(bound));
        }
        let pauses: Vec<_> = (0..16).map(|_| backoff.pause()).collect();
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause < Duration::from_secs(15)), "from zero on: {pauses:?}");
        backoff.reset();
        assert!(backoff.pause() <= Duration::from_millis(500));
    }
}
