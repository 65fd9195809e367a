//! Calls it unavailable when an answer is lost.

use patio_wrong::{Corner, EposError, Mistake, Order, OrderPayment, Result, wrong};

struct LostAnswerIsUnavailable;

impl Mistake for LostAnswerIsUnavailable {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, payment).map_err(|error| match error {
            EposError::InDoubt(text) => EposError::Unavailable(text),
            other => other,
        })
    }
}

wrong!(LostAnswerIsUnavailable);
