//! What a request to Dojo may take.

use crate::breaker::Patience;
use std::time::Duration;

/// The limits of one venue's client. The defaults are for production; tests have shorter ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// One attempt, from connecting to the last byte. Dojo answers within a second; three times the usual worst is a
    /// lost packet or a cold start, and what takes longer is better asked again.
    pub attempt_timeout: Duration,
    /// All attempts of one request and the waits between them. Whoever asks has all night (a settlement) or less than
    /// this anyway (a card machine that waits), and then drops the request.
    pub total_timeout: Duration,
    /// Attempts of one request. Four, with the waits below, bridge the restart of a load balancer; more only add load
    /// where there is too much of it.
    pub attempts: u32,
    /// The longest wait before the second attempt, doubled before each further one. The wait itself is any time from
    /// nothing up to it, so that those who failed together do not come back together.
    pub first_backoff: Duration,
    /// The longest wait before any attempt.
    pub longest_backoff: Duration,
    /// Attempts in a row that did not reach Dojo, over all requests of the venue, after which none is made for a while.
    /// More than one request has, so that one unlucky request stops nobody.
    pub breaker_failures: u32,
    /// That while, at first; doubled each time that Dojo is still not there.
    pub breaker_first_pause: Duration,
    /// That while, at most: a venue must not stay cut off long after Dojo is back.
    pub breaker_longest_pause: Duration,
}

/// Bytes of an answer at most. An intent with its history of terminal sessions has some 10 KB; a page has fifty. Eight
/// times that is no answer that anybody meant.
pub(super) const MAX_ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The longest `Retry-After` that is obeyed. A wrong number must not close a venue for a day, and asking once in ten
/// minutes is no load.
pub(super) const LONGEST_RETRY_AFTER: Duration = Duration::from_mins(10);

/// The wait where Dojo says "too many requests" and not for how long.
pub(super) const USUAL_RETRY_AFTER: Duration = Duration::from_secs(5);

/// Intents of a page: what the API gives by default. It would give 100; an answer half as large is read half as long.
pub(super) const PAGE_LENGTH: u32 = 50;

/// Characters of an idempotency key (`maxLength` in the file).
pub(super) const MAX_KEY_CHARACTERS: usize = 100;

/// Characters of a refund's reason (`maxLength` in the file).
pub(super) const MAX_REASON_CHARACTERS: usize = 1024;

/// Characters of what Dojo says about an error that are shown: a problem with its details fits, a page of HTML does not.
pub(super) const MAX_PROBLEM_CHARACTERS: usize = 500;

// === impl Limits ===

impl Limits {
    /// When Dojo is left alone, and for how long.
    pub(super) const fn patience(&self) -> Patience {
        Patience {
            failures: self.breaker_failures,
            first_pause: self.breaker_first_pause,
            longest_pause: self.breaker_longest_pause,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attempt_timeout: Duration::from_secs(4),
            total_timeout: Duration::from_secs(15),
            attempts: 4,
            first_backoff: Duration::from_millis(250),
            longest_backoff: Duration::from_secs(2),
            breaker_failures: 6,
            breaker_first_pause: Duration::from_secs(5),
            breaker_longest_pause: Duration::from_mins(2),
        }
    }
}
