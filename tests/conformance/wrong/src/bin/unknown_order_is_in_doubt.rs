//! Doubts a payment on an order that is not there.

use patio_wrong::{Corner, EposError, Mistake, Order, OrderPayment, Result, wrong};

struct UnknownOrderIsInDoubt;

impl Mistake for UnknownOrderIsInDoubt {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, payment).map_err(|error| match error {
            EposError::NotFound(text) => EposError::InDoubt(text),
            other => other,
        })
    }
}

wrong!(UnknownOrderIsInDoubt);
