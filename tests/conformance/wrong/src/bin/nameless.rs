//! Shows no name.

use patio_wrong::{Mistake, Order, Value, wrong};

struct Nameless;

impl Mistake for Nameless {
    fn order(_: &Value, order: &mut Order) {
        order.display_name = None;
    }
}

wrong!(Nameless);
