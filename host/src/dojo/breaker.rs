//! A circuit breaker: who was not there several times in a row is left alone for a while, then asked by one.
//!
//! It spares a dead server a crowd, and everybody who asks the wait for it.

use super::Limits;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whether Dojo may be asked.
pub(super) struct Breaker {
    failures: u32,
    first_pause: Duration,
    longest_pause: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// So many failures in a row.
    Closed { failures: u32 },
    /// Nobody asks before then; the pause, if that fails too, is the next one's half.
    Open { until: Instant, pause: Duration },
    /// One asks, the others wait for what it finds.
    Probing { pause: Duration },
}

/// Leave to ask once. Dropped without a word (who asked was dropped), it says nothing about Dojo.
pub(super) struct Leave<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

// === impl Breaker ===

impl Breaker {
    pub(super) const fn new(limits: &Limits) -> Self {
        Self {
            failures: limits.breaker_failures,
            first_pause: limits.breaker_first_pause,
            longest_pause: limits.breaker_longest_pause,
            state: Mutex::new(State::Closed { failures: 0 }),
        }
    }

    /// Asks for leave; the error is when to ask again.
    pub(super) fn enter(&self, now: Instant) -> Result<Leave<'_>, Instant> {
        self.change(|state| match *state {
            State::Closed { .. } => Ok(Leave { breaker: self, probe: false }),
            State::Open { until, .. } if now < until => Err(until),
            State::Open { pause, .. } => {
                *state = State::Probing { pause };
                Ok(Leave { breaker: self, probe: true })
            }
            // Its end is not known; the first pause is about as long as an attempt.
            State::Probing { .. } => Err(now + self.first_pause),
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

// === impl Leave ===

impl Leave<'_> {
    /// Dojo answered, whatever it said.
    pub(super) fn reached(mut self) {
        self.probe = false;
        self.breaker.change(|state| match state {
            // A late answer to what was asked before the breaker opened proves as much as a probe.
            State::Closed { .. } | State::Probing { .. } | State::Open { .. } => *state = State::Closed { failures: 0 },
        });
    }

    /// Dojo was not there.
    pub(super) fn not_reached(mut self, now: Instant) {
        let Breaker { failures: most, first_pause, longest_pause, .. } = *self.breaker;
        let probe = std::mem::take(&mut self.probe);
        self.breaker.change(|state| match *state {
            State::Closed { failures } if failures + 1 < most => *state = State::Closed { failures: failures + 1 },
            State::Closed { .. } => *state = State::Open { until: now + first_pause, pause: first_pause },
            State::Probing { pause } if probe => {
                let pause = (pause * 2).min(longest_pause);
                *state = State::Open { until: now + pause, pause };
            }
            // Asked before it opened: that is known by now.
            State::Open { .. } | State::Probing { .. } => {}
        });
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if self.probe {
            // The next one may probe at once.
            self.breaker.change(|state| {
                if let State::Probing { pause } = *state {
                    *state = State::Open { until: Instant::now(), pause };
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn breaker() -> Breaker {
        let limits = Limits {
            breaker_failures: 3,
            breaker_first_pause: SECOND,
            breaker_longest_pause: 3 * SECOND,
            ..Limits::default()
        };
        Breaker::new(&limits)
    }

    fn fail(breaker: &Breaker, now: Instant, times: usize) {
        for _ in 0..times {
            breaker.enter(now).map_err(|_| ()).unwrap().not_reached(now);
        }
    }

    #[test]
    fn failures_in_a_row_open_it_and_an_answer_begins_a_new_row() {
        let (breaker, now) = (breaker(), Instant::now());
        fail(&breaker, now, 2);
        breaker.enter(now).map_err(|_| ()).unwrap().reached();
        fail(&breaker, now, 3);
        assert_eq!(breaker.enter(now).map(|_| ()), Err(now + SECOND));
    }

    #[test]
    fn after_the_pause_one_asks_and_its_answer_closes_it() {
        let (breaker, now) = (breaker(), Instant::now());
        fail(&breaker, now, 3);
        let later = now + SECOND;
        let probe = breaker.enter(later).map_err(|_| ()).unwrap();
        assert!(breaker.enter(later).is_err(), "one at a time");
        probe.reached();
        assert!(breaker.enter(later).is_ok());
        assert!(breaker.enter(later).is_ok());
    }

    #[test]
    fn the_pause_doubles_up_to_the_longest_and_begins_anew() {
        let (breaker, now) = (breaker(), Instant::now());
        fail(&breaker, now, 3);
        let mut at = now + SECOND;
        for pause in [2, 3, 3] {
            fail(&breaker, at, 1);
            assert_eq!(breaker.enter(at).map(|_| ()), Err(at + pause * SECOND));
            at += pause * SECOND;
        }
        breaker.enter(at).map_err(|_| ()).unwrap().reached();
        fail(&breaker, at, 3);
        assert_eq!(breaker.enter(at).map(|_| ()), Err(at + SECOND));
    }

    #[test]
    fn a_probe_that_is_dropped_leaves_the_place_to_the_next() {
        let (breaker, now) = (breaker(), Instant::now());
        fail(&breaker, now, 3);
        drop(breaker.enter(now + SECOND).map_err(|_| ()).unwrap());
        assert!(breaker.enter(now + SECOND).is_ok());
    }

    #[test]
    fn what_was_asked_before_it_opened_does_not_lengthen_the_pause() {
        let (breaker, now) = (breaker(), Instant::now());
        let late = breaker.enter(now).map_err(|_| ()).unwrap();
        fail(&breaker, now, 3);
        late.not_reached(now + SECOND / 2);
        assert_eq!(breaker.enter(now).map(|_| ()), Err(now + SECOND));
    }
}
