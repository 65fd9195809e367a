//! Doubts what was never sent.

use patio_wrong::{Corner, EposError, Mistake, Order, OrderPayment, Result, wrong};

struct UnsentIsInDoubt;

impl Mistake for UnsentIsInDoubt {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, payment).map_err(|error| match error {
            EposError::Unavailable(text) => EposError::InDoubt(text),
            other => other,
        })
    }
}

wrong!(UnsentIsInDoubt);
