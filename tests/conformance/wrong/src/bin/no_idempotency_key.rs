//! Posts each attempt under another key.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct NoIdempotencyKey;

impl Mistake for NoIdempotencyKey {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.post(order_id, payment, &format!("{}-{}", payment.payment_intent_id, payment.attempt))
    }
}

wrong!(NoIdempotencyKey);
