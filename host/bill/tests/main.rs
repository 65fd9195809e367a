//! Bills as people, cameras and terminals get them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may stop at the first surprise"
)]

mod codes;
mod hostile;
mod layout;
mod pictures;
mod plain;

use patio_host::epos::Bill;
use resvg::tiny_skia::Pixmap;
use serde_json::{Value, json};

/// A bill with everything on it.
fn rich() -> Bill {
    serde_json::from_str(include_str!("rich.json")).unwrap()
}

/// A bill of a small order with these lines.
fn bill(header: Value, footer: Value) -> Bill {
    of_order(
        header,
        footer,
        json!({"items": [
            {"name": "Coffee", "plu": "1", "quantity": 1, "amountPerItem": {"value": 320, "currencyCode": "GBP"}}
        ]}),
    )
}

/// A bill of an order with these fields.
fn of_order(header: Value, footer: Value, fields: Value) -> Bill {
    let mut order = json!({"id": "1001", "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {}}});
    order.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    serde_json::from_value(json!({"header": {"lines": header}, "order": order, "footer": {"lines": footer}})).unwrap()
}

fn logo(svg: &str) -> Bill {
    bill(json!([{"lineType": "Logo", "logo": {"svgImage": svg}}]), json!([]))
}

fn pixels(bill: &Bill) -> Pixmap {
    Pixmap::decode_png(&patio_bill::png(bill).unwrap()).unwrap()
}

/// How dark a picture's dots are, as cameras see them.
fn greys(pixels: &Pixmap) -> Vec<u8> {
    pixels.pixels().iter().map(|dot| dot.green()).collect()
}
