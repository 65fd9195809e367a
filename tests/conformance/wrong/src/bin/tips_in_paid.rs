//! Counts the tip into what is paid.

use patio_wrong::{Mistake, Order, Value, wrong};

struct TipsInPaid;

impl Mistake for TipsInPaid {
    fn order(_: &Value, order: &mut Order) {
        for payment in &mut order.payments {
            payment.paid_amount.value += payment.tips_amount.as_ref().map_or(0, |tip| tip.value);
        }
        order.paid_amount = None;
    }
}

wrong!(TipsInPaid);
