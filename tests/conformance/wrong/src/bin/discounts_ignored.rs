//! Passes discounts over.

use patio_wrong::{Mistake, Order, Value, wrong};

struct DiscountsIgnored;

impl Mistake for DiscountsIgnored {
    fn order(_: &Value, order: &mut Order) {
        let off: i64 = order.discounts.drain(..).map(|discount| discount.amount_total.value).sum();
        order.total_amount.iter_mut().for_each(|total| total.value += off);
    }
}

wrong!(DiscountsIgnored);
