//! Posts another reference than the payment intent.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct ReferenceDropped;

impl Mistake for ReferenceDropped {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        let reference = format!("patio-{}", payment.payment_intent_id);
        right.pay(order_id, &OrderPayment { payment_intent_id: reference, ..payment.clone() })
    }
}

wrong!(ReferenceDropped);
