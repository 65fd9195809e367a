//! Enters an order under an id of each attempt's own.

use patio_wrong_restaurant::{Mistake, NewOrder, fresh, wrong};

struct OrderEnteredTwice;

impl Mistake for OrderEnteredTwice {
    fn entered(order: &mut NewOrder) {
        order.dojo_order_id = fresh();
    }
}

wrong!(OrderEnteredTwice);
