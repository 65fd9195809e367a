//! Shows more of a name than the screen has room for.

use patio_wrong::{Mistake, Order, Value, wrong};

struct LongNames;

impl Mistake for LongNames {
    fn order(_: &Value, order: &mut Order) {
        order.display_name = Some(format!("Table by the window, order {}", order.id));
    }
}

wrong!(LongNames);
