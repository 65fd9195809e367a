//! Makes the key of the amount too.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct KeyOfAmount;

impl Mistake for KeyOfAmount {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.post(order_id, payment, &format!("{}-{}", payment.payment_intent_id, payment.paid_amount.value))
    }
}

wrong!(KeyOfAmount);
