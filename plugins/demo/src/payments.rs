//! Puts a payment on an order while the card machine waits.

use patio_sdk::model::{EposError, Order, Requester};
use patio_sdk::payments::OrderPayment;
use patio_sdk::{Payments, timestamp};

use crate::book::{Book, Payment};
use crate::{Demo, currency, stored};

impl Payments for Demo {
    fn record_payment(&self, order_id: &str, payment: &OrderPayment, _: &Requester) -> Result<Order, EposError> {
        let (currency, now) = (currency::chosen()?, timestamp::now());
        stored::change(|book: &mut Book| {
            record(book, order_id, payment, currency, &now)?;
            book.order(order_id, currency)
        })
    }
}

/// The attempt's number does not matter: the payment intent is the key, and finds the payment where it stands already.
fn record(book: &mut Book, order_id: &str, payment: &OrderPayment, currency: &str, now: &str) -> Result<(), EposError> {
    let OrderPayment { payment_intent_id, paid_amount, tips_amount, lock_id, .. } = payment;
    let payment = Payment::new(payment_intent_id, order_id, paid_amount, tips_amount.as_ref(), currency)?;
    book.record(&payment.not_nothing()?, lock_id.as_deref(), now)
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::Money;

    use super::*;
    use crate::book::tests::{NOW, due};

    fn payment() -> OrderPayment {
        OrderPayment {
            payment_intent_id: "pi_1".to_owned(),
            paid_amount: Money::new(1000, "GBP"),
            tips_amount: Some(Money::new(150, "GBP")),
            lock_id: None,
            attempt: 1,
        }
    }

    fn recorded(book: &mut Book, order_id: &str, payment: &OrderPayment) -> Result<(), EposError> {
        record(book, order_id, payment, "GBP", NOW)
    }

    #[track_caller]
    fn check_invalid(payment: OrderPayment, expected: &str) {
        let refusal = recorded(&mut Book::default(), "1001", &payment);
        assert_eq!(refusal, Err(EposError::InvalidRequest(expected.to_owned())));
    }

    #[test]
    fn a_payment_stands_on_the_order_at_once() {
        let mut book = Book::default();
        recorded(&mut book, "1001", &payment()).unwrap();
        let order = book.order("1001", "GBP").unwrap();
        assert_eq!(order.payments[0].payment_intent_id.as_deref(), Some("pi_1"));
        assert_eq!(order.paid_amount, Some(Money::new(1000, "GBP")));
        assert_eq!(order.tips_amount, Some(Money::new(150, "GBP")));
        assert!(order.payable);
    }

    #[test]
    fn another_attempt_is_the_same_payment() {
        let mut book = Book::default();
        recorded(&mut book, "1001", &payment()).unwrap();
        let once = book.clone();
        assert_eq!(recorded(&mut book, "1001", &OrderPayment { attempt: 2, ..payment() }), Ok(()));
        assert_eq!(book, once);
    }

    #[test]
    fn the_same_intent_with_anything_else_is_a_conflict() {
        let mut book = Book::default();
        recorded(&mut book, "1001", &payment()).unwrap();
        let why = "payment pi_1 stands on order 1001 already, with 1000 and tips of 150";
        let refusal = Err(EposError::Conflict(why.to_owned()));
        let more = OrderPayment { paid_amount: Money::new(1001, "GBP"), ..payment() };
        assert_eq!(recorded(&mut book, "1001", &more), refusal);
        assert_eq!(recorded(&mut book, "1003", &payment()), refusal);
    }

    #[test]
    fn more_than_is_due_is_refused_whole() {
        let mut book = Book::default();
        let due = due(&book, "1001");
        let more = OrderPayment { paid_amount: Money::new(due + 1, "GBP"), ..payment() };
        let why = format!("order 1001 has {due} left to pay, and payment pi_1 is {}", due + 1);
        assert_eq!(recorded(&mut book, "1001", &more), Err(EposError::Conflict(why)));
        assert_eq!(book, Book::default());
    }

    #[test]
    fn nothing_less_than_nothing_and_other_money_are_invalid() {
        let paid = |value, code: &str| OrderPayment { paid_amount: Money::new(value, code), ..payment() };
        check_invalid(paid(0, "GBP"), "payment pi_1 is of nothing");
        check_invalid(paid(-1, "GBP"), "payment pi_1 has an amount that cannot be: -1");
        check_invalid(paid(1, "EUR"), "payment pi_1 is in EUR, and this venue's bills are in GBP");
        let tips = OrderPayment { tips_amount: Some(Money::new(-1, "GBP")), ..payment() };
        check_invalid(tips, "payment pi_1 has an amount that cannot be: -1");
        check_invalid(
            OrderPayment { payment_intent_id: String::new(), ..payment() },
            "\"\" is not a payment intent's id",
        );
    }

    #[test]
    fn an_unknown_order_is_not_found() {
        let refusal = Err(EposError::NotFound("there is no order 9999".to_owned()));
        assert_eq!(recorded(&mut Book::default(), "9999", &payment()), refusal);
    }
}
