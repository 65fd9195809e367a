//! RecordOrderPaymentById, through the demo adapter: the intent is the key, and no more is taken than is due.

use patio_tests::client::{Answer, Client};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::{Value, json};

use crate::operations::{id, new_order, pounds};

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

/// A new order of 20.00 pounds.
async fn entered(crown: &Client) -> String {
    id(&crown.post("/v1/orders", &new_order("d-1")).await.ok())
}

async fn pay(crown: &Client, order: &str, intent: &str, pence: i64, tips: i64) -> Answer {
    let body = json!({"paymentIntentId": intent, "paidAmount": pounds(pence), "tipsAmount": pounds(tips)});
    crown.post(&format!("/v1/orders/{order}/record-payment"), &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_shows_on_the_order_wherever_it_is_read() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown).await;
    let paid = pay(&crown, &order, "pi_1", 1500, 200).await.ok();
    let payment = json!({"paymentIntentId": "pi_1", "paidAmount": pounds(1500), "tipsAmount": pounds(200)});
    assert_eq!(paid["payments"], json!([payment]));
    assert_eq!((&paid["paidAmount"], &paid["tipsAmount"]), (&pounds(1500), &pounds(200)));
    assert_eq!(paid["totalAmount"], pounds(2000), "tips do not raise the total");
    assert_eq!(paid["payable"], true);
    assert_eq!(crown.get(&format!("/v1/orders/{order}")).await.ok(), paid);
    assert_eq!(crown.get(&format!("/v1/orders/{order}/bill")).await.ok()["order"], paid);
    let found = crown.post("/v1/orders/search", &json!({"payableOnly": true})).await.ok();
    assert!(found["data"].as_array().unwrap().contains(&paid));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_paid_is_no_longer_payable() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown).await;
    pay(&crown, &order, "pi_1", 1500, 0).await.ok();
    let paid = pay(&crown, &order, "pi_2", 500, 100).await.ok();
    assert_eq!((&paid["payable"], &paid["paidAmount"]), (&json!(false), &pounds(2000)));
    let search = async |body: Value| {
        let page = crown.post("/v1/orders/search", &body).await.ok();
        page["data"].as_array().unwrap().iter().any(|it| it["id"] == json!(order))
    };
    assert!(search(json!({})).await && !search(json!({"payableOnly": true})).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_intent_again_is_applied_once() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown).await;
    let first = pay(&crown, &order, "pi_1", 500, 50).await.ok();
    assert_eq!(pay(&crown, &order, "pi_1", 500, 50).await.ok(), first);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (crown, order) = (crown.clone(), order.clone());
        all.spawn(async move { pay(&crown, &order, "pi_2", 700, 0).await.ok()["paidAmount"].clone() });
    }
    assert_eq!(all.join_all().await, vec![pounds(1200); 16]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_intent_with_anything_else_is_a_conflict() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown).await;
    let first = pay(&crown, &order, "pi_1", 500, 50).await.ok();
    pay(&crown, &order, "pi_1", 501, 50).await.error(409, "Conflict");
    pay(&crown, &order, "pi_1", 500, 51).await.error(409, "Conflict");
    pay(&crown, "1001", "pi_1", 500, 50).await.error(409, "Conflict");
    assert_eq!(crown.get(&format!("/v1/orders/{order}")).await.ok(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_is_due_is_a_conflict_and_nothing_of_it_is_taken() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown).await;
    pay(&crown, &order, "pi_1", 2001, 0).await.error(409, "Conflict");
    assert_eq!(crown.get(&format!("/v1/orders/{order}")).await.ok()["payments"], json!([]));
    pay(&crown, &order, "pi_2", 2000, 999).await.ok();
    pay(&crown, &order, "pi_3", 1, 0).await.error(409, "Conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_payments_at_once_no_more_than_is_due_is_taken() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let order = entered(&crown).await;
    let mut all = tokio::task::JoinSet::new();
    for number in 0..16 {
        let (crown, order) = (crown.clone(), order.clone());
        all.spawn(async move { pay(&crown, &order, &format!("pi_{number}"), 500, 0).await.status.as_u16() });
    }
    let mut statuses = all.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200; 4], vec![409; 12]].concat());
    assert_eq!(crown.get(&format!("/v1/orders/{order}")).await.ok()["paidAmount"], pounds(2000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_outlives_the_host() {
    let host = demo().await;
    let order = entered(&host.as_venue("crown")).await;
    let paid = pay(&host.as_venue("crown"), &order, "pi_1", 500, 50).await.ok();
    let host = host.stop().await.again().start().await;
    let crown = host.as_venue("crown");
    assert_eq!(crown.get(&format!("/v1/orders/{order}")).await.ok(), paid);
    assert_eq!(pay(&crown, &order, "pi_1", 500, 50).await.ok(), paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_cannot_be_one_is_an_invalid_request() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    let check = async |body: Value, part: &str| {
        let message = crown.post("/v1/orders/1001/record-payment", &body).await.error(400, "InvalidRequest");
        assert!(message.contains(part), "{body}: {message}");
    };
    check(json!({"paidAmount": pounds(1)}), "paymentIntentId").await;
    check(json!({"paymentIntentId": "", "paidAmount": pounds(1)}), "paymentIntentId: must not be empty").await;
    check(json!({"paymentIntentId": "pi_1", "paidAmount": pounds(-1)}), "paidAmount: -1 GBP is negative").await;
    let euros = json!({"value": 1, "currencyCode": "EUR"});
    check(json!({"paymentIntentId": "pi_1", "paidAmount": euros, "tipsAmount": pounds(1)}), "mixes EUR and GBP").await;
    check(json!({"paymentIntentId": "pi_1", "paidAmount": euros}), "EUR").await;
    pay(&crown, "nothing", "pi_2", 100, 0).await.error(404, "NotFound");
}
