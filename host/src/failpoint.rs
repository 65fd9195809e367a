//! Places where a test kills this process, as a power cut would: compiled to nothing without the feature `failpoints`.
//!
//! With the feature, the environment says where and when: `FAILPOINTS=answer-before-write:3` dies at the third pass of
//! that place, several are parted by commas. The names begin unlike settings, which begin with `PATIO_`: a host built for
//! operators knows none of them. Only the crash harness switches the feature on, as a dev-dependency of the command line.

use std::time::Duration;

// The list is written once: variants, names and `ALL` come from it.
macro_rules! points {
    ($($(#[$doc:meta])* $point:ident = $name:literal,)+) => {
        /// A named place. What dies there is the whole process.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Point {
            $($(#[$doc])* $point,)+
        }

        impl Point {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$point,)+];

            /// Its name in the environment.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$point => $name,)+
                }
            }
        }
    };
}

points! {
    /// An event was read and is not in the ledger.
    EventBeforeWrite = "event-before-write",
    /// An event is in the ledger and not acknowledged.
    EventAfterWrite = "event-after-write",
    /// A RecordOrderPaymentById was read and is not in the ledger.
    RecordBeforeWrite = "record-before-write",
    /// A RecordOrderPaymentById is in the ledger, and nothing follows from it yet.
    RecordAfterWrite = "record-after-write",
    /// An attempt is decided and not in the ledger.
    AttemptBeforeWrite = "attempt-before-write",
    /// An attempt is in the ledger and not begun.
    AttemptAfterWrite = "attempt-after-write",
    /// The adapter is about to be called.
    CallBefore = "call-before",
    /// The adapter has answered.
    CallAfter = "call-after",
    /// How an attempt ended is known and not in the ledger.
    OutcomeBeforeWrite = "outcome-before-write",
    /// How an attempt ended is in the ledger.
    OutcomeAfterWrite = "outcome-after-write",
    /// What a RecordOrderPaymentById is answered is decided and not in the ledger.
    AnswerBeforeWrite = "answer-before-write",
    /// What a RecordOrderPaymentById is answered is in the ledger and not on its way.
    AnswerAfterWrite = "answer-after-write",
    /// A payment intent was read at Dojo, and that is not in the ledger.
    ReadingAfter = "reading-after",
    /// An order was read to see whether a payment is on it, and that is not in the ledger.
    LookAfter = "look-after",
    /// Dojo is about to be asked to give money back.
    GiveBackBefore = "give-back-before",
    /// Dojo has given money back, and that is not in the ledger.
    GiveBackAfter = "give-back-after",
}

/// Dies here, where the environment says so.
#[inline]
pub fn reach(point: Point) {
    #[cfg(feature = "failpoints")]
    armed::reach(point);
    #[cfg(not(feature = "failpoints"))]
    let _ = point;
}

/// A wait as it is to be waited: a test divides all of them by `FAILPOINTS_HASTE`.
#[inline]
#[must_use]
pub fn haste(wait: Duration) -> Duration {
    #[cfg(feature = "failpoints")]
    return armed::haste(wait);
    #[cfg(not(feature = "failpoints"))]
    wait
}

/// Whether what was applied is applied again when it comes again, so that a test sees its checker fail:
/// `FAILPOINTS_DANGEROUS_NO_DEDUPE=1`.
#[inline]
#[must_use]
pub fn dangerous_no_dedupe() -> bool {
    #[cfg(feature = "failpoints")]
    return armed::no_dedupe();
    #[cfg(not(feature = "failpoints"))]
    false
}

#[cfg(feature = "failpoints")]
mod armed {
    use super::Point;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    /// The passes that are left at a point.
    #[derive(Debug)]
    pub(super) struct Fuse {
        pub(super) point: Point,
        pub(super) left: AtomicU32,
    }

    static FUSES: LazyLock<Vec<Fuse>> = LazyLock::new(|| read("FAILPOINTS").map_or_else(Vec::new, |text| fuses(&text)));
    static HASTE: LazyLock<u32> =
        LazyLock::new(|| read("FAILPOINTS_HASTE").and_then(|text| text.parse().ok()).unwrap_or(1).max(1));
    static NO_DEDUPE: LazyLock<bool> = LazyLock::new(|| read("FAILPOINTS_DANGEROUS_NO_DEDUPE").is_some());

    fn read(variable: &str) -> Option<String> {
        std::env::var(variable).ok().filter(|text| !text.is_empty())
    }

    /// `name[:pass]`, parted by commas. A name that is none dies at once: a test that kills nowhere proves nothing.
    pub(super) fn fuses(text: &str) -> Vec<Fuse> {
        text.split(',').map(|part| fuse(part.trim()).unwrap_or_else(|| die(part))).collect()
    }

    pub(super) fn fuse(part: &str) -> Option<Fuse> {
        let (name, pass) = part.split_once(':').unwrap_or((part, "1"));
        let point = *Point::ALL.iter().find(|point| point.name() == name)?;
        let pass: u32 = pass.parse().ok().filter(|pass| *pass > 0)?;
        Some(Fuse { point, left: AtomicU32::new(pass) })
    }

    impl Fuse {
        /// Counts a pass; true for the last one, and once only.
        pub(super) fn burn(&self, point: Point) -> bool {
            let down = |left: u32| left.checked_sub(1);
            self.point == point && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, down) == Ok(1)
        }
    }

    pub(super) fn reach(point: Point) {
        if FUSES.iter().any(|fuse| fuse.burn(point)) {
            die(point.name());
        }
    }

    pub(super) fn haste(wait: Duration) -> Duration {
        wait / *HASTE
    }

    pub(super) fn no_dedupe() -> bool {
        *NO_DEDUPE
    }

    /// As the kernel ends a process that runs out of memory: no destructor runs, nothing is flushed.
    fn die(place: &str) -> ! {
        use rustix::process::{Signal, getpid, kill_process};
        tracing::error!(place, "a fail-point kills the host");
        let _ = kill_process(getpid(), Signal::KILL);
        loop {
            std::thread::park();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_differ() {
        let names: BTreeSet<_> = Point::ALL.iter().map(|point| point.name()).collect();
        assert_eq!(names.len(), Point::ALL.len());
    }

    #[test]
    fn without_a_word_from_the_environment_nothing_dies_and_nothing_is_hastened() {
        Point::ALL.iter().for_each(|point| reach(*point));
        assert_eq!(haste(Duration::from_secs(60)), Duration::from_secs(60));
        assert!(!dangerous_no_dedupe());
    }

    #[cfg(feature = "failpoints")]
    #[test]
    fn a_fuse_burns_at_its_pass_and_once() {
        let fuse = armed::fuse("call-after:3").unwrap();
        let burnt: Vec<_> = (0..5).map(|_| fuse.burn(Point::CallAfter)).collect();
        assert_eq!(burnt, [false, false, true, false, false]);
        assert!(!armed::fuse("call-after").unwrap().burn(Point::CallBefore));
        assert_eq!(armed::fuses("call-after:3, call-before").len(), 2);
        for wrong in ["nowhere", "call-after:0", "call-after:x", ""] {
            assert!(armed::fuse(wrong).is_none(), "{wrong:?}");
        }
    }
}
