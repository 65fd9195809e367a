//! Adds the tip to the amount.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct TipAddedToAmount;

impl Mistake for TipAddedToAmount {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        let mut payment = payment.clone();
        payment.paid_amount.value += payment.tips_amount.take().map_or(0, |tip| tip.value);
        right.pay(order_id, &payment)
    }
}

wrong!(TipAddedToAmount);
