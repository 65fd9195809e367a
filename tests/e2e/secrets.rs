//! A secret of a venue is read nowhere: not in an answer, not on the console, not in the operator's notices.

use patio_tests::guests;
use patio_tests::host::TestHost;
use serde_json::json;

const TOKEN: &str = "sk_very_secret_token_4711";

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_setting_reaches_the_adapter_and_nobody_else() {
    let toml = format!("settings.api-token = {{ value = \"{TOKEN}\" }}");
    let host = TestHost::new()
        .adapter("needs_setting", guests::NEEDS_SETTING)
        .venue_with("crown", "needs_setting", &toml)
        .start()
        .await;
    let found = host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    let name = format!("token {}, url 0", TOKEN.len());
    assert_eq!(found["data"][0]["displayName"], json!(name), "the adapter has it");
    let message = host.as_venue("crown").get("/v1/orders/1").await.error(404, "NotFound");
    assert_eq!(message, "not with [redacted]");
    for path in ["/ready", "/metrics"] {
        let body = String::from_utf8_lossy(&host.console().get(path).await.body).into_owned();
        assert!(!body.contains(TOKEN) && !body.contains("crown-secret"), "{path}: {body}");
    }
    assert!(!host.told().join("\n").contains(TOKEN));
}
