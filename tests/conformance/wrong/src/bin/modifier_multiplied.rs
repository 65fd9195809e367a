//! Multiplies the quantity of a modifier by that of its item.

use patio_wrong::{Mistake, Order, Value, wrong};

struct ModifierMultiplied;

impl Mistake for ModifierMultiplied {
    fn order(_: &Value, order: &mut Order) {
        for item in &mut order.items {
            item.modifiers.iter_mut().for_each(|modifier| modifier.quantity *= item.quantity);
        }
    }
}

wrong!(ModifierMultiplied);
