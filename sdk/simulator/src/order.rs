//! An order as a card machine reads it: raw JSON, and whatever is missing is nothing.

use serde_json::Value;
use std::collections::HashMap;

/// Characters of a name on the card machine's screen.
pub const NAME_WIDTH: usize = 24;

/// What an order comes to, in minor units.
#[must_use]
pub fn total(order: &Value) -> i64 {
    amount(&order["totalAmount"])
}

/// What is paid of it, without tips: as it says, or else the sum of its payments.
#[must_use]
pub fn paid(order: &Value) -> i64 {
    if order.get("paidAmount").is_some() {
        return amount(&order["paidAmount"]);
    }
    payments(order).map(|payment| amount(&payment["paidAmount"])).fold(0, i64::saturating_add)
}

/// What is left to pay.
#[must_use]
pub fn due(order: &Value) -> i64 {
    total(order).saturating_sub(paid(order))
}

/// Its currency.
#[must_use]
pub fn currency(order: &Value) -> &str {
    order.pointer("/totalAmount/currencyCode").and_then(Value::as_str).unwrap_or("GBP")
}

/// The id.
#[must_use]
pub fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap_or_default()
}

/// Its payments of an intent, each as its amount and its tip.
pub fn payments_of<'a>(order: &'a Value, intent: &'a str) -> impl Iterator<Item = (i64, i64)> + 'a {
    payments(order)
        .filter(move |payment| payment["paymentIntentId"] == intent)
        .map(|payment| (amount(&payment["paidAmount"]), amount(&payment["tipsAmount"])))
}

/// What the screen calls each of several orders: its name, else its table, else its id, cut at 24 characters. Of names
/// that are the same on the screen, the second and the later ones are numbered.
#[must_use]
pub fn names(orders: &[Value]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    orders
        .iter()
        .map(|order| {
            let shown = cut(name(order), NAME_WIDTH);
            let times = seen.entry(shown.clone()).or_default();
            *times += 1;
            if *times == 1 {
                return shown;
            }
            let number = format!(" ({times})");
            // The number must be seen, whatever else is not.
            cut(&shown, NAME_WIDTH.saturating_sub(number.chars().count())) + &number
        })
        .collect()
}

/// An amount as people read it.
#[must_use]
pub fn shown(value: i64, currency: &str) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    if has_no_minor_unit(currency) {
        return format!("{currency} {sign}{value}");
    }
    format!("{currency} {sign}{}.{:02}", value / 100, value % 100)
}

/// An amount as people type it: `12`, `12.5` or `12.50`.
#[must_use]
pub fn typed(text: &str, currency: &str) -> Option<i64> {
    if has_no_minor_unit(currency) {
        return text.parse().ok().filter(|value| *value >= 0);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

fn has_no_minor_unit(currency: &str) -> bool {
    ["CLP", "ISK", "JPY", "KRW", "UGX", "VND"].contains(&currency)
}

fn payments(order: &Value) -> impl Iterator<Item = &Value> {
    order["payments"].as_array().into_iter().flatten()
}

fn amount(money: &Value) -> i64 {
    money["value"].as_i64().unwrap_or_default()
}

fn name(order: &Value) -> &str {
    ["/displayName", "/details/dineIn/tableId", "/id"]
        .into_iter()
        .filter_map(|place| order.pointer(place)?.as_str())
        .find(|text| !text.is_empty())
        .unwrap_or("?")
}

fn cut(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_cut_at_24_characters_and_the_same_name_again_is_numbered() {
        let named = |name: &str| json!({"id": "1", "displayName": name});
        let long = "The long table by the window";
        let orders = [named(long), named("Bar"), named(long), named("Bar"), named("Bar")];
        assert_eq!(
            names(&orders),
            ["The long table by the wi", "Bar", "The long table by th (2)", "Bar (2)", "Bar (3)"]
        );
        assert!(names(&orders).iter().all(|name| name.chars().count() <= NAME_WIDTH));
    }

    #[test]
    fn without_a_name_it_is_the_table_and_without_a_table_the_id() {
        let orders = [
            json!({"id": "1", "displayName": "", "details": {"dineIn": {"tableId": "t5"}}}),
            json!({"id": "2", "details": {"dineIn": {}}}),
        ];
        assert_eq!(names(&orders), ["t5", "2"]);
    }

    #[test]
    fn what_is_paid_is_the_sum_of_the_payments_where_it_is_not_said() {
        let money = |value: i64| json!({"value": value, "currencyCode": "GBP"});
        let mut order =
            json!({"totalAmount": money(1000), "payments": [{"paidAmount": money(300)}, {"paidAmount": money(200)}]});
        assert_eq!((paid(&order), due(&order)), (500, 500));
        order["paidAmount"] = money(400);
        assert_eq!((paid(&order), due(&order)), (400, 600));
    }

    #[test]
    fn amounts_are_typed_as_they_are_shown() {
        for (text, value) in [("12", 1200), ("12.5", 1250), ("0.05", 5), ("12.50", 1250)] {
            assert_eq!(typed(text, "GBP"), Some(value), "{text}");
        }
        for text in ["", "-1", "1.234", "1.", ".5", "twelve", "99999999999999999999"] {
            assert_eq!(typed(text, "GBP"), None, "{text}");
        }
        assert_eq!(
            (shown(1250, "GBP"), shown(1250, "JPY"), shown(-5, "GBP")),
            ("GBP 12.50".into(), "JPY 1250".into(), "GBP -0.05".into())
        );
        assert_eq!((typed("1250", "JPY"), typed("12.50", "JPY")), (Some(1250), None));
    }
}
