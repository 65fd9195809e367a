//! Lists each payment twice: as a card payment and as one of Dojo's.

use patio_wrong::{Mistake, Order, Value, wrong};

struct PaymentListedTwice;

impl Mistake for PaymentListedTwice {
    fn order(_: &Value, order: &mut Order) {
        order.payments.extend(order.payments.clone());
        (order.paid_amount, order.tips_amount) = (None, None);
    }
}

wrong!(PaymentListedTwice);
