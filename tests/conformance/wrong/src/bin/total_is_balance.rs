//! Takes what is left to pay for the total.

use patio_wrong::{Mistake, Order, Value, wrong};

struct TotalIsBalance;

impl Mistake for TotalIsBalance {
    fn order(_: &Value, order: &mut Order) {
        let paid = order.paid_amount.as_ref().map_or(0, |paid| paid.value);
        order.total_amount.iter_mut().for_each(|total| total.value -= paid);
    }
}

wrong!(TotalIsBalance);
