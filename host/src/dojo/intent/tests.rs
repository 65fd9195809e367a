//! What is read out of an intent.

use super::*;
use expect_test::{Expect, expect};
use serde_json::json;

fn intent(changes: Value) -> Value {
    let mut intent = json!({
        "id": "pi_1", "status": "Captured", "captureMode": "Auto",
        "amount": {"value": 1000, "currencyCode": "GBP"}, "totalAmount": {"value": 1000, "currencyCode": "GBP"},
        "refundedAmount": 0, "orderDetails": {"externalId": "o1"}, "reference": "Order 1",
        "createdAt": "2026-11-22T19:04:05Z", "updatedAt": "2026-11-22T19:05:05.1234567Z",
    });
    intent.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    intent
}

fn pounds(value: i64) -> Value {
    json!({"value": value, "currencyCode": "GBP"})
}

/// `paid + tips / total, refunded` in minor units.
#[track_caller]
fn check_amounts(changes: Value, expected: &str) {
    let (intent, _) = DojoIntent::of(intent(changes)).unwrap();
    let value = |money: Option<Money>| money.map_or("none".to_owned(), |money| money.value.to_string());
    let DojoIntent { paid_amount, tips_amount, total_amount, refunded_amount, .. } = intent;
    let (paid, total) = (paid_amount.value, total_amount.value);
    assert_eq!(format!("{paid} + {} / {total}, {}", value(tips_amount), value(refunded_amount)), expected);
}

#[track_caller]
fn check_unreadable(changes: Value, expected: &str) {
    assert_eq!(DojoIntent::of(intent(changes)).unwrap_err(), expected);
}

// What is kept is read for as long as there are payments: a change of this text is a migration.
#[test]
fn an_intent_is_kept_as_one_line_of_json() {
    #[track_caller]
    fn check(changes: Value, expected: Expect) {
        let (read, _) = DojoIntent::of(intent(changes)).unwrap();
        let text = serde_json::to_string(&read).unwrap();
        expected.assert_eq(&text);
        assert_eq!(serde_json::from_str::<DojoIntent>(&text).unwrap(), read);
    }
    check(
        json!({"refundedAmount": 10, "tipsAmount": pounds(100), "cashbackAmount": pounds(7), "serviceChargeAmount": pounds(125),
               "metadata": {"b": "2", "a": "1"}}),
        expect![[
            r#"{"id":"pi_1","status":"Captured","captureMode":"Auto","orderId":"o1","reference":"Order 1","amount":{"value":1000,"currencyCode":"GBP"},"paidAmount":{"value":1125,"currencyCode":"GBP"},"tipsAmount":{"value":100,"currencyCode":"GBP"},"serviceChargeAmount":{"value":125,"currencyCode":"GBP"},"cashbackAmount":{"value":7,"currencyCode":"GBP"},"totalAmount":{"value":1232,"currencyCode":"GBP"},"refundedAmount":{"value":10,"currencyCode":"GBP"},"metadata":[["a","1"],["b","2"]],"createdAt":"2026-11-22T19:04:05.000Z","updatedAt":"2026-11-22T19:05:05.123Z"}"#
        ]],
    );
    check(
        json!({"captureMode": null, "orderDetails": null, "reference": "", "totalAmount": null, "refundedAmount": null, "updatedAt": null}),
        expect![[
            r#"{"id":"pi_1","status":"Captured","captureMode":"Auto","amount":{"value":1000,"currencyCode":"GBP"},"paidAmount":{"value":1000,"currencyCode":"GBP"},"totalAmount":{"value":1000,"currencyCode":"GBP"},"createdAt":"2026-11-22T19:04:05.000Z","updatedAt":"2026-11-22T19:04:05.000Z"}"#
        ]],
    );
}

#[test]
fn what_is_paid_has_the_service_charge_and_neither_tips_nor_cashback() {
    check_amounts(json!({}), "1000 + none / 1000, none");
    let parts = json!({"tipsAmount": pounds(100), "serviceChargeAmount": pounds(125), "cashbackAmount": pounds(7)});
    check_amounts(parts.clone(), "1125 + 100 / 1232, none");
    let mut with_total = parts;
    with_total["totalAmount"] = pounds(1240);
    check_amounts(with_total, "1125 + 100 / 1240, none");
}

#[test]
fn what_was_refunded_is_of_the_total_and_nothing_is_none() {
    check_amounts(json!({"refundedAmount": 300}), "1000 + none / 1000, 300");
    check_amounts(json!({"refundedAmount": 0}), "1000 + none / 1000, none");
}

#[test]
fn with_manual_capture_the_captures_that_succeeded_are_the_money() {
    let captures = json!([
        {"id": "cp_1", "amount": 300, "tipsAmount": 20, "status": "Successful"},
        {"id": "cp_2", "amount": 200, "tipsAmount": null, "status": "Successful"},
        {"id": "cp_3", "amount": 500, "tipsAmount": 50, "status": "Declined"},
    ]);
    check_amounts(json!({"captureMode": "Manual", "captures": captures}), "500 + 20 / 520, none");
    // Of an intent that captures by itself, the captures say nothing new.
    check_amounts(json!({"captures": captures}), "1000 + none / 1000, none");
    check_amounts(json!({"captureMode": "Manual", "status": "Authorized", "captures": []}), "0 + none / 1000, none");
    check_amounts(json!({"captureMode": "Manual", "captures": null}), "1000 + none / 1000, none");
}

#[test]
fn an_instant_without_a_zone_is_utc() {
    let (intent, _) = DojoIntent::of(intent(json!({"createdAt": "2024-04-07T23:25:44.802258"}))).unwrap();
    assert_eq!(intent.created_at.to_string(), "2024-04-07T23:25:44.802Z");
}

#[test]
fn what_cannot_be_money_is_not_read() {
    check_unreadable(json!({"amount": null}), "it has no amount");
    check_unreadable(json!({"amount": pounds(-1)}), "amount is negative: -1");
    check_unreadable(json!({"tipsAmount": {"value": 1, "currencyCode": "EUR"}}), "tipsAmount is in EUR, amount in GBP");
    check_unreadable(json!({"refundedAmount": -5}), "refundedAmount is negative: -5");
    check_unreadable(json!({"serviceChargeAmount": pounds(i64::MAX)}), "its amounts are out of range");
    let text = DojoIntent::of(intent(json!({"amount": {"value": 10.5, "currencyCode": "GBP"}}))).unwrap_err();
    assert!(text.contains("amount.value"), "{text}");
}

#[test]
fn an_unknown_status_is_named() {
    let text = DojoIntent::of(intent(json!({"status": "Disputed"}))).unwrap_err();
    assert!(text.contains("status") && text.contains("Disputed"), "{text}");
    check_unreadable(json!({"status": null}), "it has no status");
}

#[test]
fn unknown_fields_are_nobodys_business() {
    assert!(DojoIntent::of(intent(json!({"paymentSource": "api", "paymentEvents": [1, null]}))).is_ok());
}

#[test]
fn neither_the_sessions_secret_nor_the_guest_is_kept() {
    let (_, text) = DojoIntent::of(intent(json!({
        "clientSessionSecret": "s3cret", "customer": {"emailAddress": "anna@example"}, "billingAddress": {"city": "Bath"},
        "paymentDetails": {"authCode": "123456", "card": {"cardNumber": "44565300****1096", "cardName": "Anna"}},
        "paymentEvents": [{"cardholderName": "Anna", "eventType": "Captured"}],
        "metadata": {"customer": "loyal"},
    })))
    .unwrap();
    for personal in ["s3cret", "anna", "Bath", "Anna"] {
        assert!(!text.contains(personal), "{personal}: {text}");
    }
    for kept in ["123456", "44565300****1096", "loyal", "\"eventType\":\"Captured\""] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
}
