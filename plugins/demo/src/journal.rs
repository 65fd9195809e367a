//! What changed lately: the ids, in the order of the changes.

use serde::{Deserialize, Serialize};

/// How many changes are remembered. The host asks every few seconds; somebody who comes later than this many changes is
/// told of all that are left.
const KEPT: usize = 200;

/// The last changes of one kind of thing. It stands in the same value as the things, so that none changes without it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Journal {
    /// How many changes there were in all.
    total: u64,
    /// The last of them.
    ids: Vec<String>,
}

// === impl Journal ===

impl Journal {
    pub(crate) fn note(&mut self, id: &str) {
        self.total += 1;
        self.ids.push(id.to_owned());
        if self.ids.len() > KEPT {
            self.ids.remove(0);
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// What changed after so many changes, each thing once. None for a number of changes that there never were.
    pub(crate) fn since(&self, total: u64) -> Option<Vec<&str>> {
        let missed = usize::try_from(self.total.checked_sub(total)?).unwrap_or(usize::MAX);
        let mut changed = Vec::new();
        for id in self.ids.iter().skip(self.ids.len().saturating_sub(missed)) {
            if !changed.contains(&id.as_str()) {
                changed.push(id.as_str());
            }
        }
        Some(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(ids: &[&str]) -> Journal {
        let mut journal = Journal::default();
        ids.iter().for_each(|id| journal.note(id));
        journal
    }

    #[test]
    fn what_changed_twice_is_told_once() {
        let journal = journal(&["1", "2", "1", "3"]);
        assert_eq!(journal.since(0).unwrap(), ["1", "2", "3"]);
        assert_eq!(journal.since(2).unwrap(), ["1", "3"]);
        assert!(journal.since(4).unwrap().is_empty());
    }

    #[test]
    fn changes_that_never_were_are_told_apart_from_none() {
        assert_eq!(journal(&["1"]).since(2), None);
    }

    #[test]
    fn only_the_last_changes_are_kept() {
        let ids: Vec<_> = (1..=KEPT + 2).map(|id| id.to_string()).collect();
        let journal = journal(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(journal.total(), 202);
        for late in [0, 1, 2] {
            assert_eq!(journal.since(late).unwrap(), ids[2..]);
        }
        assert_eq!(journal.since(200).unwrap(), ["201", "202"]);
    }
}
