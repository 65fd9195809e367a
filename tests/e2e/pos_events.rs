//! What changed at a point of sale is told to Dojo: at least once, and what Dojo refuses holds up nothing.

use patio_tests::dojo::{DojoServer, Fault};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};

/// The adapter tells `order 1` and `reservation r-1` together, and `party p-1` later.
async fn start(dojo: &DojoServer) -> RunningHost {
    let toml = format!("poll_interval_ms = 100\n{}", dojo.toml());
    TestHost::new().adapter("till", guests::TELLS_CHANGES).venue_with("crown", "till", &toml).start().await
}

async fn until_told(dojo: &DojoServer, expected: &[&str]) {
    until(&format!("Dojo was told of {expected:?}"), async || (dojo.told() == expected).then_some(())).await;
}

async fn counted(host: &RunningHost, kind: &str, outcome: &str) -> bool {
    let page = String::from_utf8_lossy(&host.console().get("/metrics").await.body).into_owned();
    let labels = format!(r#"venue="crown",kind="{kind}",outcome="{outcome}""#);
    page.contains(&format!("patio_pos_events_total{{{labels}}} 1\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn dojo_is_told_once_of_each_change_in_order() {
    let dojo = DojoServer::start();
    let host = start(&dojo).await;
    until_told(&dojo, &["order 1", "reservation r-1", "party p-1"]).await;
    for kind in ["order", "reservation", "party"] {
        assert!(counted(&host, kind, "told").await, "{kind}");
    }
    // All that comes after them is an answer that cannot be kept: they were not told again.
    host.until_told("does not tell its changes: its mark since: is 5000 bytes long").await;
    until_told(&dojo, &["order 1", "reservation r-1", "party p-1"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_dojo_was_not_told_is_brought_again_and_after_a_restart_too() {
    let dojo = DojoServer::start();
    dojo.fail_at("POST /epos/events", Fault::Status(500));
    let host = start(&dojo).await;
    host.until_told("does not tell its changes: they were not taken: Dojo answered 500").await;
    assert!(!counted(&host, "order", "told").await);
    let stopped = host.stop().await;
    dojo.heal();
    let _host = stopped.again().start().await;
    until_told(&dojo, &["order 1", "reservation r-1", "party p-1"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_refused_lose_no_change() {
    let dojo = DojoServer::start();
    dojo.fail_at("POST /epos/events", Fault::Status(401));
    let host = start(&dojo).await;
    let told = host.until_told("they were not taken: Dojo does not accept the venue's api_key").await;
    assert!(!told.contains(patio_tests::dojo::KEY), "{told}");
    dojo.heal();
    until_told(&dojo, &["order 1", "reservation r-1", "party p-1"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_dojo_refuses_holds_up_no_other() {
    let dojo = DojoServer::start();
    dojo.refuse("1");
    let host = start(&dojo).await;
    until_told(&dojo, &["reservation r-1", "party p-1"]).await;
    let told = host.until_told("Dojo does not take 1 of the changes that it is told").await;
    assert!(told.starts_with("venue \"crown\": ") && told.contains("the first of them order \"1\""), "{told}");
    assert!(told.contains("orderId is not known."), "{told}");
    assert!(counted(&host, "order", "refused").await && counted(&host, "party", "told").await);
    assert_eq!(dojo.asked("POST /epos/events"), 3, "it is not told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dojo_that_wants_to_be_left_alone_hears_of_it_afterwards() {
    let dojo = DojoServer::start();
    dojo.fail_at("POST /epos/events", Fault::TooMany(Some("1")));
    let _host = start(&dojo).await;
    until("it was asked", async || (dojo.asked("POST /epos/events") > 0).then_some(())).await;
    dojo.heal();
    until_told(&dojo, &["order 1", "reservation r-1", "party p-1"]).await;
}
