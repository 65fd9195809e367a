//! The adapter against a scripted POS: `cargo test`, without a host and without WebAssembly.

mod locks;
mod mapping;
mod payments;
mod search;
mod tables;

use patio_sdk::model::Requester;
use patio_sdk::testkit::{ScriptedPos, TestKit};
use serde_json::{Value, json};

use crate::Corner;

/// The adapter at a venue whose POS is the scripted one.
fn kit(pos: &ScriptedPos) -> TestKit<Corner> {
    TestKit::new().setting("base_url", pos.url()).setting("api_key", "key-1")
}

/// Who asks: nobody that matters here.
fn someone() -> Requester {
    Requester::default()
}

/// A check over 34.43 pounds, of which 10.00 are paid.
fn check() -> Value {
    json!({
        "id": "1001", "number": 57, "table": "T8", "waiter": "W1", "guests": 3, "state": "open", "currency": "GBP",
        "opened": "2026-11-22T20:04:05+01:00", "changed": "2026-11-22T20:14:05+01:00",
        "lines": [
            {"sku": "BURGER", "name": "Burger", "qty": 2, "price": "12.50", "comment": "no onions", "void": false,
             "options": [{"sku": "CHEESE", "name": "Extra cheese", "qty": 1, "price": "1.00"}]},
            {"sku": "WINE", "name": "Wine", "qty": 1, "price": "9.30", "comment": null, "void": false, "options": []},
            {"sku": "SOUP", "name": "Soup", "qty": 1, "price": "6.00", "comment": null, "void": true, "options": []},
        ],
        "discounts": [{"name": "Staff", "amount": "5.00"}],
        "taxes": [{"name": "VAT", "rate": "20.00", "amount": "5.22"}],
        "service": "3.13", "total": "34.43",
        "payments": [
            {"id": "p1", "type": "CARD", "amount": "10.00", "tip": "1.00", "reference": "pi_0", "void": false},
            {"id": "p2", "type": "CASH", "amount": "5.00", "tip": "0.00", "reference": null, "void": true},
        ],
        "balance": "24.43", "lock": null,
    })
}

/// The same check with another value somewhere.
fn check_with(name: &str, value: impl Into<Value>) -> String {
    let mut check = check();
    check[name] = value.into();
    check.to_string()
}
