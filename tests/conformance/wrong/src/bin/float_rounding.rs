//! Computes with floating point, and cuts off what is behind the point.

use patio_wrong::{Mistake, Order, Value, wrong};

struct FloatRounding;

impl Mistake for FloatRounding {
    fn order(check: &Value, order: &mut Order) {
        let lines = check["lines"].as_array().into_iter().flatten().filter(|line| line["void"] == false);
        for (item, line) in order.items.iter_mut().zip(lines) {
            let pounds: f64 = line["price"].as_str().and_then(|price| price.parse().ok()).unwrap_or_default();
            item.amount_per_item.value = cut(pounds * 100.0);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "this is the mistake")]
const fn cut(pence: f64) -> i64 {
    pence as i64
}

wrong!(FloatRounding);
