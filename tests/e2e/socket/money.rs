//! Payments over the socket: on the disk before they are acknowledged, and applied once, whichever way they come.

use super::{crown, quick};
use crate::events::event;
use crate::operations::{id, new_order, pounds};
use patio_host::ledger::{IntentKey, Ledger as _, SqliteLedger};
use patio_host::venue::VenueId;
use patio_tests::dojo::{DojoServer, Intent};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use patio_tests::socket::SocketServer;
use patio_tests::specs::Spec;
use serde_json::{Value, json};

/// How many facts the ledger holds of an intent, as another process reads it.
async fn in_the_ledger(host: &RunningHost, intent: &str) -> usize {
    let ledger = SqliteLedger::open_read_only(&host.ledger()).unwrap();
    let crown = "crown".parse::<VenueId>().unwrap();
    ledger.history(&IntentKey::new(&crown, intent)).await.unwrap().len()
}

/// The lines of the till's own book that begin with a word.
async fn book(host: &RunningHost, word: &str) -> Vec<String> {
    let order = host.as_venue("crown").get("/v1/orders/ledger").await.ok();
    let note = order["note"].as_str().unwrap_or_default().to_owned();
    note.lines().filter(|line| line.starts_with(word)).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_in_the_ledger_when_it_is_acknowledged_and_delivered_after_a_restart() {
    let (_dojo, host, mut connection) = crown(guests::PAYMENTS_SCRIPT, "settings.answer = \"unavailable\"\n").await;
    for intent in ["pi_1", "pi_2", "pi_3"] {
        let reply = connection.call("HandleEventV1", event(intent, "Captured", "crown")).await;
        assert!(in_the_ledger(&host, intent).await > 0, "{intent} is acknowledged and not written");
        assert_eq!(reply["result"], json!({}));
        if let Some(spec) = Spec::socket() {
            spec.schema("HandleEventJsonrpcResponseV1").check(&reply);
        }
    }
    let stopped = host.stop().await;
    let host = stopped.again().venue_with("crown", "till", "settings.answer = \"ok\"").start().await;
    until("all three are delivered", || async { (book(&host, "applied").await.len() == 3).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_comes_both_ways_is_one_event() {
    let (dojo, api) = (SocketServer::start().await, DojoServer::start());
    api.put(Intent::captured("pi_1", 1000).order("1"));
    api.put(Intent::captured("pi_2", 1000).order("1"));
    let host = TestHost::new().sockets(quick()).adapter("till", guests::PAYMENTS_NONE);
    let host = host.venue_with("crown", "till", &dojo.toml_with(&api)).start().await;
    let mut connection = dojo.connection().await;
    let captured = event("pi_1", "Captured", "crown");
    for _ in 0..8 {
        assert_eq!(connection.ask("HandleEventV1", captured.clone()).await, json!({}));
        host.as_venue("crown").post("/v1/events", &captured).await.ok();
    }
    // Another intent is settled after all of them: what was to come twice would have come by then.
    connection.ask("HandleEventV1", event("pi_2", "Captured", "crown")).await;
    let applied = until("the other intent is applied", || async {
        Some(book(&host, "applied").await).filter(|lines| lines.iter().any(|line| line.contains("pi_2")))
    })
    .await;
    assert_eq!(applied.iter().filter(|line| line.contains("pi_1")).count(), 1, "{applied:?}");
    assert_eq!(book(&host, "received pi_1").await.len(), 1);
    let metrics = String::from_utf8(host.console().get("/metrics").await.body.to_vec()).unwrap();
    assert!(metrics.contains("patio_ledger_events_total{duplicate=\"true\"} 15\n"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_taken_while_the_adapter_is_missing_or_its_headers_are_no_ids() {
    let (_dojo, host, mut connection) = crown(guests::PAYMENTS_SCRIPT, "").await;
    let mut odd = event("pi_1", "Captured", "crown");
    odd["headers"] = json!({"waiterId": "a\tb", "deviceId": 7});
    assert_eq!(connection.ask("HandleEventV1", odd).await, json!({}));
    std::fs::remove_file(host.adapter_path("till")).unwrap();
    host.until_told("is gone: the adapter is retired").await;
    connection.fail("GetOrderByIdV1", json!({"orderId": "1"}), "UnexpectedError").await;
    assert_eq!(connection.ask("HandleEventV1", event("pi_2", "Captured", "crown")).await, json!({}));
    assert!(in_the_ledger(&host, "pi_1").await > 0 && in_the_ledger(&host, "pi_2").await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_another_account_or_of_no_shape_is_refused() {
    let (_dojo, host, mut connection) = crown(guests::PAYMENTS_SCRIPT, "").await;
    let message = connection.fail("HandleEventV1", event("pi_1", "Captured", "anchor"), "InvalidRequest").await;
    assert_eq!(message, "accountId: is not this venue's");
    for missing in ["id", "accountId", "event", "createdAt", "data"] {
        let mut event = event("pi_1", "Captured", "crown");
        event.as_object_mut().unwrap().remove(missing);
        let message = connection.fail("HandleEventV1", event, "InvalidRequest").await;
        assert!(message.contains(missing), "{message}");
    }
    assert_eq!(in_the_ledger(&host, "pi_1").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_is_recorded_both_ways_at_once_is_applied_once() {
    let (_dojo, host, mut connection) = crown(guests::DEMO, "").await;
    let crown = host.as_venue("crown");
    let order = id(&crown.post("/v1/orders", &new_order("d-1")).await.ok());
    let body = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(500), "tipsAmount": pounds(50)});
    let mut params = body.clone();
    params["orderId"] = json!(order);
    let mut over_rest = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (crown, path, body) = (crown.clone(), format!("/v1/orders/{order}/record-payment"), body.clone());
        over_rest.spawn(async move { crown.post(&path, &body).await.ok() });
        connection.request(json!(number), "RecordOrderPaymentByIdV1", params.clone()).await;
    }
    let mut orders = over_rest.join_all().await;
    for _ in 0..8 {
        orders.push(connection.reply().await["result"].clone());
    }
    let payment = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(500), "tipsAmount": pounds(50)});
    for order in orders {
        assert_eq!(order["payments"], json!([payment]));
    }
    assert!(in_the_ledger(&host, "pi_1").await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_outlives_the_host_and_more_than_is_due_is_a_conflict() {
    let (dojo, host, mut connection) = crown(guests::DEMO, "").await;
    let order = connection.ask("CreateOrderV1", new_order("d-1")).await;
    let pay = |intent: &str, pence: i64| -> Value {
        json!({"orderId": id(&order), "paymentIntentId": intent, "paidAmount": pounds(pence)})
    };
    let paid = connection.ask("RecordOrderPaymentByIdV1", pay("pi_1", 1500)).await;
    connection.fail("RecordOrderPaymentByIdV1", pay("pi_2", 501), "Conflict").await;
    drop(connection);
    let stopped = host.stop().await;
    let host = stopped.again().sockets(quick()).start().await;
    let mut connection = dojo.connection().await;
    assert_eq!(connection.ask("RecordOrderPaymentByIdV1", pay("pi_1", 1500)).await, paid);
    connection.fail("RecordOrderPaymentByIdV1", pay("pi_1", 1400), "Conflict").await;
    assert_eq!(host.as_venue("crown").get(&format!("/v1/orders/{}", id(&order))).await.ok(), paid);
}

/// A till that has no place for payments is told of none.
#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_the_venue_does_not_take_is_not_found_and_not_written() {
    let dojo = SocketServer::start().await;
    let host = TestHost::new().sockets(quick()).adapter("till", guests::ORDERS_ONLY);
    let host = host.venue_with("crown", "till", &dojo.toml()).start().await;
    let params = json!({"orderId": "1", "paymentIntentId": "pi_1", "paidAmount": pounds(1)});
    let message = dojo.connection().await.fail("RecordOrderPaymentByIdV1", params, "NotFound").await;
    assert_eq!(message, "RecordOrderPaymentById is not provided by this venue");
    assert_eq!(in_the_ledger(&host, "pi_1").await, 0);
}
