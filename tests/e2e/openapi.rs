//! What is served, told to those who have no credentials yet.

use patio_tests::guests;
use patio_tests::host::TestHost;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_what_is_served_is_public() {
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    let golden: Value = serde_json::from_str(include_str!("../contract/openapi.json")).unwrap();
    assert_eq!(host.client().get("/openapi.json").await.ok(), golden);
    let refused = host.client().post("/openapi.json", &json!({})).await;
    assert_eq!(refused.headers["allow"], "GET");
    refused.error(405, "InvalidRequest");
}
