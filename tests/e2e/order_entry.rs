//! CreateOrder and CancelOrderById, through the demo adapter: Dojo's id is the key, and what comes twice is one order.

use patio_tests::client::Client;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::{Value, json};
use std::collections::BTreeSet;

use crate::operations::{id, new_order, pounds};

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

async fn orders(crown: &Client) -> Vec<Value> {
    let page = crown.post("/v1/orders/search", &json!({})).await.ok();
    page["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_order_is_found_like_any_other() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let before = orders(&crown).await.len();
    let created = crown.post("/v1/orders", &new_order("d-1")).await.ok();
    assert_eq!(created["totalAmount"], pounds(2000));
    assert_eq!(created["paidAmount"], pounds(0));
    assert_eq!(created["payable"], true);
    assert_eq!(created["items"][0]["name"], "Pie");
    assert_eq!(crown.get(&format!("/v1/orders/{}", id(&created))).await.ok(), created);
    let after = orders(&crown).await;
    assert_eq!(after.len(), before + 1);
    assert!(after.contains(&created));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_again_is_the_same_order_as_it_stands_now() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let first = crown.post("/v1/orders", &new_order("d-1")).await.ok();
    assert_eq!(crown.post("/v1/orders", &new_order("d-1")).await.ok(), first);
    let other = crown.post("/v1/orders", &new_order("d-2")).await.ok();
    assert_ne!(id(&first), id(&other));
    let pay = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(2000)});
    let paid = crown.post(&format!("/v1/orders/{}/record-payment", id(&first)), &pay).await.ok();
    assert_eq!(crown.post("/v1/orders", &new_order("d-1")).await.ok(), paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_order_many_times_at_once_is_one_order() {
    let host = demo().await;
    let before = orders(&host.as_venue("crown")).await.len();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let crown = host.as_venue("crown");
        all.spawn(async move { id(&crown.post("/v1/orders", &new_order("d-1")).await.ok()) });
    }
    let ids: BTreeSet<_> = all.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(orders(&host.as_venue("crown")).await.len(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn different_orders_at_once_are_all_kept() {
    let host = demo().await;
    let before = orders(&host.as_venue("crown")).await.len();
    let mut all = tokio::task::JoinSet::new();
    for number in 0..12 {
        let crown = host.as_venue("crown");
        all.spawn(async move { id(&crown.post("/v1/orders", &new_order(&format!("d-{number}"))).await.ok()) });
    }
    let ids: BTreeSet<_> = all.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 12);
    assert_eq!(orders(&host.as_venue("crown")).await.len(), before + 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_outlives_the_host() {
    let host = demo().await;
    let first = host.as_venue("crown").post("/v1/orders", &new_order("d-1")).await.ok();
    let host = host.stop().await.again().start().await;
    let crown = host.as_venue("crown");
    assert_eq!(crown.get(&format!("/v1/orders/{}", id(&first))).await.ok(), first);
    assert_eq!(crown.post("/v1/orders", &new_order("d-1")).await.ok(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_shared_path_the_body_says_whether_it_is_an_order_or_a_search() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    for field in ["dojoOrderId", "items", "details", "totalAmount", "payments"] {
        let message = crown.post("/v1/orders", &json!({field: null})).await.error(400, "InvalidRequest");
        assert!(!message.contains("SearchOrders") && !message.is_empty(), "{field}: {message}");
    }
    for body in [json!({}), json!({"payableOnly": true}), json!({"cursor": {"limit": 1}})] {
        assert!(crown.post("/v1/orders", &body).await.ok()["data"].is_array());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_contract_forbids_is_refused_before_the_adapter_is_asked() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let check = async |changes: Value, part: &str| {
        let mut body = new_order("d-1");
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let message = crown.post("/v1/orders", &body).await.error(400, "InvalidRequest");
        assert!(message.contains(part), "{changes}: {message}");
    };
    let euros = json!({"value": 1, "currencyCode": "EUR"});
    check(json!({"totalAmount": {"value": -1, "currencyCode": "GBP"}}), "totalAmount: -1 GBP is negative").await;
    check(json!({"totalAmount": {"value": 1, "currencyCode": "pounds"}}), "totalAmount.currencyCode").await;
    check(json!({"serviceChargeAmount": euros}), "mixes GBP and EUR").await;
    check(json!({"payments": [{"paymentIntentId": "", "paidAmount": euros}]}), "mixes GBP and EUR").await;
    check(json!({"details": {"orderType": "DineIn"}}), "details: needs dineIn or collection").await;
    check(json!({"details": {"orderType": "TakeAway", "dineIn": {}}}), "details.orderType").await;
    check(json!({"customer": {"phoneNumber": "0".repeat(51)}}), "customer.phoneNumber").await;
    check(json!({"taxLines": [{"name": "x".repeat(101), "amountTotal": pounds(1)}]}), "taxLines[0].name").await;
    check(json!({"dojoOrderId": "x".repeat(257)}), "dojoOrderId").await;
    let before = orders(&crown).await;
    assert!(before.iter().all(|order| order["items"][0]["name"] != "Pie"), "none of them was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_percentage_is_in_hundredths_and_whole() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let mut body = new_order("d-1");
    body["discounts"] = json!([{"name": "Regulars", "amountTotal": pounds(-502), "amountPercentage": 2510.0}]);
    let created = crown.post("/v1/orders", &body).await.ok();
    assert_eq!(created["discounts"][0]["amountPercentage"], 2510);
    body["discounts"][0]["amountPercentage"] = json!(25.1);
    let message = crown.post("/v1/orders", &body).await.error(400, "InvalidRequest");
    assert!(message.starts_with("discounts[0].amountPercentage: "), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_order_can_be_read_and_neither_be_paid_nor_be_found_payable() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = id(&crown.post("/v1/orders", &new_order("d-1")).await.ok());
    let path = format!("/v1/orders/{order}");
    let cancelled = crown.delete(&path).await.ok();
    assert_eq!((&cancelled["status"], &cancelled["payable"]), (&json!("Canceled"), &json!(false)));
    assert_eq!(crown.delete(&path).await.ok(), cancelled, "once more is no failure");
    assert_eq!(crown.get(&path).await.ok(), cancelled);
    let pay = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(100)});
    crown.post(&format!("{path}/record-payment"), &pay).await.error(409, "Conflict");
    let payable = crown.post("/v1/orders/search", &json!({"payableOnly": true})).await.ok();
    assert!(payable["data"].as_array().unwrap().iter().all(|it| it["id"] != json!(order)));
    crown.delete("/v1/orders/nothing").await.error(404, "NotFound");
}
