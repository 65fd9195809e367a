//! A check becomes an order, to the penny.

use patio_sdk::Orders;
use patio_sdk::model::{EposError, Money, Order, OrderStatus};
use patio_sdk::testkit::{Reply, ScriptedPos};
use serde_json::{Value, json};

use super::{check, check_with, kit, someone};

fn order(check: &str) -> Order {
    let pos = ScriptedPos::start().on("GET", "/checks/1001", check);
    kit(&pos).call(|corner| corner.get_order("1001", &someone())).unwrap()
}

fn pounds(value: i64) -> Option<Money> {
    Some(Money::new(value, "GBP"))
}

#[test]
fn amounts_are_minor_units_and_service_is_inside_the_total() {
    let order = order(&check().to_string());
    assert_eq!(order.total_amount, pounds(3443));
    assert_eq!(order.service_charge_amount, pounds(313));
    assert_eq!(order.discounts[0].amount_total.value, 500);
    assert_eq!((order.tax_lines[0].amount_total.value, order.tax_lines[0].amount_percentage), (522, Some(2000)));
}

#[test]
fn what_was_taken_back_is_left_out() {
    let order = order(&check().to_string());
    let items: Vec<_> = order.items.iter().map(|item| (item.plu.as_str(), item.quantity)).collect();
    assert_eq!(items, [("BURGER", 2), ("WINE", 1)]);
    assert_eq!(order.payments.len(), 1);
}

#[test]
fn tips_are_not_paid() {
    let order = order(&check().to_string());
    assert_eq!((order.paid_amount, order.tips_amount), (pounds(1000), pounds(100)));
    assert_eq!(order.payments[0].payment_intent_id.as_deref(), Some("pi_0"));
}

#[test]
fn options_are_for_one_of_the_line() {
    let burger = &order(&check().to_string()).items[0];
    assert_eq!((burger.amount_per_item.value, burger.note.as_deref()), (1250, Some("no onions")));
    assert_eq!((burger.modifiers[0].quantity, burger.modifiers[0].amount_per_modifier.value), (1, 100));
}

#[test]
fn times_are_utc() {
    let order = order(&check().to_string());
    assert_eq!(order.created_at.as_deref(), Some("2026-11-22T19:04:05.000Z"));
    assert_eq!(order.updated_at.as_deref(), Some("2026-11-22T19:14:05.000Z"));
}

#[test]
fn the_state_says_what_may_be_paid() {
    for (state, status, payable) in [
        ("open", OrderStatus::Confirmed, true),
        ("billed", OrderStatus::Ready, true),
        ("closed", OrderStatus::Finalized, false),
        ("void", OrderStatus::Canceled, false),
    ] {
        let order = order(&check_with("state", state));
        assert_eq!((order.status, order.payable), (status, payable), "{state}");
    }
    assert!(!order(&check_with("balance", "0.00")).payable);
}

#[test]
fn the_name_fits_on_the_screen_and_ends_with_the_number() {
    let shown = |table: Value| order(&check_with("table", table)).display_name.unwrap();
    assert_eq!(shown(json!("T8")), "T8 · 57");
    assert_eq!(shown(json!(null)), "57");
    assert_eq!(shown(json!("The long table below the window")), "The long table belo · 57");
}

#[test]
fn yen_have_no_decimals() {
    let yen = json!({
        "id": "1001", "number": 1, "table": null, "waiter": null, "state": "open", "currency": "JPY",
        "opened": "2026-11-22T20:04:05+09:00", "changed": "2026-11-22T20:04:05+09:00", "lines": [], "discounts": [],
        "taxes": [], "service": null, "total": "1250", "payments": [], "balance": "1250",
    });
    assert_eq!(order(&yen.to_string()).total_amount, Some(Money::new(1250, "JPY")));
}

#[test]
fn an_order_that_is_not_there_is_not_found() {
    let refusal = (404, r#"{"error": {"code": "unknown", "message": "there is no check 9"}}"#);
    let pos = ScriptedPos::start().on("GET", "/checks/9", refusal);
    let error = kit(&pos).call(|corner| corner.get_order("9", &someone())).unwrap_err();
    let text = format!("there is no check 9 (GET {}/checks/9: 404)", pos.url());
    assert_eq!(error, EposError::NotFound(text));
}

#[test]
fn a_pos_that_is_wrong_is_no_other_order() {
    for (reply, expected) in [
        (Reply::status(401), "unexpected: the POS refuses the api_key: look at the venue's settings"),
        (Reply::text(503, "busy"), "unavailable: the POS answered 503"),
        (Reply::closes(), "unavailable: GET"),
        (Reply::text(200, "<html>"), "unexpected: the POS answered 200 with what cannot be read"),
        (check_with("total", "34.4.3").into(), "unexpected: \"34.4.3\" is no amount"),
        (check_with("opened", "20:04").into(), "unexpected: \"20:04\" is no instant"),
    ] {
        let pos = ScriptedPos::start().on("GET", "/checks/1001", reply);
        let said = match kit(&pos).call(|corner| corner.get_order("1001", &someone())).unwrap_err() {
            EposError::Unavailable(text) => format!("unavailable: {text}"),
            EposError::Unexpected(text) => format!("unexpected: {text}"),
            other => panic!("{other:?}"),
        };
        assert!(said.starts_with(expected), "{said}");
    }
}
