//! Takes pounds for pence.

use patio_wrong::{Mistake, Order, Value, wrong};

struct PoundsAsPence;

impl Mistake for PoundsAsPence {
    fn order(_: &Value, order: &mut Order) {
        order.total_amount.iter_mut().for_each(|total| total.value /= 100);
        order.items.iter_mut().for_each(|item| item.amount_per_item.value /= 100);
    }
}

wrong!(PoundsAsPence);
