//! What an adapter asks for is no grant: a version that asks for more gets what was granted, what is missing is told until
//! an operator decided, and what a vendor changed takes no venue away.

use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost, until};
use serde_json::{Value, json};

const GRANTED: &str = "allow.http = [\"https://api.pos.example\"]";

async fn ready(host: &RunningHost, id: &str) -> Value {
    let report: Value = serde_json::from_slice(&host.console().get("/ready").await.body).unwrap();
    report["venues"].as_array().unwrap().iter().find(|venue| venue["id"] == id).unwrap().clone()
}

async fn version(host: &RunningHost, id: &str) -> String {
    let order = host.as_venue(id).get("/v1/orders/1").await.ok();
    order["displayName"].as_str().unwrap().to_owned()
}

async fn until_version(host: &RunningHost, id: &str, wanted: &str) {
    until(&format!("version {wanted} answers"), || async { (version(host, id).await == wanted).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
pub async fn asks_little() {
    let mut host = TestHost::new().adapter("till", guests::ASKS_LITTLE).venue("crown", "till").start().await;
    let told = host.until_told("asks for").await;
    assert_eq!(
        told,
        "adapter \"till\" of venue \"crown\" asks for https://api.pos.example, which is not granted; hint: add \
         \"https://api.pos.example\" to [venues.crown.allow] http, or to declined"
    );
    assert_eq!(ready(&host, "crown").await["asksFor"], json!(["https://api.pos.example"]));
    // Either way of deciding ends it.
    for decided in [GRANTED, "allow.declined = [\"https://api.pos.example\"]"] {
        host.set_venue("crown", "till", "");
        until("it is asked for", || async { (ready(&host, "crown").await.get("asksFor").is_some()).then_some(()) })
            .await;
        host.set_venue("crown", "till", decided);
        until("it is decided", || async { ready(&host, "crown").await.get("asksFor").is_none().then_some(()) }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn asks_more() {
    let mut host = TestHost::new()
        .adapter("till", guests::ASKS_LITTLE)
        .venue_with("crown", "till", GRANTED)
        .venue_with("anchor", "till", &format!("{GRANTED}\nsettings.loyalty-key = {{ value = \"key-4711\" }}"))
        .start()
        .await;
    // The setting is none of the first version's.
    assert_eq!(ready(&host, "anchor").await["ready"], false);
    assert_eq!(version(&host, "crown").await, "1.0");
    host.drop_adapter("till", guests::ASKS_MORE);
    let told = host.until_told("is loaded: asks_more 2.0").await;
    let (_, difference) = told.split_once("; unlike the one before, ").unwrap();
    assert_eq!(
        difference,
        "it asks for \"https://telemetry.vendor.example\"; it reads the setting \"loyalty-key\" (required); it no longer \
         reads the setting \"old\"; it provides GetOrderBillById; it no longer provides CreateOrderLock, DeleteOrderLock"
    );
    // The venue that has what it needs gets it, and is told what it does not grant.
    until("anchor is ready", || async { (ready(&host, "anchor").await["ready"] == true).then_some(()) }).await;
    assert_eq!(version(&host, "anchor").await, "2.0");
    let told = host.until_told("adapter \"till\" of venue \"anchor\" asks for").await;
    assert_eq!(
        told,
        "adapter \"till\" of venue \"anchor\" asks for https://telemetry.vendor.example, which is not granted; hint: add \
         \"https://telemetry.vendor.example\" to [venues.anchor.allow] http, or to declined"
    );
    assert_eq!(ready(&host, "anchor").await["asksFor"], json!(["https://telemetry.vendor.example"]));
    // The other one keeps the version that it has the settings for.
    let told = host.until_told("is not used for venue").await;
    let reason = "version 2.0 of adapter \"till\" is not used for venue \"crown\": the setting \"loyalty-key\" is missing \
                  (the key of the loyalty programme); version 1.0 goes on until the settings fit, or until the host is \
                  restarted, which leaves the venue not ready";
    assert_eq!(told, reason);
    let crown = ready(&host, "crown").await;
    assert_eq!(
        (&crown["ready"], &crown["version"], &crown["passedOver"]),
        (&json!(true), &json!("1.0"), &json!(reason))
    );
    assert!(crown["capabilities"].as_array().unwrap().contains(&json!("CreateOrderLock")));
    assert_eq!(version(&host, "crown").await, "1.0");
    // What else its operator changes, it has with that version.
    host.set_venue("crown", "till", &format!("{GRANTED}\ndisabled_capabilities = [\"CreateOrderLock\"]"));
    let switched_off = || async {
        let crown = ready(&host, "crown").await;
        let capabilities = crown["capabilities"].as_array().unwrap();
        (!capabilities.contains(&json!("CreateOrderLock"))).then_some(())
    };
    until("it is switched off", switched_off).await;
    assert_eq!(version(&host, "crown").await, "1.0");
    // And with the setting, the new one.
    host.set_venue("crown", "till", &format!("{GRANTED}\nsettings.loyalty-key = {{ value = \"key-4712\" }}"));
    until_version(&host, "crown", "2.0").await;
    assert!(ready(&host, "crown").await.get("passedOver").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_that_a_version_reads_no_more_takes_no_venue_away() {
    let toml = "settings.old = \"x\"\nsettings.loyalty-key = \"k\"";
    let host = TestHost::new()
        .adapter("till", guests::ASKS_LITTLE)
        .venue_with("crown", "till", "settings.old = \"x\"")
        .start()
        .await;
    host.drop_adapter("till", guests::ASKS_MORE);
    host.until_told("is not used for venue").await;
    assert_eq!(version(&host, "crown").await, "1.0");
    // After a restart only the new one is there.
    let host = host.stop().await.again().start().await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    let crown = ready(&host, "crown").await;
    let reason = "the setting \"loyalty-key\" is missing (the key of the loyalty programme); the setting \"old\" is \
                  unknown: this adapter has currency, loyalty-key, printer";
    assert_eq!((&crown["ready"], &crown["reason"]), (&json!(false), &json!(reason)));
    let host = host.stop().await.again().venue_with("crown", "till", toml).start().await;
    let crown = ready(&host, "crown").await;
    assert!(crown["reason"].as_str().unwrap().starts_with("the setting \"old\" is unknown"), "{crown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adapter_that_was_taken_away_is_no_version_to_go_on_with() {
    let host = TestHost::new().adapter("till", guests::ASKS_LITTLE).venue("crown", "till").start().await;
    assert_eq!(version(&host, "crown").await, "1.0");
    std::fs::remove_file(host.adapter_path("till")).unwrap();
    host.until_told("the adapter is retired").await;
    until("the venue is not ready", || async { (ready(&host, "crown").await["ready"] == false).then_some(()) }).await;
    host.drop_adapter("till", guests::ASKS_MORE);
    host.until_told("is loaded: asks_more 2.0").await;
    host.as_venue("crown").get("/v1/orders/1").await.error(503, "UnexpectedError");
    let reason = ready(&host, "crown").await["reason"].as_str().unwrap().to_owned();
    assert_eq!(reason, "the setting \"loyalty-key\" is missing (the key of the loyalty programme)");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn hostile_words() {
    let toml =
        r#"settings = { plain = "a", "quote\" = 1 }\n[venues.evil]\nx = \"" = "b", "\u001b[31m" = "c", "" = "d" }"#;
    let host = TestHost::new().adapter("till", guests::HOSTILE_WORDS).venue_with("crown", "till", toml).start().await;
    host.until_told("asks for https://api.pos.example").await;
    let ready = ready(&host, "crown").await;
    assert_eq!((&ready["ready"], &ready["asksFor"]), (&json!(true), &json!(["https://api.pos.example"])));
    assert_eq!(ready["version"], "1\u{fffd}\u{fffd}2");
    for text in host.told() {
        assert!(!text.contains(patio_host::adapter::acts), "{text:?}");
    }
    host.as_venue("crown").get("/v1/orders/1").await.ok();
}
