//! Changes that were brought together: each is told once, and one that Dojo stumbles over does not hold up the others for
//! ever. Pure.

use crate::epos::Change;
use std::collections::{HashMap, HashSet};

/// How often a change is brought that Dojo fails over while it takes others. Two are a restart of a server there; after
/// five, with the pauses between them, it is the change.
pub(super) const MAX_TRIES: u32 = 5;

/// Changes in a row that Dojo may fail over. Each costs some seconds, and after three it is Dojo.
pub(super) const MAX_FAILED_IN_A_ROW: usize = 3;

/// How often each change of a venue failed that is still brought.
pub(super) type Tries = HashMap<Change, u32>;

/// The changes of one hand-over.
#[derive(Default, Debug)]
pub(super) struct Batch {
    /// Whether Dojo answered any.
    is_heard: bool,
    failed: Vec<(Change, String)>,
    failed_in_a_row: usize,
}

/// What becomes of a batch.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Verdict {
    /// These are brought no more, and why.
    pub(super) given_up: Vec<(Change, String)>,
    /// Why the others are brought again; none where none is left.
    pub(super) again: Option<String>,
}

/// Changes in the order in which they are told: each once, and first those that did not fail before.
pub(super) fn order(changes: &[Change], tries: &Tries) -> Vec<Change> {
    let mut seen = HashSet::new();
    let mut order: Vec<_> = changes.iter().filter(|change| seen.insert(*change)).cloned().collect();
    order.sort_by_key(|change| tries.get(change).copied().unwrap_or_default());
    order
}

// === impl Batch ===

impl Batch {
    /// Dojo answered a change, with yes or no.
    pub(super) const fn heard(&mut self) {
        self.is_heard = true;
        self.failed_in_a_row = 0;
    }

    /// Dojo failed over a change. Returns whether the next one is worth a try.
    pub(super) fn failed(&mut self, change: Change, reason: String) -> bool {
        self.failed.push((change, reason));
        self.failed_in_a_row += 1;
        self.failed_in_a_row < MAX_FAILED_IN_A_ROW
    }

    /// What becomes of it. `tries` are what they were, and become what they are.
    pub(super) fn end(self, tries: &mut Tries) -> Verdict {
        let mut before = std::mem::take(tries);
        let mut verdict = Verdict { given_up: Vec::new(), again: None };
        for (change, reason) in self.failed {
            // Where Dojo heard nothing, it is Dojo: no change is blamed for it.
            let failed = before.remove(&change).unwrap_or_default() + u32::from(self.is_heard);
            if failed >= MAX_TRIES {
                verdict.given_up.push((change, reason));
            } else {
                tries.insert(change, failed);
                verdict.again.get_or_insert(reason);
            }
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order_of(id: &str) -> Change {
        Change::Order(id.to_owned())
    }

    #[test]
    fn the_same_change_is_told_once_and_what_failed_before_comes_last() {
        let tries = Tries::from([(order_of("1"), 2), (order_of("2"), 1)]);
        let changes = ["1", "2", "3", "1", "4", "3"].map(order_of);
        assert_eq!(order(&changes, &tries), ["3", "4", "2", "1"].map(order_of));
        let alike = [order_of("1"), Change::Party("1".to_owned())];
        assert_eq!(order(&alike, &Tries::new()), alike, "an order and a party are two");
    }

    #[test]
    fn a_change_that_fails_beside_others_is_given_up_at_last() {
        let mut tries = Tries::new();
        for number in 1..=MAX_TRIES {
            let mut batch = Batch::default();
            batch.heard();
            batch.failed(order_of("1"), "500".to_owned());
            let verdict = batch.end(&mut tries);
            let is_last = number == MAX_TRIES;
            assert_eq!((verdict.again.is_none(), verdict.given_up.len()), (is_last, usize::from(is_last)), "{number}");
        }
        assert!(tries.is_empty());
    }

    #[test]
    fn no_change_is_given_up_because_dojo_is_not_there() {
        let mut tries = Tries::new();
        for _ in 0..10 * MAX_TRIES {
            let mut batch = Batch::default();
            assert!(batch.failed(order_of("1"), "is not there".to_owned()));
            let verdict = batch.end(&mut tries);
            assert_eq!(verdict, Verdict { given_up: vec![], again: Some("is not there".to_owned()) });
        }
    }

    #[test]
    fn three_failures_in_a_row_are_enough() {
        let mut batch = Batch::default();
        assert!(batch.failed(order_of("1"), String::new()) && batch.failed(order_of("2"), String::new()));
        batch.heard();
        assert!(batch.failed(order_of("3"), String::new()) && batch.failed(order_of("4"), String::new()));
        assert!(!batch.failed(order_of("5"), String::new()));
    }

    #[test]
    fn what_was_taken_is_not_remembered() {
        let mut tries = Tries::from([(order_of("1"), 4)]);
        let mut batch = Batch::default();
        batch.heard();
        assert_eq!(batch.end(&mut tries), Verdict { given_up: vec![], again: None });
        assert!(tries.is_empty());
    }
}
