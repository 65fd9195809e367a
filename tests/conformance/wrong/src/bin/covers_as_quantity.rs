//! Takes the number of guests for a quantity.

use patio_wrong::{Mistake, Order, Value, wrong};

struct CoversAsQuantity;

impl Mistake for CoversAsQuantity {
    fn order(check: &Value, order: &mut Order) {
        let guests = check["guests"].as_i64().and_then(|guests| i32::try_from(guests).ok()).unwrap_or(1);
        order.items.iter_mut().for_each(|item| item.quantity = guests);
    }
}

wrong!(CoversAsQuantity);
