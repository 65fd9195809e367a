//! A circuit breaker: who failed several times in a row is left alone for a while, then asked by one.
//!
//! It spares what is broken a crowd, and everybody who asks the wait for it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whether something may be asked.
#[derive(Debug)]
pub struct Breaker {
    patience: Patience,
    state: Mutex<State>,
}

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// Failures in a row that open it.
    pub failures: u32,
    /// How long nobody asks then.
    pub first_pause: Duration,
    /// The pause doubles each time that a probe fails, up to this.
    pub longest_pause: Duration,
}

/// What a failure did to a breaker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Nothing that was not known.
    None,
    /// It was closed and is open, for this long.
    Opened(Duration),
    /// The probe failed: it stays open, for this long.
    StaysOpen(Duration),
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

/// Leave to ask once. Dropped without a word (who asked was dropped), it says nothing about who was asked.
#[derive(Debug)]
pub struct Leave<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

// === impl Breaker ===

impl Breaker {
    /// A closed one.
    pub const fn new(patience: Patience) -> Self {
        Self { patience, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    /// Asks for leave; where the pause is over, to be the one who finds out.
    ///
    /// # Errors
    /// When to ask again.
    pub fn enter(&self, now: Instant) -> Result<Leave<'_>, Instant> {
        self.change(|state| match *state {
            State::Closed { .. } => Ok(Leave { breaker: self, probe: false }),
            State::Open { until, .. } if now < until => Err(until),
            State::Open { pause, .. } => {
                *state = State::Probing { pause };
                Ok(Leave { breaker: self, probe: true })
            }
            // Its end is not known; the first pause is about as long as an attempt.
            State::Probing { .. } => Err(now + self.patience.first_pause),
        })
    }

    /// Asks for leave for what must not be used to find out: a payment.
    ///
    /// # Errors
    /// When to ask again. Now, where the pause is over and a probe is due.
    pub fn enter_but_not_first(&self, now: Instant) -> Result<Leave<'_>, Instant> {
        self.change(|state| match *state {
            State::Closed { .. } => Ok(Leave { breaker: self, probe: false }),
            State::Open { until, .. } => Err(until.max(now)),
            State::Probing { .. } => Err(now + self.patience.first_pause),
        })
    }

    /// Whether it lets everybody through.
    pub fn is_closed(&self) -> bool {
        self.change(|state| matches!(state, State::Closed { .. }))
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

// === impl Leave ===

impl Leave<'_> {
    /// There was an answer, whatever it said. True where that closed the breaker.
    pub fn reached(mut self) -> bool {
        self.probe = false;
        // A late answer to what was asked before the breaker opened proves as much as a probe.
        let before = self.breaker.change(|state| std::mem::replace(state, State::Closed { failures: 0 }));
        !matches!(before, State::Closed { .. })
    }

    /// There was none.
    pub fn not_reached(mut self, now: Instant) -> Effect {
        let Patience { failures: most, first_pause, longest_pause } = self.breaker.patience;
        let probe = std::mem::take(&mut self.probe);
        self.breaker.change(|state| match *state {
            State::Closed { failures } if failures + 1 < most => {
                *state = State::Closed { failures: failures + 1 };
                Effect::None
            }
            State::Closed { .. } => {
                *state = State::Open { until: now + first_pause, pause: first_pause };
                Effect::Opened(first_pause)
            }
            State::Probing { pause } if probe => {
                let pause = (pause * 2).min(longest_pause);
                *state = State::Open { until: now + pause, pause };
                Effect::StaysOpen(pause)
            }
            // Asked before it opened: that is known by now.
            State::Open { .. } | State::Probing { .. } => Effect::None,
        })
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
        Breaker::new(Patience { failures: 3, first_pause: SECOND, longest_pause: 3 * SECOND })
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
    fn what_must_not_find_out_waits_for_who_did() {
        let (breaker, now) = (breaker(), Instant::now());
        assert!(breaker.enter_but_not_first(now).is_ok());
        fail(&breaker, now, 3);
        assert_eq!(breaker.enter_but_not_first(now).map(|_| ()), Err(now + SECOND));
        let later = now + 2 * SECOND;
        assert_eq!(breaker.enter_but_not_first(later).map(|_| ()), Err(later), "a probe is due, but this is none");
        let probe = breaker.enter(later).map_err(|_| ()).unwrap();
        assert!(breaker.enter_but_not_first(later).is_err(), "the probe has no answer yet");
        assert!(probe.reached(), "that closed it");
        assert!(breaker.enter_but_not_first(later).is_ok());
    }

    #[test]
    fn who_opens_it_and_who_closes_it_is_told_so() {
        let (breaker, now) = (breaker(), Instant::now());
        let fails = |at| breaker.enter(at).map_err(|_| ()).unwrap().not_reached(at);
        assert_eq!([fails(now), fails(now), fails(now)], [Effect::None, Effect::None, Effect::Opened(SECOND)]);
        let at = now + SECOND;
        assert_eq!(fails(at), Effect::StaysOpen(2 * SECOND));
        assert!(!breaker.is_closed());
        assert!(breaker.enter(at + 2 * SECOND).map_err(|_| ()).unwrap().reached());
        assert!(breaker.is_closed());
        assert!(!breaker.enter(at).map_err(|_| ()).unwrap().reached(), "it was closed already");
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
