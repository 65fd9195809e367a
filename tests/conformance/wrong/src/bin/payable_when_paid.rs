//! Goes by the state of the check alone: one that was paid a moment ago is still billed.

use patio_wrong::{Mistake, Order, Value, wrong};

struct PayableWhenPaid;

impl Mistake for PayableWhenPaid {
    fn order(check: &Value, order: &mut Order) {
        let by_card =
            check["payments"].as_array().is_some_and(|payments| payments.iter().any(|one| one["type"] == "CARD"));
        order.payable |= by_card;
    }
}

wrong!(PayableWhenPaid);
