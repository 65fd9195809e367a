//! Leaves the total out.

use patio_wrong::{Mistake, Order, Value, wrong};

struct PayableWithoutTotal;

impl Mistake for PayableWithoutTotal {
    fn order(_: &Value, order: &mut Order) {
        order.total_amount = None;
    }
}

wrong!(PayableWithoutTotal);
