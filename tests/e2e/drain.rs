//! Stopping: what runs finishes, nothing new begins, and it ends in time.

use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use serde_json::json;
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn a_call_in_flight_is_answered_before_the_host_ends() {
    let host = TestHost::new()
        .adapter("till", guests::SLOW)
        .venue_with("crown", "till", "settings.delay-ms = \"800\"")
        .start()
        .await;
    let (crown, address) = (host.as_venue("crown"), host.address());
    let in_flight = tokio::spawn({
        let crown = crown.clone();
        async move { crown.post("/v1/orders/search", &json!({})).await }
    });
    until("the call runs", || async {
        let text = String::from_utf8_lossy(&host.console().get("/metrics").await.body).into_owned();
        (text.contains("patio_adapter_calls_running 1\n")).then_some(())
    })
    .await;
    host.stop().await;
    in_flight.await.unwrap().ok();
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_finish_in_time_is_cut_off() {
    let host = TestHost::new()
        .server("drain_deadline_ms = 300")
        .adapter("till", guests::SLOW)
        .venue_with("crown", "till", "limits.deadline_ms = 60000\nsettings.delay-ms = \"50000\"")
        .start()
        .await;
    let crown = host.as_venue("crown");
    let in_flight = tokio::spawn(async move { crown.post("/v1/orders/search", &json!({})).await });
    until("the call runs", || async {
        let text = String::from_utf8_lossy(&host.console().get("/metrics").await.body).into_owned();
        (text.contains("patio_adapter_calls_running 1\n")).then_some(())
    })
    .await;
    let started = Instant::now();
    host.stop().await;
    assert!(started.elapsed().as_secs() < 30, "the call would have taken 50 s");
    assert!(in_flight.await.is_err(), "the connection was cut");
}
