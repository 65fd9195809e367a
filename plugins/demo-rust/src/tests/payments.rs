//! Money is on a check once, and what nobody knows is said to be in doubt.

use std::time::Duration;

use patio_sdk::model::{EposError, Money, Order};
use patio_sdk::payment_events::{PaymentIntent, PaymentStatus, PaymentUpdate};
use patio_sdk::payments::OrderPayment;
use patio_sdk::testkit::{Reply, ScriptedPos};
use patio_sdk::{PaymentEvents, Payments, Result};
use serde_json::{Value, json};

use super::{check, check_with, kit, someone};

fn pounds(value: i64) -> Money {
    Money::new(value, "GBP")
}

fn payment() -> OrderPayment {
    OrderPayment {
        tips_amount: Some(pounds(150)),
        lock_id: Some("lock-1".to_owned()),
        ..OrderPayment::new("pi_1", pounds(2443))
    }
}

fn pay(pos: &ScriptedPos) -> Result<Order> {
    kit(pos).call(|corner| corner.record_payment("1001", &payment(), &someone()))
}

fn refused(reply: impl Into<Reply>) -> EposError {
    pay(&ScriptedPos::start().on("POST", "/checks/1001/payments", reply)).unwrap_err()
}

#[test]
fn a_payment_goes_under_its_intent_with_its_tip_apart() {
    let paid = Reply::json(201, check_with("balance", "0.00"));
    let pos = ScriptedPos::start().on("POST", "/checks/1001/payments", paid);
    assert!(!pay(&pos).unwrap().payable);
    let request = &pos.requests()[0];
    assert_eq!((request.header("idempotency-key"), request.header("x-api-key")), (Some("pi_1"), Some("key-1")));
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let expected = json!({"type": "CARD", "reference": "pi_1", "amount": "24.43", "tip": "1.50", "lock": "lock-1"});
    assert_eq!(body, expected);
}

#[test]
fn what_there_is_not_is_not_sent() {
    let pos = ScriptedPos::start().on("POST", "/checks/1001/payments", check().to_string());
    let bare = OrderPayment::new("pi_1", pounds(2443));
    kit(&pos).call(|corner| corner.record_payment("1001", &bare, &someone())).unwrap();
    let body: Value = serde_json::from_slice(&pos.requests()[0].body).unwrap();
    assert_eq!(body, json!({"type": "CARD", "reference": "pi_1", "amount": "24.43"}));
}

#[test]
fn a_refusal_has_the_words_of_the_pos() {
    let said = |status, message: &str| {
        let reply = json!({"error": {"code": "x", "message": message}}).to_string();
        refused((status, reply.as_str()))
    };
    assert!(
        matches!(said(409, "the check is closed"), EposError::Conflict(text) if text.starts_with("the check is closed ("))
    );
    assert!(matches!(said(404, "there is no check 1001"), EposError::NotFound(_)));
    assert!(matches!(said(400, "amount: more decimals than GBP"), EposError::InvalidRequest(_)));
}

#[test]
fn a_lost_answer_is_in_doubt() {
    for reply in
        [Reply::closes(), Reply::status(500), Reply::status(503), Reply::text(201, "<html>"), Reply::json(201, "{}")]
    {
        let error = refused(reply.clone());
        assert!(matches!(error, EposError::InDoubt(_)), "{reply:?}: {error:?}");
    }
}

#[test]
fn a_slow_pos_is_in_doubt_before_the_call_ends() {
    let pos = ScriptedPos::start().on("POST", "/checks/1001/payments", Reply::silence());
    let kit = kit(&pos).time(Duration::from_millis(200));
    let error = kit.call(|corner| corner.record_payment("1001", &payment(), &someone())).unwrap_err();
    assert!(matches!(error, EposError::InDoubt(text) if text.ends_with("no answer in time")));
}

#[test]
fn a_pos_that_is_not_there_was_sent_nothing() {
    let url = ScriptedPos::start().url();
    let kit = patio_sdk::testkit::TestKit::<crate::Corner>::new().setting("base_url", url).setting("api_key", "key-1");
    let error = kit.call(|corner| corner.record_payment("1001", &payment(), &someone())).unwrap_err();
    assert!(matches!(error, EposError::Unavailable(_)), "{error:?}");
}

fn update(status: PaymentStatus, refunded: i64, before: i64) -> PaymentUpdate {
    let intent =
        PaymentIntent { refunded_amount: Some(pounds(refunded)), ..PaymentIntent::new(pounds(2443)).of_order("1001") };
    PaymentUpdate { intent: Some(intent), refunded_before: Some(pounds(before)), ..PaymentUpdate::new("pi_1", status) }
}

#[test]
fn a_refund_is_the_part_that_was_not_handed_over_before() {
    for (status, refunded, before, amount, key) in [
        (PaymentStatus::PartlyRefunded, 500, 0, "5.00", "pi_1-refund-500"),
        (PaymentStatus::PartlyRefunded, 1000, 500, "5.00", "pi_1-refund-1000"),
        (PaymentStatus::Refunded, 2443, 1000, "14.43", "pi_1-refund-2443"),
        (PaymentStatus::Reversed, 0, 0, "24.43", "pi_1-refund-2443"),
    ] {
        let pos = ScriptedPos::start().on("POST", "/checks/1001/refunds", Reply::json(201, check().to_string()));
        kit(&pos).call(|corner| corner.payment_updated(&update(status, refunded, before))).unwrap();
        let request = &pos.requests()[0];
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body, json!({"reference": "pi_1", "amount": amount}));
        assert_eq!(request.header("idempotency-key"), Some(key));
    }
}

#[test]
fn what_moves_no_money_back_sends_nothing() {
    let pos = ScriptedPos::start();
    for status in [PaymentStatus::Created, PaymentStatus::Authorized, PaymentStatus::Canceled] {
        kit(&pos).call(|corner| corner.payment_updated(&update(status, 0, 0))).unwrap();
    }
    assert_eq!(pos.requests(), []);
}

#[test]
fn a_refund_without_its_amounts_is_an_invalid_request() {
    let pos = ScriptedPos::start();
    let bare = PaymentUpdate::new("pi_1", PaymentStatus::Refunded);
    let error = kit(&pos).call(|corner| corner.payment_updated(&bare)).unwrap_err();
    assert!(matches!(error, EposError::InvalidRequest(_)), "{error:?}");
}
