//! Payment events: on the disk before they are acknowledged, applied once, in order, across restarts.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::specs::Spec;
use serde_json::json;

pub use patio_tests::evening::event;

async fn till(component: &str, toml: &str) -> RunningHost {
    TestHost::new().adapter("till", component).venue_with("crown", "till", toml).start().await
}

async fn send(host: &RunningHost, intent: &str, status: &str) {
    let answer = host.as_venue("crown").post("/v1/events", &event(intent, status, "crown")).await;
    assert_eq!(answer.ok(), json!({}));
}

/// The lines of the till's own book that begin with a word.
async fn book(host: &RunningHost, word: &str) -> Vec<String> {
    let order = host.as_venue("crown").get("/v1/orders/ledger").await.ok();
    let note = order["note"].as_str().unwrap_or_default();
    note.lines().filter(|line| line.starts_with(word)).map(str::to_owned).collect()
}

async fn until_booked(host: &RunningHost, word: &str, count: usize) -> Vec<String> {
    until(&format!("the till has {count} lines of {word:?}"), || async {
        let lines = book(host, word).await;
        (lines.len() >= count).then_some(lines)
    })
    .await
}

/// One payment waits for a person.
const ATTENTION: &str = "patio_ledger_attention{venue=\"crown\"} 1\n";

#[tokio::test(flavor = "multi_thread")]
pub async fn payments_script() {
    let host = till(guests::PAYMENTS_SCRIPT, "").await;
    send(&host, "pi_1", "Captured").await;
    assert_eq!(until_booked(&host, "applied", 1).await, ["applied pi_1 captured 1 0 -"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_empty_result_is_valid() {
    let Some(spec) = Spec::socket() else { return };
    let host = till(guests::PAYMENTS_SCRIPT, "").await;
    let answer = host.as_venue("crown").post("/v1/events", &event("pi_1", "Created", "crown")).await.ok();
    spec.schema("EmptyResult").check(&json!({"result": answer}));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_a_hundred_times_in_parallel_is_applied_once() {
    let host = till(guests::PAYMENTS_NONE, "").await;
    let crown = host.as_venue("crown");
    let body = event("pi_1", "Captured", "crown");
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (crown, body) = (crown.clone(), body.clone());
        all.spawn(async move { crown.post("/v1/events", &body).await.ok() });
    }
    assert_eq!(all.join_all().await, vec![json!({}); 100]);
    until_booked(&host, "applied", 1).await;
    // Another intent is settled after all of them: what was to come twice would have come by then.
    send(&host, "pi_2", "Captured").await;
    let applied = until("the other intent is applied", || async {
        Some(book(&host, "applied").await).filter(|lines| lines.iter().any(|line| line.contains("pi_2")))
    })
    .await;
    assert_eq!(applied.iter().filter(|line| line.contains("pi_1")).count(), 1, "{applied:?}");
    assert_eq!(book(&host, "received pi_1").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_delivered_after_a_restart() {
    let host = till(guests::PAYMENTS_SCRIPT, "settings.answer = \"unavailable\"").await;
    for intent in ["pi_1", "pi_2", "pi_3"] {
        send(&host, intent, "Captured").await;
    }
    until_booked(&host, "received", 3).await;
    assert_eq!(book(&host, "applied").await, [""; 0]);
    let stopped = host.stop().await;
    let host = stopped.again().venue_with("crown", "till", "settings.answer = \"ok\"").start().await;
    let mut applied = until_booked(&host, "applied", 3).await;
    applied.sort();
    for (line, intent) in applied.iter().zip(["pi_1", "pi_2", "pi_3"]) {
        assert!(line.starts_with(&format!("applied {intent} captured ")), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_taken_while_the_adapter_is_missing_and_delivered_once_it_is_there() {
    let host = TestHost::new().venue("crown", "till").start().await;
    send(&host, "pi_1", "Captured").await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    host.drop_adapter("till", guests::PAYMENTS_SCRIPT);
    host.until_told("adapter \"till\" is loaded").await;
    assert_eq!(until_booked(&host, "applied pi_1", 1).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_of_unknown_outcome_is_posted_again_only_where_that_is_harmless() {
    let host = till(guests::PAYMENTS_SCRIPT, "settings.answer = \"trap-applied\"").await;
    send(&host, "pi_1", "Captured").await;
    until_booked(&host, "received pi_1", 2).await;
    assert_eq!(book(&host, "applied").await.len(), 1, "the till is keyed: it drops the second");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn payments_none() {
    check_attention(guests::PAYMENTS_NONE).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn payments_lookup() {
    check_attention(guests::PAYMENTS_LOOKUP).await;
}

/// An unknown outcome at a till without a key goes to a person, and is never posted again.
async fn check_attention(component: &str) {
    let host = till(component, "settings.answer = \"in-doubt-applied\"").await;
    send(&host, "pi_1", "Captured").await;
    until_booked(&host, "received pi_1", 1).await;
    until("it waits for a person", || async {
        let metrics = host.console().get("/metrics").await;
        String::from_utf8_lossy(&metrics.body).contains(ATTENTION).then_some(())
    })
    .await;
    assert_eq!(book(&host, "received pi_1").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_dojo_a_captured_event_waits_for_the_request_that_has_the_amounts() {
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    let backlog = async |number: u32| {
        until("the backlog is as it should be", || async {
            let metrics = host.console().get("/metrics").await;
            let line = format!("patio_ledger_backlog{{venue=\"crown\"}} {number}\n");
            String::from_utf8_lossy(&metrics.body).contains(&line).then_some(())
        })
        .await;
    };
    send(&host, "pi_1", "Captured").await;
    backlog(1).await;
    let payment = json!({"paymentIntentId": "pi_1", "paidAmount": {"value": 100, "currencyCode": "GBP"}});
    host.as_venue("crown").post("/v1/orders/1001/record-payment", &payment).await.ok();
    backlog(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_another_account_is_refused() {
    let host = till(guests::PAYMENTS_SCRIPT, "").await;
    let crown = host.as_venue("crown");
    let message = crown.post("/v1/events", &event("pi_1", "Captured", "anchor")).await.error(400, "InvalidRequest");
    assert!(message.contains("accountId"), "{message}");
    assert_eq!(book(&host, "received").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_venues_dead_till_delays_no_other() {
    let host = TestHost::new()
        .adapter("till", guests::PAYMENTS_SCRIPT)
        .venue_with(
            "dead",
            "till",
            "settings.answer = \"slow\"\nsettings.delay-ms = \"60000\"\nlimits.deadline_ms = 60000",
        )
        .venue("crown", "till")
        .start()
        .await;
    for number in 0..50 {
        let answer =
            host.as_venue("dead").post("/v1/events", &event(&format!("pi_{number}"), "Captured", "dead")).await;
        answer.ok();
    }
    send(&host, "pi_1", "Captured").await;
    assert_eq!(until_booked(&host, "applied pi_1", 1).await.len(), 1);
}
