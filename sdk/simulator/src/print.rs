//! A bill's lines as plain text: what stands on it, without how it looks.

use crate::order;
use serde_json::Value;

/// The lines of a bill.
#[must_use]
pub fn bill(bill: &Value) -> Vec<String> {
    let mut lines: Vec<_> = section(&bill["header"]).collect();
    let order = &bill["order"];
    let currency = order::currency(order);
    for item in order["items"].as_array().into_iter().flatten() {
        let name = item["name"].as_str().unwrap_or_default();
        let amount =
            order::shown(item.pointer("/amountPerItem/value").and_then(Value::as_i64).unwrap_or_default(), currency);
        lines.push(format!("{} × {name}  {amount}", item["quantity"]));
    }
    lines.push(format!("Total  {}", order::shown(order::total(order), currency)));
    lines.push(format!("Due  {}", order::shown(order::due(order), currency)));
    lines.extend(section(&bill["footer"]));
    lines
}

fn section(section: &Value) -> impl Iterator<Item = String> {
    section["lines"].as_array().into_iter().flatten().map(line)
}

fn line(line: &Value) -> String {
    let text = |place: &str| line.pointer(place).and_then(Value::as_str).unwrap_or_default().to_owned();
    match line["lineType"].as_str() {
        Some("Text") => text("/text/value"),
        Some("MerchantName") => text("/merchantName/name"),
        Some("MerchantAddress") => {
            let address = &line["merchantAddress"];
            let lines = address["addressLines"].as_array().into_iter().flatten();
            let lines = lines.chain([&address["postcode"]]).filter_map(Value::as_str);
            lines.collect::<Vec<_>>().join(", ")
        }
        Some("MerchantEmailAddress") => text("/merchantEmailAddress/emailAddress"),
        Some("MerchantPhoneNumber") => text("/merchantPhoneNumber/phoneNumber"),
        Some("TaxNumber") => format!("{} {}", text("/taxNumber/name"), text("/taxNumber/number")),
        Some("URL") => text("/url/url"),
        Some("HorizontalLine") => "-".repeat(order::NAME_WIDTH),
        Some(picture @ ("Image" | "Logo")) => format!("[{picture}]"),
        _ => String::new(),
    }
}
