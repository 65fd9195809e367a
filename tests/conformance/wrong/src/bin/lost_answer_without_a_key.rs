//! Calls it unavailable when an answer is lost, at a POS that knows no keys.

use patio_wrong::{Corner, EposError, Mistake, Order, OrderPayment, PaymentSafety, Result, wrong};

struct LostAnswerWithoutAKey;

impl Mistake for LostAnswerWithoutAKey {
    const SAFETY: PaymentSafety = PaymentSafety::None;

    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, payment).map_err(|error| match error {
            EposError::InDoubt(text) => EposError::Unavailable(text),
            other => other,
        })
    }
}

wrong!(LostAnswerWithoutAKey);
