//! Shows lines that were taken back.

use patio_wrong::{Item, Mistake, Money, Order, Value, wrong};

struct VoidLineShown;

impl Mistake for VoidLineShown {
    fn order(check: &Value, order: &mut Order) {
        let lines = check["lines"].as_array().into_iter().flatten().filter(|line| line["void"] == true);
        let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let currency = check["currency"].as_str().unwrap_or_default();
        order.items.extend(lines.filter_map(|line| {
            let price = Money::from_decimal(&text(line, "price"), currency).ok()?;
            Some(Item::new(text(line, "name"), text(line, "sku"), 1, price))
        }));
    }
}

wrong!(VoidLineShown);
