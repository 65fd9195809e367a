//! Numbers that look like cards: a waiter notes one, and nobody reads it.

use crate::operations::{id, new_order};
use patio_tests::guests;
use patio_tests::host::TestHost;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_card_in_a_note_is_masked_in_every_reply() {
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    let crown = host.as_venue("crown");
    let mut order = new_order("4111111111111111");
    order["note"] = json!("card 4111 1111 1111 1111 on file");
    order["displayName"] = json!("5500-0000-0000-0004");
    let created = crown.post("/v1/orders", &order).await.ok();
    assert_eq!(created["note"], "card **** **** **** 1111 on file");
    assert_eq!(created["displayName"], "****-****-****-0004");
    assert_eq!(crown.get(&format!("/v1/orders/{}", id(&created))).await.ok(), created);
    let found = crown.post("/v1/orders/search", &json!({})).await.ok();
    assert!(found["data"].as_array().unwrap().contains(&created));
}
