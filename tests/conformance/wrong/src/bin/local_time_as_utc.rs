//! Writes a local time as UTC.

use patio_wrong::{Mistake, Order, Value, wrong};

struct LocalTimeAsUtc;

impl Mistake for LocalTimeAsUtc {
    fn order(check: &Value, order: &mut Order) {
        let local = |name: &str| Some(format!("{}.000Z", check[name].as_str()?.get(..19)?));
        (order.created_at, order.updated_at) = (local("opened"), local("changed"));
    }
}

wrong!(LocalTimeAsUtc);
