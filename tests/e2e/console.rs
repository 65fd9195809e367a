//! The operator's listener: alive, ready, and how it goes.

use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_live_and_ready_once_each_venue_has_its_adapter() {
    let host =
        TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").venue("anchor", "till").start().await;
    let console = host.console();
    assert_eq!(console.get("/live").await.status, 200);
    let ready = console.get("/ready").await;
    assert_eq!(ready.status, 503);
    let text = String::from_utf8_lossy(&ready.body).into_owned();
    assert!(text.contains("anchor") && text.contains("\\\"till\\\" is missing"), "{text}");
    host.drop_adapter("till", guests::OLD_VERSION);
    until("the host is ready", || async { (console.get("/ready").await.status == 200).then_some(()) }).await;
    let text = String::from_utf8_lossy(&console.get("/ready").await.body).into_owned();
    assert!(text.contains("SearchOrders") && text.contains("HandleEvent:payment_intent.created"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_what_happens() {
    let host = TestHost::new()
        .adapter("demo", guests::DEMO)
        .adapter("panic", guests::PANIC)
        .adapter("loop", guests::ENDLESS_LOOP)
        .venue("crown", "demo")
        .venue("anchor", "panic")
        .venue_with("ship", "loop", "limits.cpu_ms = 50")
        .start()
        .await;
    for _ in 0..3 {
        host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    }
    host.as_venue("crown").get("/v1/orders/nothing").await.error(404, "NotFound");
    host.as_venue("anchor").post("/v1/orders/search", &json!({})).await.error(500, "UnexpectedError");
    host.as_venue("ship").post("/v1/orders/search", &json!({})).await.error(500, "UnexpectedError");
    let answer = host.console().get("/metrics").await;
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    for line in [
        r#"patio_adapter_calls_total{venue="crown",adapter="demo",outcome="success"} 3"#,
        r#"patio_adapter_calls_total{venue="crown",adapter="demo",outcome="not_found"} 1"#,
        r#"patio_adapter_calls_total{venue="anchor",adapter="panic",outcome="trap"} 1"#,
        r#"patio_adapter_limits_total{venue="ship",adapter="loop",limit="cpu"} 1"#,
        r#"patio_adapters{state="loaded"} 3"#,
        r#"patio_ledger_backlog{venue="crown"} 0"#,
    ] {
        assert!(text.contains(line), "no {line:?} in\n{text}");
    }
    let search = r#"patio_requests_total{capability="SearchOrders",transport="rest",outcome="success"} 3"#;
    assert!(text.contains(search), "{text}");
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_console_serves_no_orders_and_the_api_no_metrics() {
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    assert_eq!(host.console().get("/v1/orders/1001").await.status, 404);
    host.client().get("/metrics").await.error(404, "NotFound");
}
