//! Tells the host what changed.

use patio_sdk::changes::{Change, ChangePage};
use patio_sdk::{Changes, Result};

use crate::book::Book;
use crate::journal::Journal;
use crate::parties::Parties;
use crate::reservations::Reservations;
use crate::{Demo, stored};

impl Changes for Demo {
    fn poll_changes(&self, since: Option<&str>) -> Result<ChangePage> {
        let (book, parties) = (stored::read::<Book>()?, stored::read::<Parties>()?);
        let reservations = stored::read::<Reservations>()?;
        Ok(page(since, [book.journal(), parties.journal(), reservations.journal()]))
    }
}

/// What changed of orders, parties and reservations since a mark. Without a mark, and with one that is not ours or that
/// is from before the store was emptied, nothing did: from now on there is one.
fn page(since: Option<&str>, journals: [&Journal; 3]) -> ChangePage {
    let changes = since.and_then(totals).and_then(|totals| changes(totals, journals));
    ChangePage { changes: changes.unwrap_or_default(), since: mark(journals) }
}

/// How many changes there were of each kind: `12-3-0`.
fn mark(journals: [&Journal; 3]) -> String {
    let [orders, parties, reservations] = journals.map(Journal::total);
    format!("{orders}-{parties}-{reservations}")
}

fn totals(mark: &str) -> Option<[u64; 3]> {
    let totals: Option<Vec<_>> = mark.split('-').map(|total| total.parse().ok()).collect();
    totals?.try_into().ok()
}

fn changes(totals: [u64; 3], journals: [&Journal; 3]) -> Option<Vec<Change>> {
    let kinds: [fn(String) -> Change; 3] = [Change::Order, Change::Party, Change::Reservation];
    let mut changes = Vec::new();
    for ((journal, total), kind) in journals.into_iter().zip(totals).zip(kinds) {
        changes.extend(journal.since(total)?.into_iter().map(|id| kind(id.to_owned())));
    }
    Some(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::tests::{NOW, payment};

    fn polled(since: Option<&str>, book: &Book, parties: &Parties) -> ChangePage {
        page(since, [book.journal(), parties.journal(), Reservations::default().journal()])
    }

    fn order(id: &str) -> Change {
        Change::Order(id.to_owned())
    }

    #[test]
    fn whoever_comes_without_a_mark_begins_now() {
        let mut book = Book::default();
        book.cancel("1001", NOW).unwrap();
        for since in [None, Some(""), Some("yesterday"), Some("1-0"), Some("0-0-0-0"), Some("9-0-0"), Some("-1-0-0")] {
            let page = polled(since, &book, &Parties::default());
            assert_eq!((page.changes, page.since.as_str()), (vec![], "1-0-0"), "{since:?}");
        }
    }

    #[test]
    fn what_changed_since_the_mark_is_told_once() {
        let (mut book, mut parties) = (Book::default(), Parties::default());
        let mark = polled(None, &book, &parties).since;
        assert_eq!(mark, "0-0-0");
        book.cancel("1001", NOW).unwrap();
        parties.delete("p-204").unwrap();
        book.record(&payment("pi_1", "1003", 100, 0), None, NOW).unwrap();
        let page = polled(Some(&mark), &book, &parties);
        assert_eq!(page.changes, [order("1001"), order("1003"), Change::Party("p-204".to_owned())]);
        book.record(&payment("pi_2", "1003", 100, 0), None, NOW).unwrap();
        let next = polled(Some(&page.since), &book, &parties);
        assert_eq!(next.changes, [order("1003")]);
        assert_eq!(polled(Some(&next.since), &book, &parties).changes, []);
    }
}
