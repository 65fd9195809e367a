//! How long a connection may take for what it does now: slow headers, idle connections and readers that stopped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a connection is allowed to wait for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// From the first byte of a request to the end of its header.
    pub(super) header: Duration,
    /// Without a request, or with a response that the client does not read on.
    pub(super) idle: Duration,
}

/// What a connection does, and since when. hyper has a time limit of its own, for headers only: it starts before the
/// first byte, sets up a timer for every request, and closes without a word. This costs a look at the clock.
pub(super) struct Pace {
    opened: Instant,
    /// Milliseconds since `opened`, times four, plus the phase.
    now: AtomicU64,
}

/// What a connection does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// Waits for a request, or writes a response.
    Quiet,
    /// Reads the header of a request.
    Header,
    /// Works on a request, which has deadlines of its own.
    Busy,
}

// === impl Pace ===

impl Pace {
    pub(super) fn new() -> Self {
        Self { opened: Instant::now(), now: AtomicU64::new(Phase::Quiet.code()) }
    }

    /// Bytes came: the first ones begin a request.
    pub(super) fn read(&self) {
        if self.phase() == Phase::Quiet {
            self.enter(Phase::Header);
        }
    }

    /// Bytes went: a client that reads is not idle.
    pub(super) fn wrote(&self) {
        if self.phase() == Phase::Quiet {
            self.enter(Phase::Quiet);
        }
    }

    /// A request's header is complete.
    pub(super) fn began(&self) {
        self.enter(Phase::Busy);
    }

    /// Its response is known.
    pub(super) fn ended(&self) {
        self.enter(Phase::Quiet);
    }

    /// What the connection does.
    pub(super) fn phase(&self) -> Phase {
        Phase::of(self.now.load(Ordering::Relaxed)).0
    }

    /// When to look again: none where it took too long already. Never later than the shortest limit from now, for what
    /// begins in the meantime.
    pub(super) fn look_again(&self, patience: Patience) -> Option<Instant> {
        let (phase, since) = Phase::of(self.now.load(Ordering::Relaxed));
        let now = Instant::now();
        let soon = now + patience.header.min(patience.idle);
        let limit = match phase {
            Phase::Busy => return Some(soon),
            Phase::Quiet => patience.idle,
            Phase::Header => patience.header,
        };
        let end = self.opened + since + limit;
        (end > now).then(|| end.min(soon))
    }

    fn enter(&self, phase: Phase) {
        let since = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX >> 2);
        // One task reads and writes it: the order of nothing else depends on it.
        self.now.store(since << 2 | phase.code(), Ordering::Relaxed);
    }
}

// === impl Phase ===

impl Phase {
    const fn code(self) -> u64 {
        match self {
            Self::Quiet => 0,
            Self::Header => 1,
            Self::Busy => 2,
        }
    }

    const fn of(state: u64) -> (Self, Duration) {
        let phase = match state & 3 {
            0 => Self::Quiet,
            1 => Self::Header,
            _ => Self::Busy,
        };
        (phase, Duration::from_millis(state >> 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: Duration = Duration::from_secs(3600);

    #[test]
    fn a_header_has_the_same_limit_however_often_bytes_come() {
        let pace = Pace::new();
        pace.read();
        let began = pace.now.load(Ordering::Relaxed);
        pace.read();
        pace.wrote();
        assert_eq!(pace.now.load(Ordering::Relaxed), began);
        assert_eq!(pace.look_again(Patience { header: Duration::ZERO, idle: NEVER }), None);
    }

    #[test]
    fn a_connection_without_a_request_has_the_idle_limit() {
        let pace = Pace::new();
        assert_eq!(pace.look_again(Patience { header: NEVER, idle: Duration::ZERO }), None);
        assert!(pace.look_again(Patience { header: Duration::ZERO, idle: NEVER }).is_some());
    }

    #[test]
    fn a_request_that_is_worked_on_has_no_limit_here() {
        let pace = Pace::new();
        pace.began();
        pace.read();
        assert_eq!(pace.phase(), Phase::Busy);
        assert!(pace.look_again(Patience { header: Duration::ZERO, idle: Duration::ZERO }).is_some());
        pace.ended();
        assert_eq!(pace.look_again(Patience { header: NEVER, idle: Duration::ZERO }), None);
    }

    #[test]
    fn the_next_look_comes_before_anything_can_be_too_late() {
        let pace = Pace::new();
        let next = pace.look_again(Patience { header: Duration::from_secs(1), idle: NEVER }).unwrap();
        assert!(next <= Instant::now() + Duration::from_secs(1));
    }
}
