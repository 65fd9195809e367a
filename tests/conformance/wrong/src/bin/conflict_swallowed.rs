//! Takes a refusal for success.

use patio_wrong::{Corner, EposError, Mistake, Order, OrderPayment, Result, wrong};

struct ConflictSwallowed;

impl Mistake for ConflictSwallowed {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        match right.pay(order_id, payment) {
            Err(EposError::Conflict(_)) => right.read(order_id),
            other => other,
        }
    }
}

wrong!(ConflictSwallowed);
