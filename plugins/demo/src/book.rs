//! The order book: all that changes about orders, in one value, so that each change is whole and a search looks once.

mod cancellation;
mod entry;
mod lock;
mod payment;

use patio_sdk::model::{EposError, Order};
use serde::{Deserialize, Serialize};

pub(crate) use entry::Entered;
pub(crate) use lock::holder;
pub(crate) use payment::{Change, Payment};

use crate::bills::{self, BILLS};
use crate::journal::Journal;
use crate::order::order;
use crate::stored::Kept;
use crate::sums::Sums;
use crate::tab::Tab;

/// What happened to the bills since they were compiled in, and the orders that came after them.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Book {
    /// Oldest first. None is ever taken out, so that an order's place in a search stays.
    entered: Vec<Entered>,
    canceled: Vec<String>,
    locks: Vec<lock::Lock>,
    payments: Vec<Payment>,
    journal: Journal,
}

impl Kept for Book {
    const KEY: &'static str = "orders";
}

// === impl Book ===

impl Book {
    /// All orders: the bills, then what Dojo entered.
    pub(crate) fn tabs(&self) -> impl Iterator<Item = Tab<'_>> {
        BILLS.iter().map(Tab::Bill).chain(self.entered.iter().map(Tab::Entered))
    }

    /// How many orders there are.
    pub(crate) fn len(&self) -> usize {
        BILLS.len() + self.entered.len()
    }

    /// The order with this id.
    pub(crate) fn tab(&self, id: &str) -> Result<Tab<'_>, EposError> {
        let entered = || self.entered.iter().find(|it| it.order.id == id).map(Tab::Entered);
        bills::find(id)
            .map(Tab::Bill)
            .or_else(entered)
            .ok_or_else(|| EposError::NotFound(format!("there is no order {id}")))
    }

    /// The same, as the EPOS Data API shows it.
    pub(crate) fn order(&self, id: &str, currency: &'static str) -> Result<Order, EposError> {
        let tab = self.tab(id)?;
        Ok(order(tab, &tab.sums(self), self, currency))
    }

    /// Whether somebody may pay now; `sums` are the tab's.
    pub(crate) fn is_payable(&self, tab: Tab<'_>, sums: &Sums) -> bool {
        sums.due() > 0 && !self.is_canceled(tab.id())
    }

    pub(crate) fn is_canceled(&self, id: &str) -> bool {
        self.canceled.iter().any(|it| it == id)
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.journal
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A time at which nobody waits for anything.
    pub(crate) const NOW: &str = "2026-11-20T19:00:00.000Z";

    pub(crate) fn payment(intent: &str, order: &str, amount: i64, tips: i64) -> Payment {
        Payment { intent: intent.to_owned(), order: order.to_owned(), amount, tips, refunded: 0 }
    }

    /// What is left to pay of an order.
    pub(crate) fn due(book: &Book, id: &str) -> i64 {
        book.tab(id).unwrap().sums(book).due()
    }

    #[test]
    fn an_order_that_is_not_there_is_not_found() {
        let refusal = EposError::NotFound("there is no order 9999".to_owned());
        assert_eq!(Book::default().order("9999", "GBP"), Err(refusal));
    }

    #[test]
    fn a_book_reads_as_it_was_written() {
        let mut book = Book::default();
        book.record(&payment("pi_\"é\t", "1001", 1000, 150), None, NOW).unwrap();
        book.lock("1003", "lock-1", "2026-11-20T19:05:00.000Z", Some("waiter anna".to_owned()), NOW).unwrap();
        book.cancel("1004", NOW).unwrap();
        entry::tests::enter(&mut book, "dojo-1", 500);
        let text = crate::stored::bytes(&book).unwrap();
        assert_eq!(serde_json::from_slice::<Book>(&text).unwrap(), book);
    }
}
