//! Believes that a locked order cannot be paid.

use patio_wrong::{Mistake, Order, Value, wrong};

struct LockedIsUnpayable;

impl Mistake for LockedIsUnpayable {
    fn order(check: &Value, order: &mut Order) {
        order.payable &= check["lock"].is_null();
    }
}

wrong!(LockedIsUnpayable);
