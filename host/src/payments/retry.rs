//! When a payment that was not written is tried again.

use crate::failpoint::haste;
use crate::ledger::IntentKey;
use std::time::Duration;

/// Waits before the first, second, … retry. The first is at once, for what was a dropped connection; the next ones fit
/// a restart of a till, of a router, of a shop; the last one repeats.
const DELAYS: [Duration; 9] = [
    Duration::ZERO,
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(4),
];

/// How long a payment is tried before a person has to look: longer than a closed weekend, shorter than the time in which
/// somebody still remembers the table.
pub const MONEY_LIFETIME: Duration = Duration::from_hours(72);

/// How long news without money (created, authorized, canceled) that never left the host is worth telling. After that,
/// the payment has long gone on.
pub const NEWS_LIFETIME: Duration = Duration::from_mins(10);

/// Each wait is shortened or lengthened by up to this part, so that a till that comes back is not met by everything that
/// was waiting for it in the same second.
const JITTER_PERCENT: u64 = 20;

/// The wait before the next attempt, after `ended` attempts. The same intent and number give the same wait, in every
/// process: what is due is a function of the facts.
pub fn delay(key: &IntentKey, ended: usize) -> Duration {
    let [.., last] = DELAYS;
    let delay = DELAYS.get(ended.saturating_sub(1)).copied().unwrap_or(last);
    let spread = 2 * JITTER_PERCENT * 10 + 1;
    let permille = 1_000 - JITTER_PERCENT * 10 + hash(key, ended) % spread;
    let milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX).saturating_mul(permille) / 1_000;
    haste(Duration::from_millis(milliseconds))
}

/// FNV-1a: the standard library's hasher may change with a release.
fn hash(key: &IntentKey, ended: usize) -> u64 {
    let bytes = key.venue.as_str().bytes().chain([0]).chain(key.intent.bytes()).chain(ended.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(intent: &str) -> IntentKey {
        IntentKey::new(&"crown".parse().unwrap(), intent)
    }

    #[test]
    fn waits_grow_to_four_hours_and_stay_there() {
        let wanted = [0, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 14_400, 14_400];
        for (ended, seconds) in (1..).zip(wanted) {
            for intent in ["pi_1", "pi_2", "pi_3"] {
                let delay = delay(&key(intent), ended);
                assert!(delay >= Duration::from_millis(seconds * 800), "{ended} {delay:?}");
                assert!(delay <= Duration::from_millis(seconds * 1_200), "{ended} {delay:?}");
            }
        }
    }

    #[test]
    fn a_wait_depends_on_the_intent_and_the_attempt_and_on_nothing_else() {
        assert_eq!(delay(&key("pi_1"), 4), delay(&key("pi_1"), 4));
        let waits: std::collections::HashSet<_> = (0..100).map(|n| delay(&key(&format!("pi_{n}")), 9)).collect();
        assert!(waits.len() > 80, "{} different waits", waits.len());
    }
}
