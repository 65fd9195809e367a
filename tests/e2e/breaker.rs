//! An adapter that fails several times in a row is left alone for a while: calls are answered at once, payments wait, and
//! a read finds out whether it works again.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::json;

const AN_HOUR: &str = "limits.breaker_first_pause_ms = 3600000\nlimits.breaker_longest_pause_ms = 3600000";
const NO_PAUSE: &str = "limits.breaker_first_pause_ms = 1\nlimits.breaker_longest_pause_ms = 1";

async fn host_with(toml: &str) -> RunningHost {
    TestHost::new()
        .adapter("breaks", guests::BREAKS)
        .adapter("demo", guests::DEMO)
        .venue_with("crown", "breaks", toml)
        .venue("anchor", "breaks")
        .start()
        .await
}

/// Five failures in a row.
async fn break_it(host: &RunningHost) {
    for _ in 0..5 {
        host.as_venue("crown").get("/v1/orders/bad").await.error(500, "UnexpectedError");
    }
}

async fn pay(host: &RunningHost, intent: &str) -> patio_tests::client::Answer {
    let pound = json!({"value": 100, "currencyCode": "GBP"});
    let payment = json!({"paymentIntentId": intent, "paidAmount": pound});
    host.as_venue("crown").post("/v1/orders/1/record-payment", &payment).await
}

async fn has_metric(host: &RunningHost, line: &str) -> bool {
    String::from_utf8_lossy(&host.console().get("/metrics").await.body).lines().any(|text| text == line)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn breaks() {
    let host = host_with(AN_HOUR).await;
    let crown = host.as_venue("crown");
    break_it(&host).await;
    let message = crown.get("/v1/orders/1").await.error(503, "UnexpectedError");
    assert_eq!(message, "the venue's adapter failed several times in a row and is left alone for a moment");
    let told = host.until_told("is left alone").await;
    assert_eq!(
        told,
        "adapter \"breaks\" of venue \"crown\" failed 5 times in a row and is left alone for 3600000 ms \
         (limits.breaker_failures, limits.breaker_first_pause_ms): calls are answered with 503, payments wait, and then \
         a read tries again; a new version of its file or a change of the venue's configuration is tried at once"
    );
    assert!(has_metric(&host, r#"patio_breakers_open{venue="crown",adapter="breaks"} 1"#).await);
    assert!(has_metric(&host, r#"patio_breakers_open{venue="anchor",adapter="breaks"} 0"#).await);
    let ready = host.console().get("/ready").await;
    assert_eq!(ready.status, 200, "one adapter's failures take the host from nobody");
    let ready = ready.ok();
    let breaker =
        |id: &str| ready["venues"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["breaker"].clone();
    assert_eq!((breaker("crown"), breaker("anchor")), (json!("open"), json!(null)));
    // The same adapter, at another venue.
    host.as_venue("anchor").get("/v1/orders/1").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_not_sent_while_it_is_open_and_is_no_attempt() {
    let host = host_with(AN_HOUR).await;
    break_it(&host).await;
    let message = pay(&host, "pi_1").await.error(503, "UnexpectedError");
    assert!(message.ends_with("failed several times in a row and is left alone for a moment"), "{message}");
    let metrics = String::from_utf8_lossy(&host.console().get("/metrics").await.body).into_owned();
    let attempts = metrics.lines().filter(|line| line.starts_with("patio_payment_attempts_total{"));
    let sent: Vec<_> = attempts.filter(|line| !line.contains(r#"outcome="not_sent""#)).collect();
    assert_eq!(sent, [""; 0], "the adapter was told of nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_succeeds_closes_it_and_a_payment_has_the_host_read_first() {
    let host = host_with(NO_PAUSE).await;
    break_it(&host).await;
    host.until_told("is left alone").await;
    until("a read is let through", || async {
        host.as_venue("crown").get("/v1/orders/1").await.status.is_success().then_some(())
    })
    .await;
    host.until_told("works again").await;
    assert!(has_metric(&host, r#"patio_breakers_open{venue="crown",adapter="breaks"} 0"#).await);

    break_it(&host).await;
    until("a payment is let through", || async { pay(&host, "pi_2").await.status.is_success().then_some(()) }).await;
    let again = || host.told().iter().filter(|text| text.ends_with("\"crown\" works again")).count();
    assert_eq!(again(), 2, "the host searched, and that closed it before the payment was sent");
    assert!(!has_metric(&host, r#"patio_payment_attempts_total{venue="crown",outcome="unknown"} 1"#).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_venue_or_another_adapter_begins_anew() {
    let mut host = host_with(AN_HOUR).await;
    break_it(&host).await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    host.set_venue("crown", "breaks", "limits.breaker_failures = 5");
    until("the new configuration holds", || async {
        host.as_venue("crown").get("/v1/orders/1").await.status.is_success().then_some(())
    })
    .await;
    break_it(&host).await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    host.drop_adapter("breaks", guests::DEMO);
    until("the new adapter answers", || async {
        host.as_venue("crown").post("/v1/orders/search", &json!({})).await.status.is_success().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_of_sale_that_is_down_opens_nothing() {
    let toml = "settings.url = \"http://127.0.0.1:9/\"\nallow.http = [\"http://127.0.0.1:9\"]";
    let host =
        TestHost::new().adapter("calls_http", guests::CALLS_HTTP).venue_with("crown", "calls_http", toml).start().await;
    for _ in 0..20 {
        let message = host.as_venue("crown").post("/v1/orders/search", &json!({})).await.error(503, "UnexpectedError");
        assert!(message.starts_with("the point of sale cannot be reached"), "{message}");
    }
}
