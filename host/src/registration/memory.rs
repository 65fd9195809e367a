//! What a venue's task remembers of one way between its looks: whether it is time for an attempt. Pure.

use super::attempt::Failed;
use super::pause;
use super::wanted::Wanted;
use std::time::Instant;

/// A wait is shortened by up to this part, so that those who failed together do not come back together.
const JITTER: f64 = 0.2;

/// What a way is to come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Aim {
    /// Dojo has this.
    Registered(Wanted),
    /// Dojo calls no more what this host registered.
    Ended,
}

/// What is remembered.
#[derive(Default)]
pub(super) struct Memory {
    /// What was reached last.
    reached: Option<Aim>,
    /// What failed last, and when it may be tried again.
    failed: Option<(Aim, Instant)>,
    /// How often in a row.
    failures: u32,
    /// What kind of failure the operator was told of.
    told: Option<&'static str>,
}

// === impl Aim ===

impl Aim {
    pub(super) fn of(wanted: Option<Wanted>) -> Self {
        wanted.map_or(Self::Ended, Self::Registered)
    }
}

// === impl Memory ===

impl Memory {
    /// Whether an attempt is due: another aim is tried at once, one that failed after its pause.
    pub(super) fn is_due(&self, aim: &Aim, now: Instant) -> bool {
        match &self.failed {
            Some((tried, not_before)) if tried == aim => *not_before <= now,
            Some(_) => true,
            None => self.reached.as_ref() != Some(aim),
        }
    }

    /// It is reached. Returns whether the operator was told that it failed.
    pub(super) fn reached(&mut self, aim: Aim) -> bool {
        let told = self.told.is_some();
        *self = Self { reached: Some(aim), ..Self::default() };
        told
    }

    /// It failed. Returns whether the operator does not know that yet.
    pub(super) fn failed(&mut self, aim: Aim, failed: &Failed, now: Instant) -> bool {
        self.failures = self.failures.saturating_add(1);
        let pause = pause::after(self.failures, failed.dojo()).mul_f64(1.0 - rand::random_range(0.0..JITTER));
        self.failed = Some((aim, now + pause));
        self.told.replace(failed.kind()) != Some(failed.kind())
    }

    /// Whether the last attempt failed.
    pub(super) const fn has_failed(&self) -> bool {
        self.failed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dojo::{DojoError, Endpoint};
    use crate::epos::{Capability, CapabilitySet};
    use std::time::Duration;

    fn aim(capability: Capability) -> Aim {
        let capabilities = CapabilitySet::from_iter([capability]);
        Aim::Registered(Wanted { endpoint: Endpoint::Socket, capabilities })
    }

    fn unavailable() -> Failed {
        Failed::Dojo(DojoError::Unavailable("is not there".to_owned()))
    }

    #[test]
    fn what_is_reached_is_not_tried_again_until_something_else_is_wanted() {
        let (mut memory, now) = (Memory::default(), Instant::now());
        assert!(memory.is_due(&aim(Capability::ListAreas), now));
        memory.reached(aim(Capability::ListAreas));
        assert!(!memory.is_due(&aim(Capability::ListAreas), now + Duration::from_hours(24)));
        assert!(memory.is_due(&aim(Capability::SearchTables), now));
        assert!(memory.is_due(&Aim::Ended, now));
    }

    #[test]
    fn what_failed_waits_and_another_list_does_not() {
        let (mut memory, now) = (Memory::default(), Instant::now());
        memory.reached(aim(Capability::ListAreas));
        memory.failed(aim(Capability::SearchTables), &unavailable(), now);
        assert!(!memory.is_due(&aim(Capability::SearchTables), now));
        assert!(memory.is_due(&aim(Capability::SearchTables), now + pause::FIRST));
        // What Dojo has is not known any more: what was reached before is tried again, too.
        assert!(memory.is_due(&aim(Capability::ListAreas), now));
    }

    #[test]
    fn the_operator_hears_of_each_kind_of_failure_once() {
        let (mut memory, now) = (Memory::default(), Instant::now());
        let refused = Failed::Dojo(DojoError::Refused { status: 400, problem: String::new() });
        let told = [unavailable(), unavailable(), refused].map(|failed| memory.failed(Aim::Ended, &failed, now));
        assert_eq!(told, [true, false, true]);
        assert!(memory.reached(Aim::Ended), "and that it is over");
        assert!(!memory.reached(Aim::Ended));
    }
}
