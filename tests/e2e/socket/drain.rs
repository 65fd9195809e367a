//! The end of a connection on purpose: what runs is answered, what comes is refused, and the close is said.

use super::{crown, quick, socket_of, until_socket};
use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use patio_tests::socket::{Goodbye, SocketServer, error};
use serde_json::{Value, json};
use std::time::Instant;

/// Long enough for what a test does meanwhile, on a machine that is busy.
const SLOW: &str = "settings.delay-ms = \"3000\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_stops_answers_what_runs_refuses_what_comes_and_closes_with_1001() {
    let (_dojo, host, mut connection) = crown(guests::SLOW, SLOW).await;
    connection.request(json!("runs"), "SearchOrdersV1", json!({})).await;
    until_socket(&host, "requestsInFlight", json!(1)).await;
    let console = host.console();
    let stopping = tokio::spawn(host.stop());
    until("the connection takes no more", || async {
        let page = console.get("/ready").await.json();
        (page["venues"][0]["socket"]["state"] == "closing").then_some(())
    })
    .await;
    connection.request(json!("comes"), "GetOrderByIdV1", json!({"orderId": "1"})).await;
    let reply = connection.reply().await;
    assert_eq!(reply["id"], "comes");
    assert!(error(&reply, "UnexpectedError").contains("about to be closed"), "{reply}");
    let (replies, goodbye) = connection.end().await;
    assert_eq!((replies.len(), &replies[0]["id"]), (1, &json!("runs")));
    assert!(replies[0].get("result").is_some(), "{replies:?}");
    assert_eq!(goodbye, Goodbye::Closed(1001));
    let _ = stopping.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_closed_at_once_when_the_host_stops() {
    let (dojo, host, connection) = crown(guests::DEMO, "").await;
    let ended = tokio::spawn(connection.end());
    host.stop().await;
    assert_eq!(ended.await.unwrap().1, Goodbye::Closed(1001));
    assert_eq!(dojo.dialed(), 1, "nobody dials again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_finish_in_time_is_cut_off() {
    let dojo = SocketServer::start().await;
    let toml = format!("{}limits.deadline_ms = 60000\nsettings.delay-ms = \"50000\"\n", dojo.toml());
    let host = TestHost::new().server("drain_deadline_ms = 300").sockets(quick()).adapter("till", guests::SLOW);
    let host = host.venue_with("crown", "till", &toml).start().await;
    let mut connection = dojo.connection().await;
    connection.request(json!("1"), "SearchOrdersV1", json!({})).await;
    until_socket(&host, "requestsInFlight", json!(1)).await;
    let started = Instant::now();
    host.stop().await;
    assert!(started.elapsed().as_secs() < 30, "the call would have taken 50 s");
    assert_eq!(connection.end().await, (vec![], Goodbye::Gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_changed_answers_what_runs_before_it_dials_again() {
    let (dojo, mut host, mut connection) = crown(guests::SLOW, SLOW).await;
    connection.request(json!("runs"), "SearchOrdersV1", json!({})).await;
    until_socket(&host, "requestsInFlight", json!(1)).await;
    host.set_venue("crown", "till", &dojo.toml().replace("sh_1", "sh_2"));
    until_socket(&host, "state", json!("closing")).await;
    assert_eq!(dojo.dialed(), 1, "what runs takes seconds");
    let (replies, goodbye) = connection.end().await;
    assert!(replies.len() == 1 && replies[0].get("result").is_some(), "{replies:?}");
    assert_eq!(goodbye, Goodbye::Closed(1001));
    let mut next = dojo.connection().await;
    assert_eq!(next.headers["software-house-id"], "sh_2");
    next.ask("GetOrderByIdV1", json!({"orderId": "1"})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_went_is_closed_and_not_dialed_again() {
    let dojo = SocketServer::start().await;
    let host = TestHost::new().sockets(quick()).adapter("demo", guests::DEMO);
    let mut host = host.venue_with("crown", "demo", &dojo.toml()).venue("anchor", "demo").start().await;
    let connection = dojo.connection().await;
    host.remove_venue("crown");
    assert_eq!(connection.end().await.1, Goodbye::Closed(1001));
    until("nothing is said of it any more", || async {
        let metrics = host.console().get("/metrics").await;
        (!String::from_utf8_lossy(&metrics.body).contains("patio_socket_connected{")).then_some(())
    })
    .await;
    assert_eq!(socket_of(&host, "anchor").await, Value::Null);
    assert_eq!(dojo.dialed(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_writes_is_finished_though_the_connection_drops() {
    let (dojo, host, mut connection) = crown(guests::SLOW_WRITES, "").await;
    connection.request(json!("1"), "CancelOrderByIdV1", json!({"orderId": "7"})).await;
    until("the till is at work", || async {
        let page = host.console().get("/metrics").await;
        String::from_utf8_lossy(&page.body).contains("patio_adapter_calls_running 1\n").then_some(())
    })
    .await;
    drop(connection);
    let mut connection = dojo.connection().await;
    until("the order is canceled", || async {
        (host.as_venue("crown").get("/v1/orders/7").await.ok()["note"] == "written").then_some(())
    })
    .await;
    assert_eq!(connection.ask("GetOrderByIdV1", json!({"orderId": "7"})).await["note"], "written");
}
