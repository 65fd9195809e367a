//! What a till does wrong with a payment, chosen by the seed for each payment and each time it comes.

use crate::chance::Chance;
use std::time::Duration;

/// How a payment is dealt with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// As it should be.
    Fine,
    /// Written down and answered, after a moment.
    Slow(Duration),
    /// Written down, and the connection dropped.
    AppliedThenGone,
    /// The connection dropped, and nothing written down.
    Gone,
    /// The connection dropped, and written down later.
    AppliedLate(Duration),
    /// Written down, and answered when nobody waits any more.
    AnsweredLate(Duration),
    /// 409, and nothing written down.
    Refused,
    /// 503, and nothing written down.
    Busy,
    /// Written down, and 500.
    AppliedThenError,
    /// 500, and nothing written down.
    Error,
}

/// How long things take: they belong to the host's deadline, and to how late the venue says that payments may still be
/// applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manner {
    /// Longer than the host waits for a payment.
    pub late_answer: Duration,
    /// The latest that a payment without an answer is written down, after it came.
    pub latest: Duration,
}

// === impl Fault ===

impl Fault {
    /// What is done with the payment of an intent when it comes for the so manieth time.
    pub(super) fn of(chance: Chance, manner: Manner, what: &str, time: usize) -> Self {
        let about = format!("fault {what} {time}");
        // Half of the first tries go well, and more of the later ones: a till gets over its troubles.
        let trouble = if time == 0 { 50 } else { 30 };
        if !chance.percent(&format!("{about} at all"), trouble) {
            return if chance.percent(&format!("{about} slow"), 40) {
                Self::Slow(chance.pause(&format!("{about} how slow"), 150))
            } else {
                Self::Fine
            };
        }
        let latest = u64::try_from(manner.latest.as_millis()).expect("less than an age");
        match chance.within(&about, 0..100) {
            0..20 => Self::AppliedThenGone,
            20..30 => Self::Gone,
            30..50 => Self::AppliedLate(Duration::from_millis(chance.within(&format!("{about} late"), 20..latest))),
            50..65 => Self::AnsweredLate(manner.late_answer),
            65..73 => Self::Refused,
            73..81 => Self::Busy,
            81..92 => Self::AppliedThenError,
            _ => Self::Error,
        }
    }
}
