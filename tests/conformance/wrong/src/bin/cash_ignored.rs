//! Counts only what came through Dojo.

use patio_wrong::{Mistake, Order, Value, wrong};

struct CashIgnored;

impl Mistake for CashIgnored {
    fn order(_: &Value, order: &mut Order) {
        order.payments.retain(|payment| payment.payment_intent_id.is_some());
        (order.paid_amount, order.tips_amount) = (None, None);
    }
}

wrong!(CashIgnored);
