//! Takes an error inside the POS for a refusal.

use patio_wrong::{Corner, EposError, Mistake, Order, OrderPayment, Result, wrong};

struct ServerErrorIsConflict;

impl Mistake for ServerErrorIsConflict {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, payment).map_err(|error| match error {
            EposError::InDoubt(text) => EposError::Conflict(text),
            other => other,
        })
    }
}

wrong!(ServerErrorIsConflict);
