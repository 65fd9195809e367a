//! The payment book: what was paid through Dojo, one line for each payment intent.
//!
//! The intent is the key. A payment that comes twice finds its line and changes nothing, which is what
//! `payment-safety: keyed` promises.

use patio_sdk::model::EposError;

use crate::bills;
use crate::sums::Sums;

/// One payment, on one bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Payment {
    pub(crate) intent: String,
    pub(crate) order: String,
    pub(crate) amount: i64,
    pub(crate) tips: i64,
    /// Of amount and tips together, so far.
    pub(crate) refunded: i64,
}

/// What happened to a payment intent, as far as it concerns the bills.
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

/// All payments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Book(Vec<Payment>);

// === impl Payment ===

impl Payment {
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
    /// The payments that a bill shows.
    pub(crate) fn of<'a>(&'a self, order: &'a str) -> impl Iterator<Item = &'a Payment> {
        self.0.iter().filter(move |it| it.order == order && !it.is_undone())
    }

    /// Writes a change into the book; false where the book says so already.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<bool, EposError> {
        match change {
            Change::Captured(payment) => self.capture(payment),
            Change::Refunded { intent, refunded } => self.refund(intent, |_| *refunded),
            Change::Undone { intent } => self.refund(intent, |it| it.amount + it.tips),
        }
    }

    fn capture(&mut self, payment: &Payment) -> Result<bool, EposError> {
        if let Some(known) = self.0.iter().find(|it| it.intent == payment.intent) {
            if (&known.order, known.amount, known.tips) == (&payment.order, payment.amount, payment.tips) {
                return Ok(false);
            }
            return Err(EposError::Conflict(format!(
                "payment {} stands on order {} already, with {} and tips of {}",
                known.intent, known.order, known.amount, known.tips
            )));
        }
        let bill = bills::find(&payment.order)
            .ok_or_else(|| EposError::NotFound(format!("there is no order {}", payment.order)))?;
        let due = Sums::of(bill, self).due();
        if payment.amount > due {
            return Err(EposError::Conflict(format!(
                "order {} has {due} left to pay, and payment {} is {}",
                payment.order, payment.intent, payment.amount
            )));
        }
        self.0.push(payment.clone());
        Ok(true)
    }

    /// The line stays, so that a `captured` that comes late cannot bring the money back. A payment that the book does
    /// not know is an error and no success: a refund is sent only for what was applied here, so somebody must look.
    fn refund(&mut self, intent: &str, refunded: impl Fn(&Payment) -> i64) -> Result<bool, EposError> {
        let payment = self
            .0
            .iter_mut()
            .find(|it| it.intent == intent)
            .ok_or_else(|| EposError::NotFound(format!("payment {intent} was never put on an order")))?;
        let refunded = refunded(payment).max(payment.refunded);
        let changed = refunded != payment.refunded;
        payment.refunded = refunded;
        Ok(changed)
    }

    /// Reads what `to_text` wrote.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let payment = |line: &str| {
            let mut fields = line.split('\t');
            let payment = Payment {
                intent: fields.next()?.to_owned(),
                order: fields.next()?.to_owned(),
                amount: fields.next()?.parse().ok()?,
                tips: fields.next()?.parse().ok()?,
                refunded: fields.next()?.parse().ok()?,
            };
            fields.next().is_none().then_some(payment)
        };
        text.lines().map(payment).collect::<Option<_>>().map(Self)
    }

    /// A line for each payment, its fields split by tabs, which no intent or order id has in it.
    pub(crate) fn to_text(&self) -> String {
        self.0
            .iter()
            .map(|it| format!("{}\t{}\t{}\t{}\t{}\n", it.intent, it.order, it.amount, it.tips, it.refunded))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payment(intent: &str, order: &str, amount: i64, tips: i64) -> Payment {
        Payment { intent: intent.to_owned(), order: order.to_owned(), amount, tips, refunded: 0 }
    }

    fn captured(intent: &str, order: &str, amount: i64, tips: i64) -> Change {
        Change::Captured(payment(intent, order, amount, tips))
    }

    fn due(book: &Book, order: &str) -> i64 {
        Sums::of(bills::find(order).unwrap(), book).due()
    }

    #[test]
    fn a_payment_lowers_what_is_due_once() {
        let mut book = Book::default();
        let before = due(&book, "1001");
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(true));
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(false));
        assert_eq!(due(&book, "1001"), before - 1000);
        assert_eq!(Sums::of(bills::find("1001").unwrap(), &book).tips, 150);
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
        assert_eq!(book.of("1001").map(|it| (it.paid(), it.tips())).collect::<Vec<_>>(), [(0, 100)]);
    }

    #[test]
    fn a_payment_that_was_given_back_is_gone_and_stays_gone() {
        let mut book = Book::default();
        let undone = Change::Undone { intent: "pi_1".to_owned() };
        book.apply(&captured("pi_1", "1001", 1000, 150)).unwrap();
        assert_eq!(book.apply(&undone), Ok(true));
        assert_eq!(book.apply(&undone), Ok(false));
        assert_eq!(book.apply(&captured("pi_1", "1001", 1000, 150)), Ok(false));
        assert_eq!(book.of("1001").count(), 0);
    }

    #[test]
    fn a_refund_of_an_unknown_payment_is_not_found() {
        let undone = Change::Undone { intent: "pi_1".to_owned() };
        let refusal = EposError::NotFound("payment pi_1 was never put on an order".to_owned());
        assert_eq!(Book::default().apply(&undone), Err(refusal));
    }

    #[test]
    fn a_book_reads_as_it_was_written() {
        let book = Book(vec![payment("pi_1", "1001", 1000, 150), payment("pi_é", "1003", 1, 0)]);
        assert_eq!(Book::from_text(&book.to_text()), Some(book));
        assert_eq!(Book::from_text(""), Some(Book::default()));
    }

    #[test]
    fn a_book_of_another_form_is_not_read() {
        for text in ["pi_1\t1001\t1000\t150\n", "pi_1\t1001\t1000\t150\t0\t0\n", "pi_1\t1001\tmuch\t0\t0\n"] {
            assert_eq!(Book::from_text(text), None);
        }
    }
}
