//! Answers that break the contract: the card machine learns that the adapter failed, the operator learns how.

use patio_tests::client::{Answer, Client};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::{Value, json};

use crate::operations::{new_order, new_party, new_reservation, pounds};

async fn start() -> RunningHost {
    TestHost::new().adapter("breaches", guests::BREACHES).venue("crown", "breaches").start().await
}

/// The card machine is told that the adapter failed and not how; the operator is told both.
async fn check(host: &RunningHost, capability: &str, told: &str, answer: Answer) {
    let message = answer.error(500, "UnexpectedError");
    assert_eq!(message, "the adapter failed: the host's log has it under this trace id", "{capability}");
    until_told(host, capability, told).await;
}

async fn until_told(host: &RunningHost, capability: &str, told: &str) {
    let expected = format!(
        "adapter \"breaches\" of venue \"crown\" failed in {capability}: its answer breaks the contract: {told}"
    );
    host.until_told(&expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_has_one_currency_and_sums_that_are_right() {
    let host = start().await;
    let crown = host.as_venue("crown");
    for (id, told) in [
        ("mixed-currencies", "mixes GBP and EUR"),
        ("mixed-in-an-item", "mixes GBP and EUR"),
        ("paid-is-not-the-sum", "paidAmount: 500 GBP, but the payments add up to 700 GBP"),
        ("tips-are-not-the-sum", "tipsAmount: 5 GBP, but the payments add up to 0 GBP"),
        ("negative-total", "totalAmount: -1 GBP is negative"),
        ("payable-without-total", "totalAmount: a payable order needs one"),
        ("no-details", "details: needs dineIn or collection"),
    ] {
        check(&host, "GetOrderById", told, crown.get(&format!("/v1/orders/{id}")).await).await;
    }
    crown.get("/v1/orders/fine").await.ok();
}

/// Every way to an order, with what it answers.
async fn every_way_to(crown: &Client, id: &str) -> Vec<(&'static str, Answer)> {
    let path = |rest: &str| format!("/v1/orders/{id}{rest}");
    let (lock, payment) = (
        json!({"lockId": "l", "expiry": "2099-01-01T00:00:00Z"}),
        json!({"paymentIntentId": format!("pi_{id}"), "paidAmount": pounds(100)}),
    );
    vec![
        ("CreateOrderLock", crown.post(&path("/lock"), &lock).await),
        ("DeleteOrderLock", crown.delete(&path("/locks/l")).await),
        ("CancelOrderById", crown.delete(&path("")).await),
        ("RecordOrderPaymentById", crown.post(&path("/record-payment"), &payment).await),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_to_an_order_is_answered_with_this_order_whole() {
    let host = start().await;
    let crown = host.as_venue("crown");
    for (id, told) in [
        ("another", r#"id: "another" was asked for, "somebody-elses" came"#),
        ("negative-total", "totalAmount: -1 GBP is negative"),
    ] {
        for (capability, answer) in every_way_to(&crown, id).await {
            match (capability, id) {
                // The payment may be there: it is a person's, and the card machine is told that it is recorded.
                ("RecordOrderPaymentById", "another") => {
                    assert_eq!(answer.ok()["payments"][0]["paymentIntentId"], "pi_another");
                    until_told(&host, capability, told).await;
                }
                // Not even the order can be read: the payment is not sent.
                ("RecordOrderPaymentById", _) => {
                    let message = answer.error(500, "UnexpectedError");
                    assert_eq!(message, "the order could not be read");
                }
                _ => check(&host, capability, told, answer).await,
            }
        }
    }
    for (_, answer) in every_way_to(&crown, "fine").await {
        answer.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_order_has_an_id_of_the_point_of_sales_own_and_is_checked_like_any_other() {
    let host = start().await;
    let crown = host.as_venue("crown");
    let created = crown.post("/v1/orders", &new_order("another")).await.ok();
    assert_eq!(created["id"], "somebody-elses", "the point of sale gives the id");
    let answer = crown.post("/v1/orders", &new_order("mixed-currencies")).await;
    check(&host, "CreateOrder", "mixes GBP and EUR", answer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bill_is_of_the_order_that_was_asked_for_and_fits_the_printer() {
    let host = start().await;
    let crown = host.as_venue("crown");
    for (id, told) in [
        ("another", r#"order.id: "another" was asked for, "somebody-elses" came"#),
        ("negative-total", "order.totalAmount: -1 GBP is negative"),
        ("large-logo", "footer.lines[0].logo.svgImage: is 65537 bytes long, 65536 are allowed"),
    ] {
        check(&host, "GetOrderBillById", told, crown.get(&format!("/v1/orders/{id}/bill")).await).await;
    }
    let largest = crown.get("/v1/orders/largest-logo/bill").await.ok();
    assert_eq!(largest["footer"]["lines"][0]["logo"]["svgImage"].as_str().unwrap().len(), 65_536);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_has_an_id_and_no_more_covers_than_can_be_written() {
    let host = start().await;
    let crown = host.as_venue("crown");
    let search =
        async |area: &str| crown.post("/v1/tables/search", &json!({"areaId": area, "cursor": {"limit": 3}})).await;
    check(&host, "SearchTables", "tables: 4 tables, but the limit is 3", search("more-than-the-limit").await).await;
    let told = "tables[0].maxCovers: 2147483648 is out of range";
    check(&host, "SearchTables", told, search("too-many-covers").await).await;
    check(&host, "SearchTables", "tables[0].id: must not be empty", search("no-id").await).await;
    search("fine").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_has_a_name() {
    let host = start().await;
    let ask = async |waiter: &str| {
        let request = http::Request::builder().uri("/v1/areas").header("waiter-id", waiter);
        host.as_venue("crown").send(request, "").await
    };
    check(&host, "ListAreas", "areas[1].name: must not be empty", ask("nameless").await).await;
    ask("anna").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_sits_somewhere_at_some_time_with_some_status() {
    let host = start().await;
    let crown = host.as_venue("crown");
    let mut update = new_party("d");
    update["status"] = json!("paid");
    for (id, told) in [
        ("another", r#"id: "another" was asked for, "somebody-elses" came"#),
        ("bad-time", r#"startTime: "half past seven" is no RFC 3339 instant"#),
        ("no-table", "tableIds: needs at least one table"),
        ("no-status", "status: must not be empty"),
    ] {
        let path = format!("/v1/parties/{id}");
        check(&host, "GetPartyById", told, crown.get(&path).await).await;
        check(&host, "UpdateParty", told, crown.put(&path, &update).await).await;
        if id != "another" {
            check(&host, "CreateParty", told, crown.post("/v1/parties", &new_party(id)).await).await;
        }
    }
    assert_eq!(crown.post("/v1/parties", &new_party("another")).await.ok()["id"], "somebody-elses");
    crown.put("/v1/parties/fine", &update).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_has_times() {
    let host = start().await;
    let crown = host.as_venue("crown");
    for (id, told) in [
        ("another", r#"id: "another" was asked for, "somebody-elses" came"#),
        ("bad-time", r#"endTime: "2026-11-20 20:00" is no RFC 3339 instant"#),
    ] {
        let path = format!("/v1/reservations/{id}");
        check(&host, "GetReservationById", told, crown.get(&path).await).await;
        check(&host, "UpdateReservation", told, crown.put(&path, &new_reservation("d")).await).await;
        if id != "another" {
            check(&host, "CreateReservation", told, crown.post("/v1/reservations", &new_reservation(id)).await).await;
        }
    }
    let created = crown.post("/v1/reservations", &new_reservation("another")).await.ok();
    assert_eq!(created["id"], "somebody-elses");
    crown.get("/v1/reservations/fine").await.ok();
}

/// Searches for what is at a table, for pages of two.
async fn search(crown: &Client, path: &str, table: &str) -> Answer {
    crown.post(path, &json!({"tableId": table, "cursor": {"limit": 2}})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_parties_keeps_its_limit_and_finds_whole_parties() {
    let host = start().await;
    let (crown, path) = (host.as_venue("crown"), "/v1/parties/search");
    for (table, told) in [
        ("more-than-the-limit", "parties: 3 parties, but the limit is 2"),
        ("bad-time", r#"parties[1].startTime: "half past seven" is no RFC 3339 instant"#),
        ("no-table", "parties[1].tableIds: needs at least one table"),
        ("no-status", "parties[1].status: must not be empty"),
    ] {
        check(&host, "SearchParties", told, search(&crown, path, table).await).await;
    }
    assert_eq!(count(&search(&crown, path, "fine").await.ok()), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_reservations_keeps_its_limit_and_finds_whole_reservations() {
    let host = start().await;
    let (crown, path) = (host.as_venue("crown"), "/v1/reservations/search");
    for (table, told) in [
        ("more-than-the-limit", "reservations: 3 reservations, but the limit is 2"),
        ("bad-time", r#"reservations[1].endTime: "2026-11-20 20:00" is no RFC 3339 instant"#),
    ] {
        check(&host, "SearchReservations", told, search(&crown, path, table).await).await;
    }
    assert_eq!(count(&search(&crown, path, "fine").await.ok()), 2);
}

fn count(page: &Value) -> usize {
    page["data"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
pub async fn breaches() {
    let host = start().await;
    let crown = host.as_venue("crown");
    crown.get("/v1/orders/negative-total").await.error(500, "UnexpectedError");
    crown.get("/v1/orders/fine").await.ok();
    let metrics = host.console().get("/metrics").await;
    let counted = r#"patio_adapter_calls_total{venue="crown",adapter="breaches",outcome="breach"} 1"#;
    assert!(String::from_utf8_lossy(&metrics.body).contains(counted));
}
