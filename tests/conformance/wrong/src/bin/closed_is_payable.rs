//! Says of every order that it may be paid.

use patio_wrong::{Mistake, Order, Value, wrong};

struct ClosedIsPayable;

impl Mistake for ClosedIsPayable {
    fn order(_: &Value, order: &mut Order) {
        order.payable = true;
    }
}

wrong!(ClosedIsPayable);
