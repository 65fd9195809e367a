//! What was paid through Dojo, one line for each payment intent.
//!
//! The intent is the key. A payment that comes twice, whichever way, finds its line and changes nothing, which is what
//! `payment-safety: keyed` promises.

use patio_sdk::model::{EposError, Money};
use serde::{Deserialize, Serialize};

use super::Book;
use crate::bills::BILLS;
use crate::{currency, id};

/// One payment, on one order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) intent: String,
    pub(crate) order: String,
    pub(crate) amount: i64,
    pub(crate) tips: i64,
    /// Of amount and tips together, so far.
    pub(crate) refunded: i64,
}

/// What happened to a payment intent, as far as it concerns the orders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    Captured(Payment),
    /// So much was given back in all.
    Refunded {
        intent: String,
        refunded: i64,
    },
    /// Everything was given back.
    Undone {
        intent: String,
    },
}

// === impl Payment ===

impl Payment {
    /// A payment as a request tells it.
    pub(crate) fn new(
        intent: &str,
        order: &str,
        amount: &Money,
        tips: Option<&Money>,
        currency: &str,
    ) -> Result<Self, EposError> {
        id::check(intent, "a payment intent's")?;
        let what = format!("payment {intent}");
        Ok(Self {
            intent: intent.to_owned(),
            order: order.to_owned(),
            amount: currency::value(amount, currency, &what)?,
            tips: tips.map_or(Ok(0), |tips| currency::value(tips, currency, &what))?,
            refunded: 0,
        })
    }

    /// The same, where it must be money: a capture may be of tips alone, what is recorded may not.
    pub(crate) fn not_nothing(self) -> Result<Self, EposError> {
        if self.amount > 0 {
            return Ok(self);
        }
        Err(EposError::InvalidRequest(format!("payment {} is of nothing", self.intent)))
    }

    /// What is left of the amount: a refund takes from the bill first, and from the tips what remains of it.
    pub(crate) fn paid(&self) -> i64 {
        (self.amount - self.refunded).max(0)
    }

    /// What is left of the tips.
    pub(crate) fn tips(&self) -> i64 {
        (self.amount + self.tips - self.refunded).clamp(0, self.tips)
    }

    fn is_undone(&self) -> bool {
        self.refunded >= self.amount + self.tips
    }
}

// === impl Book ===

impl Book {
    /// The payments that an order shows.
    pub(crate) fn payments_of<'a>(&'a self, order: &'a str) -> impl Iterator<Item = &'a Payment> {
        self.payments.iter().filter(move |it| it.order == order && !it.is_undone())
    }

    /// Writes what happened into the book; false where the book says so already.
    ///
    /// No lock is in its way: the money has moved, and nobody waits for an answer.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<bool, EposError> {
        match change {
            Change::Captured(payment) if self.has(payment)? => Ok(false),
            Change::Captured(payment) => self.add(payment).map(|()| true),
            Change::Refunded { intent, refunded } => self.refund(intent, |_| *refunded),
            Change::Undone { intent } => self.refund(intent, |it| it.amount + it.tips),
        }
    }

    /// Writes a payment into the book while the guest waits. One that names a lock is refused where another holds the
    /// order; one that names none is Dojo's own all the same, and only what is due limits it. One that the book has
    /// already is a success whoever locked the order since.
    pub(crate) fn record(&mut self, payment: &Payment, lock: Option<&str>, now: &str) -> Result<(), EposError> {
        if self.has(payment)? {
            return Ok(());
        }
        if lock.is_some() {
            self.check_unlocked(&payment.order, lock, now)?;
        }
        self.add(payment)
    }

    /// Whether the book has this payment; one with the same intent and anything else different is a conflict.
    fn has(&self, payment: &Payment) -> Result<bool, EposError> {
        let Some(known) = self.on_order(&payment.intent) else {
            return Ok(false);
        };
        if known == (&payment.order, payment.amount, payment.tips) {
            return Ok(true);
        }
        let (order, amount, tips) = known;
        Err(EposError::Conflict(format!(
            "payment {} stands on order {order} already, with {amount} and tips of {tips}",
            payment.intent
        )))
    }

    /// Where a payment intent stands: its order, amount and tips.
    fn on_order(&self, intent: &str) -> Option<(&str, i64, i64)> {
        let of_bills = || BILLS.iter().flat_map(|bill| bill.payments.iter().map(|it| (bill.id, it)));
        let before = || of_bills().find(|(_, it)| it.intent == Some(intent)).map(|(id, it)| (id, it.amount, it.tips));
        let known = self.payments.iter().find(|it| it.intent == intent);
        known.map(|it| (it.order.as_str(), it.amount, it.tips)).or_else(before)
    }

    /// Never more than is due, and never a part of it: what does not fit is refused whole.
    fn add(&mut self, payment: &Payment) -> Result<(), EposError> {
        let Payment { intent, order, amount, .. } = payment;
        let due = self.tab(order)?.sums(self).due();
        if self.is_canceled(order) {
            return Err(EposError::Conflict(format!("order {order} is canceled")));
        }
        if *amount > due {
            return Err(EposError::Conflict(format!(
                "order {order} has {due} left to pay, and payment {intent} is {amount}"
            )));
        }
        self.payments.push(payment.clone());
        self.journal.note(order);
        Ok(())
    }

    /// The line stays, so that a `captured` that comes late cannot bring the money back. A payment that the book does
    /// not know is an error and no success: a refund is sent only for what was applied here, so somebody must look.
    fn refund(&mut self, intent: &str, refunded: impl Fn(&Payment) -> i64) -> Result<bool, EposError> {
        let payment = self
            .payments
            .iter_mut()
            .find(|it| it.intent == intent)
            .ok_or_else(|| EposError::NotFound(format!("payment {intent} was never put on an order")))?;
        let refunded = refunded(payment);
        if refunded <= payment.refunded {
            return Ok(false);
        }
        payment.refunded = refunded;
        self.journal.note(&payment.order);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{NOW, due, payment};
    use super::*;

    fn captured(intent: &str, order: &str, amount: i64, tips: i64) -> Change {
        Change::Captured(payment(intent, order, amount, tips))
    }

    #[test]
    fn a_payment_lowers_what_is_due_once() {
        let mut book = Book::default();
        let before = due(&book, "1001");
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(true));
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(false));
        assert_eq!(due(&book, "1001"), before - 1000);
        assert_eq!(book.tab("1001").unwrap().sums(&book).tips, 150);
    }

    #[test]
    fn two_payments_of_the_same_amount_are_two_payments() {
        let mut book = Book::default();
        let before = due(&book, "1001");
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 0)), Ok(true));
        assert_eq!(book.apply(&captured("pi_2", "1001", 1000, 0)), Ok(true));
        assert_eq!(due(&book, "1001"), before - 2000);
    }

    #[test]
    fn one_payment_with_two_amounts_is_a_conflict() {
        let mut book = Book::default();
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 0)), Ok(true));
        assert!(matches!(book.apply(&captured("pi_1", "1001", 1001, 0)), Err(EposError::Conflict(_))));
        assert!(matches!(book.apply(&captured("pi_1", "1003", 1000, 0)), Err(EposError::Conflict(_))));
    }

    #[test]
    fn nothing_is_paid_that_is_not_due() {
        let mut book = Book::default();
        let due = due(&book, "1001");
        assert!(matches!(book.apply(&captured("pi_1", "1001", due + 1, 0)), Err(EposError::Conflict(_))));
        assert_eq!(book.apply(&captured("pi_1", "1001", due, 0)), Ok(true));
        assert!(matches!(book.apply(&captured("pi_2", "1001", 1, 0)), Err(EposError::Conflict(_))));
        assert!(matches!(book.apply(&captured("pi_2", "1002", 1, 0)), Err(EposError::Conflict(_))));
    }

    #[test]
    fn a_payment_on_an_unknown_order_is_not_found() {
        let refusal = EposError::NotFound("there is no order 9999".to_owned());
        assert_eq!(Book::default().apply(&captured("pi_1", "9999", 1, 0)), Err(refusal));
    }

    #[test]
    fn a_refund_takes_from_the_bill_first_and_then_from_the_tips() {
        let mut book = Book::default();
        let before = due(&book, "1001");
        book.apply(&captured("pi_1", "1001", 1000, 150)).unwrap();
        let refunded = |refunded| Change::Refunded { intent: "pi_1".to_owned(), refunded };
        assert_eq!(book.apply(&refunded(400)), Ok(true));
        assert_eq!(book.apply(&refunded(400)), Ok(false));
        assert_eq!(book.apply(&refunded(300)), Ok(false));
        assert_eq!(due(&book, "1001"), before - 600);
        assert_eq!(book.apply(&refunded(1050)), Ok(true));
        assert_eq!(book.payments_of("1001").map(|it| (it.paid(), it.tips())).collect::<Vec<_>>(), [(0, 100)]);
    }

    #[test]
    fn a_payment_that_was_given_back_is_gone_and_stays_gone() {
        let mut book = Book::default();
        let undone = Change::Undone { intent: "pi_1".to_owned() };
        book.apply(&captured("pi_1", "1001", 1000, 150)).unwrap();
        assert_eq!(book.apply(&undone), Ok(true));
        assert_eq!(book.apply(&undone), Ok(false));
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(false));
        assert_eq!(book.payments_of("1001").count(), 0);
    }

    #[test]
    fn a_refund_of_an_unknown_payment_is_not_found() {
        let undone = Change::Undone { intent: "pi_1".to_owned() };
        let refusal = EposError::NotFound("payment pi_1 was never put on an order".to_owned());
        assert_eq!(Book::default().apply(&undone), Err(refusal));
    }

    #[test]
    fn a_payment_is_one_whichever_way_it_comes() {
        let mut book = Book::default();
        assert_eq!(book.record(&payment("pi_1", "1001", 1000, 150), None, NOW), Ok(()));
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(false));
        assert_eq!(book.apply(&captured("pi_2", "1001", 1000, 0)), Ok(true));
        let before = book.clone();
        assert_eq!(book.record(&payment("pi_2", "1001", 1000, 0), None, NOW), Ok(()));
        assert_eq!(book, before);
        assert!(matches!(book.record(&payment("pi_2", "1001", 1000, 1), None, NOW), Err(EposError::Conflict(_))));
    }

    #[test]
    fn a_payment_that_was_on_the_bill_before_is_known() {
        let mut book = Book::default();
        assert_eq!(book.record(&payment("pi_demo_1006", "1006", 3400, 400), None, NOW), Ok(()));
        assert_eq!(book, Book::default());
        let why = "payment pi_demo_1006 stands on order 1006 already, with 3400 and tips of 400".to_owned();
        assert_eq!(book.record(&payment("pi_demo_1006", "1001", 3400, 400), None, NOW), Err(EposError::Conflict(why)));
    }

    #[test]
    fn a_payment_that_came_again_is_a_success_although_the_order_is_locked_by_another() {
        let mut book = Book::default();
        book.record(&payment("pi_1", "1001", 1000, 0), None, NOW).unwrap();
        book.lock("1001", "lock-2", "2026-11-20T19:05:00.000Z", None, NOW).unwrap();
        assert_eq!(book.record(&payment("pi_1", "1001", 1000, 0), Some("lock-1"), NOW), Ok(()));
        assert!(book.record(&payment("pi_2", "1001", 1000, 0), Some("lock-1"), NOW).is_err());
        assert_eq!(book.apply(&captured("pi_2", "1001", 1000, 0)), Ok(true), "captured is captured");
    }

    #[test]
    fn a_change_is_in_the_journal_and_a_repetition_is_not() {
        let mut book = Book::default();
        for _ in 0..2 {
            book.record(&payment("pi_1", "1001", 1000, 0), None, NOW).unwrap();
            book.record(&payment("pi_2", "1003", 1000, 0), None, NOW).unwrap();
            book.apply(&Change::Undone { intent: "pi_1".to_owned() }).unwrap();
        }
        assert_eq!(book.journal.total(), 3);
        assert_eq!(book.journal.since(0).unwrap(), ["1001", "1003"]);
    }
}
