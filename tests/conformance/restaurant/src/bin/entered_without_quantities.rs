//! Enters one of each item.

use patio_wrong_restaurant::{Mistake, NewOrder, wrong};

struct EnteredWithoutQuantities;

impl Mistake for EnteredWithoutQuantities {
    fn entered(order: &mut NewOrder) {
        order.items.iter_mut().for_each(|item| item.quantity = 1);
    }
}

wrong!(EnteredWithoutQuantities);
