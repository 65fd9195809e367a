//! Reconciliation as an operator sees it: Dojo's list on one side, the demo adapter's bills on the other.

use patio_host::epos::Timestamp;
use patio_tests::client::Answer;
use patio_tests::dojo::{DojoServer, Fault, Intent};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::{Value, json};

use crate::operations::{id, new_order, pounds};

/// An instant so many minutes ago.
fn ago(minutes: i64) -> String {
    let now = Timestamp::now().as_millisecond();
    Timestamp::from_millisecond(now - minutes * 60_000).unwrap().to_string()
}

/// A venue whose business day is far from its end, whatever the time is.
fn toml(dojo: &DojoServer) -> String {
    let in_twelve_hours = &ago(-12 * 60)[11..16];
    format!("time_zone = \"UTC\"\nclose_of_day = {in_twelve_hours:?}\n{}", dojo.toml())
}

async fn host(dojo: &DojoServer) -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue_with("crown", "demo", &toml(dojo)).start().await
}

async fn order(host: &RunningHost, dojo_id: &str) -> String {
    id(&host.as_venue("crown").post("/v1/orders", &new_order(dojo_id)).await.ok())
}

async fn record(host: &RunningHost, order: &str, intent: &str, amount: i64) {
    let body = json!({"paymentIntentId": intent, "paidAmount": pounds(amount)});
    host.as_venue("crown").post(&format!("/v1/orders/{order}/record-payment"), &body).await.ok();
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// What is found now of the last three hours.
async fn found(host: &RunningHost) -> Value {
    let query = format!("from={}", ago(180));
    host.console().get(&format!("/reconciliation.json?venue=crown&{query}")).await.ok()["reports"][0].clone()
}

fn lines(report: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|found| format!("{} {}", text(&found["list"]), text(&found["paymentIntentId"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_lists_are_told_as_json_as_csv_and_as_a_page() {
    let dojo = DojoServer::start();
    let host = host(&dojo).await;
    let [good, missing, extra, differs] =
        [order(&host, "d-1").await, order(&host, "d-2").await, order(&host, "d-3").await, order(&host, "d-4").await];
    for (intent, order) in [("pi_good", &good), ("pi_extra", &extra), ("pi_differs", &differs)] {
        record(&host, order, intent, 1500).await;
    }
    dojo.put(Intent::captured("pi_good", 1500).order(&good).at(&ago(20)));
    dojo.put(Intent::captured("pi_missing", 1500).order(&missing).at(&ago(20)));
    dojo.put(Intent::new("pi_extra", "Refunded", 1500).order(&extra).at(&ago(20)));
    dojo.put(Intent::captured("pi_differs", 1400).order(&differs).at(&ago(20)));
    dojo.put(Intent::captured("pi_sale", 500).at(&ago(20)));
    let report = found(&host).await;
    assert_eq!(lines(&report), ["missing pi_missing", "extra pi_extra", "differs pi_differs"]);
    assert_eq!((&report["agreed"], &report["unrelated"]), (&json!(1), &json!(1)));
    assert_eq!(report["findings"][2]["posAmount"], pounds(1500));

    let csv = host.console().get(&format!("/reconciliation.csv?from={}", ago(180))).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(text(&csv).lines().count(), 4);
    let page = host.console().get(&format!("/reconciliation?from={}", ago(180))).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(text(&page).contains("<code>pi_missing</code>"), "{}", text(&page));
    // To ask changes nothing.
    assert_eq!(host.as_venue("crown").get(&format!("/v1/orders/{missing}")).await.ok()["payments"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_event_is_not_a_lost_payment() {
    let dojo = DojoServer::start();
    let host = host(&dojo).await;
    let order = order(&host, "d-1").await;
    dojo.put(Intent::captured("pi_1", 1500).order(&order).at(&ago(20)));
    // The next reconciliation of its own comes within the hour, or at the start.
    let host = host.stop().await.again().start().await;
    until("the payment is on the bill", || async {
        let bill = host.as_venue("crown").get(&format!("/v1/orders/{order}")).await.ok();
        (bill["paidAmount"] == pounds(1500)).then_some(())
    })
    .await;
    host.until_told("1 taken in; the lists are at /reconciliation").await;
    let metrics = text(&host.console().get("/metrics").await);
    assert!(metrics.contains(r#"patio_reconciliation_taken_in_total{venue="crown"} 1"#), "{metrics}");
    assert!(lines(&found(&host).await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dojo_that_is_not_there_is_told_and_the_page_says_so() {
    let dojo = DojoServer::start();
    dojo.fail(Fault::Status(401));
    let host = host(&dojo).await;
    host.until_told("venue \"crown\" is not reconciled: Dojo's list of payments cannot be read").await;
    let page = until("the page says so", || async {
        let page = text(&host.console().get("/reconciliation").await);
        page.contains("could not be reconciled").then_some(page)
    })
    .await;
    assert!(page.contains("<strong>crown</strong>"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_question_is_a_bad_request() {
    let host = TestHost::new().start().await;
    let answer = host.console().get("/reconciliation.json?since=today").await;
    assert_eq!(
        (answer.status.as_u16(), text(&answer).as_str()),
        (400, "\"since\" is not known here: venue, from and to are\n")
    );
    let nobody = host.console().get(&format!("/reconciliation.json?venue=crown&from={}", ago(1))).await.ok();
    assert_eq!(nobody["failures"][0]["reason"], "there is no [venues.crown] in the configuration");
}
