//! The operator's side.

use super::*;

#[tokio::test]
async fn a_host_whose_time_limits_hold_is_live() {
    let host = Host::start("").await;
    assert_eq!(host.page("/live").await.status, 200);
    host.running.stop().await;
}

#[tokio::test]
async fn a_venue_without_its_adapter_is_not_ready_and_the_page_says_why() {
    let host = Host::start(CROWN).await;
    let answer = host.page("/ready").await;
    assert_eq!((answer.status, answer.header("content-type")), (503, "application/json"));
    let page = answer.json();
    assert_eq!(page["ready"], false);
    assert_eq!(page["venues"][0]["id"], "crown");
    assert!(page["venues"][0]["reason"].as_str().unwrap().contains("demo.wasm"), "{page:#}");
    host.wait_for_notice("venue \"crown\" is not ready").await;
    assert_eq!(host.page("/ready").await.json()["notices"][0]["venue"], "crown");
    host.running.stop().await;
}

#[tokio::test]
async fn a_host_without_venues_is_ready() {
    let host = Host::start("").await;
    assert_eq!(host.page("/ready").await.status, 200);
    host.running.stop().await;
}

#[tokio::test]
async fn metrics_are_open_metrics() {
    let host = Host::start(CROWN).await;
    host.crown("GET /v1/orders/1", "").await;
    host.wait_for_notice("not ready").await;
    let answer = host.page("/metrics").await;
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    for line in [
        r#"patio_requests_total{capability="GetOrderById",transport="rest",outcome="not_ready"} 1"#,
        r#"patio_venues{state="not_ready"} 1"#,
        "patio_ledger_backlog{venue=\"crown\"} 0",
    ] {
        assert!(answer.body.contains(line), "{line} is not in\n{}", answer.body);
    }
    assert!(answer.body.ends_with("# EOF\n"));
    host.running.stop().await;
}

#[tokio::test]
async fn other_pages_and_methods_are_said_to_be_none() {
    let host = Host::start("").await;
    assert_eq!(host.page("/").await.status, 404);
    let answer = exchange(host.console, "POST /live HTTP/1.1\r\nconnection: close\r\n\r\n").await;
    assert_eq!(answer.status, 405);
    host.running.stop().await;
}
