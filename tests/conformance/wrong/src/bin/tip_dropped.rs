//! Drops the tip.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct TipDropped;

impl Mistake for TipDropped {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, &OrderPayment { tips_amount: None, ..payment.clone() })
    }
}

wrong!(TipDropped);
