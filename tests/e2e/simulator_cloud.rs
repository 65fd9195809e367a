//! The simulator's cloud: what the host's own client asks is right, what it answers is, and what is wrong is found.

use http::Request;
use patio_host::dojo::{DojoClient, DojoError, Limits, SearchIntents};
use patio_host::epos::{Currency, Money, PaymentStatus};
use patio_host::outgoing::Outgoing;
use patio_host::venue::{Dojo, Secret};
use patio_simulator::cloud::NewIntent;
use patio_simulator::transcript::Kind;
use patio_tests::client::{Answer, Client};
use patio_tests::simulated::{ACCOUNT, KEY, Simulated};
use serde_json::json;

fn client(simulated: &Simulated, faults_allowed: bool) -> DojoClient {
    let access = Dojo {
        api_key: Secret::new(KEY),
        software_house_id: "sh_1".to_owned(),
        reseller_id: None,
        api_url: format!("http://{}", simulated.address()).parse().unwrap(),
        rest: None,
        socket_url: None,
    };
    let attempts = if faults_allowed { Limits::default().attempts } else { 1 };
    let limits = Limits { attempts, ..Limits::default() };
    DojoClient::new(&access, &Outgoing::trusting([]).unwrap(), limits).unwrap()
}

fn pounds(value: i64) -> Money {
    Money::new(value, Currency::new("GBP").unwrap())
}

/// A payment of ten pounds and a tip of one.
fn put(simulated: &Simulated, account: &str, id: &str, status: &str) {
    let new = NewIntent {
        id: id.to_owned(),
        order_id: "1001".to_owned(),
        amount: 1000,
        tip: 100,
        currency: "GBP".to_owned(),
        waiter_id: Some("w1".to_owned()),
    };
    let _ = simulated.cloud.create(account, &new);
    simulated.cloud.set_status(id, status);
}

/// As a host would send it, without a client that knows what is right.
async fn send(simulated: &Simulated, method: &str, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
    let usual = [("authorization", "Basic sk_sandbox_crown"), ("software-house-id", "sh_1"), ("version", "2026-02-27")];
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in usual.iter().filter(|(name, _)| !headers.iter().any(|(other, _)| other == name)).chain(headers)
    {
        if !value.is_empty() {
            request = request.header(*name, *value);
        }
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json");
    }
    Client::new(simulated.address()).send(request, body.to_owned()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_hosts_client_asks_is_right_and_so_is_what_it_hears() {
    let simulated = Simulated::start().await;
    for (id, status) in [("pi_1", "Captured"), ("pi_hold", "Authorized"), ("pi_gone", "Canceled")] {
        put(&simulated, ACCOUNT, id, status);
    }
    let client = client(&simulated, false);
    let (intent, _) = client.payment_intent("pi_1").await.unwrap();
    assert_eq!(intent.id, "pi_1");
    client.payment_intent("pi_gone").await.unwrap();
    let first = client.refund("pi_1", pounds(300), "k1", "cold soup").await.unwrap();
    assert_eq!(client.refund("pi_1", pounds(300), "k1", "cold soup").await.unwrap(), first, "the key makes it one");
    assert_eq!(simulated.cloud.intent("pi_1").unwrap()["refundedAmount"], 300);
    client.refund("pi_1", pounds(801), "k2", "more than is left").await.unwrap_err();
    client.refund("pi_1", pounds(800), "k3", "the rest").await.unwrap();
    assert_eq!(simulated.cloud.intent("pi_1").unwrap()["status"], "Refunded");
    client.reverse("pi_hold").await.unwrap();
    assert_eq!(simulated.cloud.intent("pi_hold").unwrap()["status"], "Reversed");
    assert_eq!(simulated.violations(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_each_intent_once_in_pages() {
    let simulated = Simulated::start().await;
    for number in 0..120 {
        put(&simulated, ACCOUNT, &format!("pi_{number}"), if number < 110 { "Captured" } else { "Created" });
    }
    put(&simulated, "acc_other", "pi_theirs", "Captured");
    let client = client(&simulated, false);
    let query = SearchIntents { statuses: vec![PaymentStatus::Captured], from: None, to: None };
    let (mut after, mut found, mut pages) = (None, Vec::new(), 0);
    loop {
        let page = client.search(&query, after.as_deref()).await.unwrap();
        found.extend(page.intents.into_iter().map(|(intent, _)| intent.id));
        pages += 1;
        match page.after {
            Some(mark) => after = Some(mark),
            None => break,
        }
    }
    found.sort();
    let mut expected: Vec<_> = (0..110).map(|number| format!("pi_{number}")).collect();
    expected.sort();
    assert_eq!((found, pages > 1), (expected, true));
    assert_eq!(simulated.violations(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_the_payments_of_another_account() {
    let simulated = Simulated::start().await;
    put(&simulated, "acc_other", "pi_theirs", "Captured");
    assert!(matches!(client(&simulated, false).payment_intent("pi_theirs").await, Err(DojoError::NotFound(_))));
    let refund =
        send(&simulated, "POST", "/payment-intents/pi_theirs/refunds", "{\"amount\":1}", &[("idempotencyKey", "k")])
            .await;
    assert_eq!(refund.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_comes_through_whatever_goes_wrong() {
    for fault in ["lost-replies", "dropped-connections", "malformed-frames"] {
        let simulated = Simulated::with(&[fault], None).await;
        put(&simulated, ACCOUNT, "pi_1", "Captured");
        let client = client(&simulated, true);
        for number in 1..=4 {
            let _ = client.refund("pi_1", pounds(100), &format!("k{number}"), "a fault").await;
            // Whoever heard nothing, or nothing readable, asks again with the same key.
            client.refund("pi_1", pounds(100), &format!("k{number}"), "a fault").await.unwrap();
        }
        assert_eq!(simulated.cloud.intent("pi_1").unwrap()["refundedAmount"], 400, "{fault}");
        let noted = simulated.transcript.entries().iter().filter(|entry| entry.kind == Kind::Note).count();
        assert!(noted > 0, "{fault} never struck");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_shown_without_its_password() {
    let simulated = Simulated::start().await;
    let rest = json!({
        "url": "https://pos.example",
        "auth": {"authType": "basic", "basic": {"username": "crown", "password": "very-secret"}},
        "capabilities": [{"name": "SearchOrders", "version": "v1"}, {"name": "GetOrderById", "version": "v1"}],
    });
    let answer = send(&simulated, "PUT", "/epos/integrations/rest", &rest.to_string(), &[]).await.ok();
    assert_eq!(answer[0]["auth"], json!({"authType": "basic", "basic": {"username": "crown"}}));
    let fewer = json!({"capabilities": [{"name": "ListAreas", "version": "v1"}]});
    send(&simulated, "PUT", "/epos/integrations/ws", &fewer.to_string(), &[]).await.ok();
    let all = send(&simulated, "GET", "/epos/integrations", "", &[]).await.ok();
    assert_eq!(all["restIntegrations"], answer);
    assert_eq!(simulated.cloud.registered(ACCOUNT, "ws").unwrap(), ["ListAreas"]);
    assert_eq!(simulated.cloud.registered(ACCOUNT, "rest").unwrap(), ["SearchOrders", "GetOrderById"]);
    // What is left out the next time is gone.
    send(&simulated, "PUT", "/epos/integrations/ws", "{\"capabilities\":[]}", &[]).await.ok();
    assert_eq!(simulated.cloud.registered(ACCOUNT, "ws").unwrap(), [""; 0]);
    assert_eq!(simulated.violations(), [""; 0]);
    let kept = serde_json::to_string(&simulated.transcript.entries()).unwrap();
    assert!(kept.contains("pos.example") && !kept.contains("very-secret") && !kept.contains(KEY), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_taken_with_the_id_that_its_type_has() {
    let simulated = Simulated::start().await;
    let event = json!({"eventType": "OrderUpdated", "event": {"orderId": "1"}});
    assert_eq!(send(&simulated, "POST", "/epos/events", &event.to_string(), &[]).await.ok(), event);
    let other = json!({"eventType": "OrderUpdated", "event": {"partyId": "1"}});
    assert_eq!(send(&simulated, "POST", "/epos/events", &other.to_string(), &[]).await.status, 400);
}

/// A request that is wrong in one way: it is refused, and the violation is said.
async fn check_wrong(method: &str, path: &str, body: &str, headers: &[(&str, &str)], status: u16, violation: &str) {
    let simulated = Simulated::start().await;
    put(&simulated, ACCOUNT, "pi_1", "Captured");
    let answer = send(&simulated, method, path, body, headers).await;
    assert_eq!(answer.status, status, "{method} {path}: {}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let found = simulated.violations();
    assert!(found.iter().any(|it| it.contains(violation)), "{method} {path}: {found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_breaks_the_contract_is_refused_and_found() {
    let intent = "/payment-intents/pi_1";
    check_wrong("GET", intent, "", &[("authorization", "")], 401, "header authorization: it is missing").await;
    let encoded = [("authorization", "Basic c2tfc2FuZGJveDo=")];
    check_wrong("GET", intent, "", &encoded, 401, "as it is and not in base64").await;
    check_wrong("GET", intent, "", &[("version", "")], 400, "header version: it is missing").await;
    let version = "header version: \"2024-02-05\" is not 2026-02-27";
    check_wrong("GET", intent, "", &[("version", "2024-02-05")], 400, version).await;
    check_wrong("GET", intent, "", &[("software-house-id", "")], 400, "header software-house-id: it is missing").await;
    let refunds = "/payment-intents/pi_1/refunds";
    let key = [("idempotencyKey", "k")];
    check_wrong("POST", refunds, "{\"amount\":\"1\"}", &key, 400, "Refund $.amount: \"1\" is not of type").await;
    check_wrong("POST", refunds, "{\"amount\":1,\"why\":1}", &key, 400, "('why' was unexpected)").await;
    let missing = "header idempotencyKey: it is missing";
    check_wrong("POST", refunds, "{\"amount\":1}", &[], 400, missing).await;
    check_wrong("POST", refunds, "{", &key, 400, "Refund $: it is no JSON").await;
    let registration = "/epos/integrations/ws";
    let place = "PutWsIntegration $.capabilities[0]: \"version\" is a required property";
    check_wrong("PUT", registration, "{\"capabilities\":[{\"name\":\"ListAreas\"}]}", &[], 400, place).await;
    check_wrong("GET", "/payment-intent/pi_1", "", &[], 404, "Dojo has no GET /payment-intent/pi_1").await;
}
