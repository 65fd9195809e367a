//! SearchOrders and GetOrderById, through the demo adapter, judged by the official specification.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::specs::Spec;
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

fn ids(page: &Value) -> Vec<String> {
    page["data"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reply_is_valid() {
    let Some(spec) = Spec::rest() else { return };
    let (host, page, order) = (demo().await, spec.schema("PagedOrdersResponse"), spec.schema("Order"));
    let crown = host.as_venue("crown");
    let all = crown.post("/v1/orders/search", &json!({})).await.ok();
    page.check(&all);
    for id in ids(&all) {
        let one = crown.get(&format!("/v1/orders/{id}")).await.ok();
        order.check(&one);
        assert_eq!(one["id"], json!(id));
        assert_eq!(all["data"].as_array().unwrap().iter().find(|order| order["id"] == one["id"]), Some(&one));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_the_same_on_both_paths() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    for body in [json!({}), json!({"payableOnly": true}), json!({"dineIn": {"tableId": "t4"}})] {
        let there = crown.post("/v1/orders/search", &body).await.ok();
        assert_eq!(crown.post("/v1/orders", &body).await.ok(), there);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn payable_only_shows_no_order_that_is_paid() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let all = crown.post("/v1/orders/search", &json!({})).await.ok();
    let payable = crown.post("/v1/orders/search", &json!({"payableOnly": true})).await.ok();
    assert!(ids(&payable).len() >= 10, "enough to look at");
    assert!(ids(&payable).len() < ids(&all).len(), "some are paid");
    assert!(payable["data"].as_array().unwrap().iter().all(|order| order["payable"] == true));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_neither_skip_nor_repeat_in_either_direction() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let all = ids(&crown.post("/v1/orders/search", &json!({})).await.ok());
    for limit in [1, 3, 100] {
        let (mut forward, mut cursor) = (Vec::new(), json!({"limit": limit}));
        let mut last = loop {
            let page = crown.post("/v1/orders/search", &json!({"cursor": cursor})).await.ok();
            assert!(ids(&page).len() <= limit);
            forward.extend(ids(&page));
            let Some(after) = page.get("after") else { break page };
            cursor = json!({"limit": limit, "after": after});
        };
        assert_eq!(forward, all);
        let mut backward = ids(&last);
        while let Some(before) = last.get("before").cloned() {
            last = crown.post("/v1/orders/search", &json!({"cursor": {"limit": limit, "before": before}})).await.ok();
            backward.splice(0..0, ids(&last));
        }
        assert_eq!(backward, all);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_combine_with_and() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let all = crown.post("/v1/orders/search", &json!({})).await.ok();
    let field = |order: &Value, name: &str| order["details"]["dineIn"][name].as_str().map(str::to_owned);
    let waiters: BTreeSet<_> =
        all["data"].as_array().unwrap().iter().filter_map(|order| field(order, "waiterId")).collect();
    assert!(waiters.len() >= 3, "{waiters:?}");
    for waiter in waiters {
        let body = json!({"dineIn": {"waiterId": waiter}, "payableOnly": true});
        let found = crown.post("/v1/orders/search", &body).await.ok();
        let expected: Vec<_> = all["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|order| field(order, "waiterId").as_deref() == Some(&waiter) && order["payable"] == true)
            .map(|order| order["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids(&found), expected);
    }
    let nothing = crown.post("/v1/orders/search", &json!({"dineIn": {"tableId": "t4", "waiterId": "nobody"}})).await;
    assert_eq!(nothing.ok()["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_waiter_of_the_header_filters_only_where_the_venue_says_so() {
    let host = TestHost::new()
        .adapter("demo", guests::DEMO)
        .venue("crown", "demo")
        .venue_with("anchor", "demo", "filter_by_waiter_header = true")
        .start()
        .await;
    let search = async |venue: &str, body: &Value| {
        let request = http::Request::builder()
            .method("POST")
            .uri("/v1/orders/search")
            .header("content-type", "application/json")
            .header("waiter-id", "nobody");
        ids(&host.as_venue(venue).send(request, body.to_string()).await.ok())
    };
    assert!(search("crown", &json!({})).await.len() > 10);
    assert!(search("anchor", &json!({})).await.is_empty());
    let asked = json!({"dineIn": {"waiterId": "anna"}});
    assert!(!search("anchor", &asked).await.is_empty(), "the body's waiter goes before the header's");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_not_there_is_not_found() {
    let Some(spec) = Spec::rest() else { return };
    let host = demo().await;
    let answer = host.as_venue("crown").get("/v1/orders/nothing").await;
    answer.error(404, "NotFound");
    spec.schema("EPOSError").check(&answer.json());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capability_that_the_venue_switched_off_is_not_offered() {
    let host = TestHost::new()
        .adapter("demo", guests::DEMO)
        .venue_with("crown", "demo", "disabled_capabilities = [\"GetOrderById\"]")
        .start()
        .await;
    let crown = host.as_venue("crown");
    crown.post("/v1/orders/search", &json!({})).await.ok();
    let message = crown.get("/v1/orders/1001").await.error(404, "NotFound");
    assert!(message.contains("GetOrderById"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_of_the_comparison_is_what_the_demo_answers() {
    let host = demo().await;
    let body = json!({"payableOnly": true, "cursor": {"limit": 10}});
    let answer = host.as_venue("crown").post("/v1/orders/search", &body).await;
    let sample = include_str!("../comparison/sample.json");
    assert_eq!(
        answer.ok(),
        serde_json::from_str::<Value>(sample).unwrap(),
        "write it anew: tests/comparison/run --sample"
    );
}
