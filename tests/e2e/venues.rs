//! Who may ask, and for whom.

use patio_tests::client::basic;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use serde_json::json;

async fn two_venues() -> RunningHost {
    TestHost::new()
        .adapter("demo", guests::DEMO)
        .adapter("till", guests::OLD_VERSION)
        .venue("crown", "demo")
        .venue("anchor", "till")
        .start()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_or_wrong_credentials_are_refused_and_told_how_to_authenticate() {
    let host = two_venues().await;
    let ask = async |authorization: Option<&str>| {
        let mut request = http::Request::builder().uri("/v1/orders/1001");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        host.client().send(request, "").await
    };
    let wrong = [
        None,
        Some(basic("crown", "wrong")),
        Some(basic("crown", "")),
        Some(basic("nobody", "crown-secret")),
        Some(basic("crown", "anchor-secret")),
        Some("Bearer crown-secret".to_owned()),
        Some("Basic not-base64!".to_owned()),
        Some("Basic Y3Jvd24=".to_owned()),
    ];
    for authorization in wrong {
        let answer = ask(authorization.as_deref()).await;
        answer.error(401, "InvalidRequest");
        assert!(answer.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"), "{authorization:?}");
    }
    ask(Some(&basic("crown", "crown-secret"))).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venues_credentials_never_show_another_venues_orders() {
    let host = two_venues().await;
    let crown = host.as_venue("crown").post("/v1/orders/search", &json!({})).await.ok();
    let anchor = host.as_venue("anchor").post("/v1/orders/search", &json!({})).await.ok();
    assert!(crown["data"].as_array().unwrap().len() > 10);
    assert_eq!(anchor["data"].as_array().unwrap().len(), 1);
    host.as_venue("anchor").get("/v1/orders/1001").await.ok();
    assert_eq!(host.as_venue("anchor").get("/v1/orders/1001").await.ok()["displayName"], "A", "its own till's");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_venues_of_one_adapter_share_no_store() {
    let host = TestHost::new()
        .adapter("till", guests::PAYMENTS_SCRIPT)
        .venue("crown", "till")
        .venue("anchor", "till")
        .start()
        .await;
    let body = crate::events::event("pi_1", "Captured", "crown");
    host.as_venue("crown").post("/v1/events", &body).await.ok();
    patio_tests::host::until("the till has it", || async {
        let order = host.as_venue("crown").get("/v1/orders/ledger").await.ok();
        order["note"].as_str().is_some_and(|note| note.contains("applied pi_1")).then_some(())
    })
    .await;
    let other = host.as_venue("anchor").get("/v1/orders/ledger").await.ok();
    assert_eq!(other["note"].as_str().unwrap_or_default(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_passwords_are_valid_during_a_rotation() {
    let mut host = two_venues().await;
    let both = "passwords = [{ value = \"new\" }, { value = \"old\" }]";
    host.write_config(&format!(
        "[adapters]\nscan_interval_ms = 50\n[venues.crown]\nadapter = \"demo\"\naccount_id = \"acc_crown\"\n{both}\n"
    ));
    let client = host.client();
    let ask = async |password: &str| client.clone().with_password("crown", password).get("/v1/orders/1001").await;
    patio_tests::host::until("the new password is valid", || async { (ask("new").await.status == 200).then_some(()) })
        .await;
    ask("old").await.ok();
    ask("crown-secret").await.error(401, "InvalidRequest");
    let _ = &mut host;
}
