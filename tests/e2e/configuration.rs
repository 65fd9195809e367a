//! A change of the configuration is taken up while the host runs; a wrong one changes nothing and is told.

use patio_tests::guests;
use patio_tests::host::{TestHost, until};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_venue_is_served_without_a_restart() {
    let mut host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    host.as_venue("anchor").get("/v1/orders/1001").await.error(401, "InvalidRequest");
    host.set_venue("anchor", "demo", "");
    until("the new venue answers", || async {
        (host.as_venue("anchor").get("/v1/orders/1001").await.status == 200).then_some(())
    })
    .await;
    host.as_venue("crown").get("/v1/orders/1001").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn new_settings_and_limits_hold_from_the_next_call() {
    let mut host = TestHost::new().adapter("till", guests::SLOW).venue("crown", "till").start().await;
    host.set_venue("crown", "till", "limits.deadline_ms = 300\nlimits.cpu_ms = 300\nsettings.delay-ms = \"5000\"");
    until("the new limit holds", || async {
        let answer = host.as_venue("crown").post("/v1/orders/search", &json!({})).await;
        (answer.status == 504).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_file_changes_nothing_and_is_told_with_its_line() {
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    host.write_config("[server]\n\n[venues.crown]\nadaptor = \"demo\"\n");
    let told = host.until_told("adaptor").await;
    assert!(told.contains("patio.toml:4"), "{told}");
    host.as_venue("crown").get("/v1/orders/1001").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_restart_is_said() {
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    host.write_config(
        "[server]\nmax_concurrent_calls = 7\n[adapters]\nscan_interval_ms = 50\n[venues.crown]\nadapter = \"demo\"\n\
         account_id = \"acc_crown\"\npasswords = [{ value = \"crown-secret\" }]\n",
    );
    let told = host.until_told("restart").await;
    assert!(told.contains("max_concurrent_calls"), "{told}");
    host.as_venue("crown").get("/v1/orders/1001").await.ok();
}
