//! What changed at a point of sale that cannot call out: asked for, counted, and never lost.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::json;

const QUICKLY: &str = "poll_interval_ms = 100";

async fn until_counted(host: &RunningHost, line: &str) {
    until(&format!("the metrics say {line:?}"), || async {
        let page = host.console().get("/metrics").await;
        String::from_utf8_lossy(&page.body).contains(line).then_some(())
    })
    .await;
}

async fn seat(host: &RunningHost, id: &str) {
    let party = json!({"dojoPartyId": id, "tableIds": ["t2"], "startTime": "2026-11-22T19:00:00Z"});
    host.as_venue("crown").post("/v1/parties", &party).await.ok();
}

/// How often the adapter of the venue was called with success.
async fn calls(host: &RunningHost) -> u32 {
    let page = String::from_utf8_lossy(&host.console().get("/metrics").await.body).into_owned();
    let calls = r#"patio_adapter_calls_total{venue="crown",adapter="demo",outcome="success"} "#;
    page.lines().find_map(|line| line.strip_prefix(calls)).map_or(0, |number| number.parse().unwrap())
}

async fn until_polled(host: &RunningHost, times: u32) {
    let before = calls(host).await;
    until("it was asked again", || async { (calls(host).await >= before + times).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_told_once_and_a_restart_asks_from_the_mark() {
    const PARTIES: &str = r#"patio_changes_total{venue="crown",kind="party"} 1"#;
    let host = TestHost::new().adapter("demo", guests::DEMO).venue_with("crown", "demo", QUICKLY).start().await;
    // The first answer is a mark: what was before it is no change.
    until_polled(&host, 1).await;
    seat(&host, "dojo-1").await;
    until_counted(&host, PARTIES).await;
    until_polled(&host, 2).await;
    until_counted(&host, PARTIES).await;
    // Whether it asks before or after the second party sits down, it hears of that one alone.
    let host = host.stop().await.again().start().await;
    seat(&host, "dojo-2").await;
    until_counted(&host, PARTIES).await;
    until_polled(&host, 2).await;
    until_counted(&host, PARTIES).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn tells_changes() {
    let host =
        TestHost::new().adapter("till", guests::TELLS_CHANGES).venue_with("crown", "till", QUICKLY).start().await;
    until_counted(&host, r#"patio_changes_total{venue="crown",kind="order"} 1"#).await;
    until_counted(&host, r#"patio_changes_total{venue="crown",kind="reservation"} 1"#).await;
    let whose = r#"adapter "till" of venue "crown""#;
    host.until_told(&format!("{whose} tells 1 changes that cannot be: changes: party: must not be empty")).await;
    host.until_told(&format!("{whose} does not tell its changes: unavailable: the till sleeps")).await;
    host.until_told(&format!("{whose} tells its changes again")).await;
    until_counted(&host, r#"patio_changes_total{venue="crown",kind="party"} 1"#).await;
    host.until_told(&format!("{whose} does not tell its changes: its mark since: is 5000 bytes long")).await;
    // What came with a mark that cannot be kept would come again and again: it is not told.
    until_counted(&host, r#"patio_changes_total{venue="crown",kind="order"} 1"#).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_that_tells_no_changes_is_not_called_for_them() {
    let host = TestHost::new().adapter("till", guests::OLD_VERSION).venue_with("crown", "till", QUICKLY).start().await;
    host.as_venue("crown").get("/v1/orders/1").await.ok();
    until_counted(&host, r#"patio_adapter_calls_total{venue="crown",adapter="till",outcome="success"} 1"#).await;
}
