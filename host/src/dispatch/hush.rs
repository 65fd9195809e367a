//! Keeps an adapter that fails a thousand times a second from filling the operator's log.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Told at once, whatever their number: enough to see a pattern.
const BURST: u32 = 20;
/// After that, one in this time.
const EVERY: Duration = Duration::from_secs(5);

/// A bucket of notices.
#[derive(Default)]
pub(super) struct Hush {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    spent: u32,
    last_refill: Option<Instant>,
    hushed: u64,
}

// === impl Hush ===

impl Hush {
    /// Whether a notice may be told now, and how many were not told since the last that was.
    pub(super) fn lets_through(&self, now: Instant) -> Option<u64> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let last = *state.last_refill.get_or_insert(now);
        let refills = now.saturating_duration_since(last).as_millis() / EVERY.as_millis();
        if refills > 0 {
            state.spent = state.spent.saturating_sub(u32::try_from(refills).unwrap_or(u32::MAX));
            state.last_refill = Some(now);
        }
        if state.spent == BURST {
            state.hushed += 1;
            return None;
        }
        state.spent += 1;
        Some(std::mem::take(&mut state.hushed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_burst_notices_come_one_at_a_time_with_the_number_that_was_not_told() {
        let (hush, start) = (Hush::default(), Instant::now());
        for _ in 0..BURST {
            assert_eq!(hush.lets_through(start), Some(0));
        }
        assert_eq!(hush.lets_through(start), None);
        assert_eq!(hush.lets_through(start + EVERY / 2), None);
        assert_eq!(hush.lets_through(start + EVERY), Some(2));
        assert_eq!(hush.lets_through(start + EVERY), None);
    }
}
