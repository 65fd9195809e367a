//! Cancels orders that nobody paid.

use patio_sdk::model::EposError;

use super::Book;

impl Book {
    /// Cancels an order for good; one that is canceled stays so.
    pub(crate) fn cancel(&mut self, id: &str, now: &str) -> Result<(), EposError> {
        let sums = self.tab(id)?.sums(self);
        if self.is_canceled(id) {
            return Ok(());
        }
        self.check_unlocked(id, None, now)?;
        let paid = sums.paid + sums.tips;
        if paid > 0 {
            return Err(EposError::Conflict(format!("{paid} is paid on order {id}: it must be given back first")));
        }
        self.canceled.push(id.to_owned());
        self.journal.note(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::OrderStatus;

    use super::super::Change;
    use super::super::tests::{NOW, payment};
    use super::*;

    #[test]
    fn a_canceled_order_cannot_be_paid_and_says_so() {
        let mut book = Book::default();
        assert_eq!(book.cancel("1001", NOW), Ok(()));
        let order = book.order("1001", "GBP").unwrap();
        assert_eq!((order.status, order.payable), (OrderStatus::Canceled, false));
        let refusal = EposError::Conflict("order 1001 is canceled".to_owned());
        assert_eq!(book.record(&payment("pi_1", "1001", 100, 0), None, NOW), Err(refusal));
    }

    #[test]
    fn canceling_again_changes_nothing() {
        let mut book = Book::default();
        book.cancel("1001", NOW).unwrap();
        let before = book.clone();
        assert_eq!(book.cancel("1001", NOW), Ok(()));
        assert_eq!(book, before);
    }

    #[test]
    fn an_unknown_order_is_not_found() {
        assert!(matches!(Book::default().cancel("9999", NOW), Err(EposError::NotFound(_))));
    }

    #[test]
    fn an_order_with_money_on_it_is_not_canceled_until_all_is_given_back() {
        let mut book = Book::default();
        let refusal = EposError::Conflict("2000 is paid on order 1003: it must be given back first".to_owned());
        assert_eq!(book.cancel("1003", NOW), Err(refusal), "paid in cash, before Dojo saw it");
        book.record(&payment("pi_1", "1001", 1000, 150), None, NOW).unwrap();
        let refusal = EposError::Conflict("1150 is paid on order 1001: it must be given back first".to_owned());
        assert_eq!(book.cancel("1001", NOW), Err(refusal));
        book.apply(&Change::Undone { intent: "pi_1".to_owned() }).unwrap();
        assert_eq!(book.cancel("1001", NOW), Ok(()));
    }

    #[test]
    fn a_locked_order_is_not_canceled_until_the_lock_is_stale() {
        let mut book = Book::default();
        book.lock("1001", "lock-1", "2026-11-20T19:05:00.000Z", None, NOW).unwrap();
        let refusal = EposError::Conflict("order 1001 is locked until 2026-11-20T19:05:00.000Z".to_owned());
        assert_eq!(book.cancel("1001", NOW), Err(refusal));
        assert_eq!(book.cancel("1001", "2026-11-20T19:05:00.000Z"), Ok(()));
    }
}
