//! The orders that Dojo entered.

use patio_sdk::model::{EposError, Order};
use serde::{Deserialize, Serialize};

use super::{Book, Payment};
use crate::stored;

/// The first id after the bills'.
const FIRST: usize = 1015;

/// Bytes of one order: some forty lines.
const LARGEST: usize = 8 << 10;

/// Bytes of all of them. A value in the store has 64 KiB by default, and payments need room too, so entering orders
/// ends before taking money does.
const ALL: usize = 40 << 10;

/// An order that Dojo entered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Entered {
    dojo_id: String,
    /// As it came. Its payments are those in cash: what came through Dojo stands among the book's payments.
    pub(crate) order: Order,
}

// === impl Book ===

impl Book {
    /// The id of what Dojo entered under an id of its own.
    pub(crate) fn entered_as(&self, dojo_id: &str) -> Option<&str> {
        self.entered.iter().find(|it| it.dojo_id == dojo_id).map(|it| it.order.id.as_str())
    }

    /// The id of the next order.
    pub(crate) fn next_id(&self) -> String {
        (FIRST + self.entered.len()).to_string()
    }

    /// Adds an order that has the next id, and what was paid for it through Dojo.
    pub(crate) fn enter(&mut self, dojo_id: &str, order: Order, payments: &[Payment]) -> Result<(), EposError> {
        let id = order.id.clone();
        self.entered.push(Entered { dojo_id: dojo_id.to_owned(), order });
        self.check_room()?;
        if self.tab(&id)?.sums(self).due() < 0 {
            return Err(EposError::Conflict(format!("more than the total of order {dojo_id} is paid in cash")));
        }
        for payment in payments {
            if !self.apply(&super::Change::Captured(payment.clone()))? {
                let intent = &payment.intent;
                return Err(EposError::InvalidRequest(format!("order {dojo_id} has payment {intent} twice")));
            }
        }
        self.journal.note(&id);
        Ok(())
    }

    /// Whether there is room for the last order beside the others.
    fn check_room(&self) -> Result<(), EposError> {
        let last = self.entered.last().map_or(Ok(0), |last| stored::bytes(last).map(|it| it.len()))?;
        if last > LARGEST {
            return Err(EposError::InvalidRequest(format!("an order takes at most {LARGEST} bytes, not {last}")));
        }
        if stored::bytes(&self.entered)?.len() > ALL {
            let others = self.entered.len() - 1;
            return Err(EposError::Conflict(format!("the order book is full: {others} orders were entered")));
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use patio_sdk::model::{Collection, Money, OrderDetails, OrderStatus, OrderType};

    use super::super::tests::{due, payment};
    use super::*;

    pub(crate) fn order(id: String, total: i64) -> Order {
        Order {
            id,
            status: OrderStatus::Accepted,
            details: OrderDetails {
                order_type: OrderType::Collection,
                dine_in: None,
                collection: Some(Collection { asap: Some(true), collect_at: None }),
            },
            items: Vec::new(),
            note: None,
            customer: None,
            discounts: Vec::new(),
            tax_lines: Vec::new(),
            created_at: None,
            updated_at: None,
            total_amount: Some(Money::new(total, "GBP")),
            paid_amount: None,
            tips_amount: None,
            service_charge_amount: None,
            payments: Vec::new(),
            payable: true,
            reference: None,
            display_name: None,
        }
    }

    pub(crate) fn enter(book: &mut Book, dojo_id: &str, total: i64) -> String {
        let id = book.next_id();
        book.enter(dojo_id, order(id.clone(), total), &[]).unwrap();
        id
    }

    #[test]
    fn ids_count_up_after_the_bills() {
        let mut book = Book::default();
        assert_eq!(enter(&mut book, "dojo-1", 500), "1015");
        assert_eq!(enter(&mut book, "dojo-2", 500), "1016");
        assert_eq!(book.entered_as("dojo-1"), Some("1015"));
        assert_eq!(book.entered_as("dojo-3"), None);
        assert_eq!(book.tabs().last().map(super::super::Tab::id), Some("1016"));
        assert_eq!(book.journal.since(0).unwrap(), ["1015", "1016"]);
    }

    #[test]
    fn what_was_paid_before_the_order_came_is_never_paid_again() {
        let mut book = Book::default();
        book.enter("dojo-1", order("1015".to_owned(), 500), &[payment("pi_1", "1015", 200, 0)]).unwrap();
        assert_eq!(due(&book, "1015"), 300);
        let again = super::super::Change::Captured(payment("pi_1", "1015", 200, 0));
        assert_eq!(book.apply(&again), Ok(false));
        assert_eq!(due(&book, "1015"), 300);
    }

    #[test]
    fn no_more_is_paid_than_the_total() {
        let payments = [payment("pi_1", "1015", 300, 0), payment("pi_2", "1015", 201, 0)];
        let refusal = Book::default().enter("dojo-1", order("1015".to_owned(), 500), &payments);
        let why = "order 1015 has 200 left to pay, and payment pi_2 is 201";
        assert_eq!(refusal, Err(EposError::Conflict(why.to_owned())));
    }

    #[test]
    fn one_payment_is_not_taken_for_two() {
        let payments = [payment("pi_1", "1015", 200, 0), payment("pi_1", "1015", 200, 0)];
        let refusal = Book::default().enter("dojo-1", order("1015".to_owned(), 500), &payments);
        let why = "order dojo-1 has payment pi_1 twice";
        assert_eq!(refusal, Err(EposError::InvalidRequest(why.to_owned())));
        let mut book = Book::default();
        book.apply(&super::super::Change::Captured(payment("pi_1", "1001", 200, 0))).unwrap();
        let refusal = book.enter("dojo-1", order("1015".to_owned(), 500), &payments);
        assert!(matches!(refusal, Err(EposError::Conflict(_))), "it stands on order 1001");
    }

    #[test]
    fn an_order_has_an_end_and_so_has_the_book() {
        let large = |bytes| Order { note: Some("x".repeat(bytes)), ..order("1015".to_owned(), 500) };
        let refusal = Book::default().enter("dojo-1", large(LARGEST), &[]);
        assert!(matches!(refusal, Err(EposError::InvalidRequest(_))), "{refusal:?}");
        let mut book = Book::default();
        let refusal = (0..100).find_map(|_| book.enter("dojo-1", large(LARGEST - 1000), &[]).err());
        let full = "the order book is full: 5 orders were entered".to_owned();
        assert_eq!(refusal, Some(EposError::Conflict(full)));
    }
}
