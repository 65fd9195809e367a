//! REST, as far as it needs no adapter.

use super::*;

const EVENT: &str = r#"{"id":"evt_1","accountId":"acc_crown","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}}"#;

#[tokio::test]
async fn paths_and_methods_are_public() {
    let host = Host::start(CROWN).await;
    host.send("GET /v1/nothing", "", "").await.check_problem(404, "NotFound", "no such path");
    let answer = host.send("GET /v1/orders", "", "").await;
    answer.check_problem(405, "InvalidRequest", "Allow");
    assert_eq!(answer.header("allow"), "POST");
    host.send("OPTIONS /v1/orders/1", "", "").await.check_problem(405, "InvalidRequest", "Allow");
    assert_eq!(host.send("HEAD /v1/orders/1", "", "").await.status, 405);
    host.running.stop().await;
}

#[tokio::test]
async fn everything_else_needs_a_venue_and_its_password() {
    let host = Host::start(CROWN).await;
    for credentials in [
        String::new(),
        basic("crown", "wrong"),
        basic("nobody", "open sesame"),
        basic("", ""),
        "authorization: Bearer x\r\n".to_owned(),
    ] {
        let answer = host.send("GET /v1/orders/1", &credentials, "").await;
        answer.check_problem(401, "InvalidRequest", "HTTP Basic");
        assert_eq!(answer.header("www-authenticate"), r#"Basic realm="Patio""#);
    }
    host.running.stop().await;
}

#[tokio::test]
async fn a_request_id_that_is_brought_is_kept() {
    let host = Host::start(CROWN).await;
    let answer = host.send("GET /v1/nothing", "x-request-id: my-id.1\r\n", "").await;
    answer.check_problem(404, "NotFound", "");
    assert_eq!(answer.header("x-request-id"), "my-id.1");
    let answer = host.send("GET /v1/nothing", "x-request-id: my id\r\n", "").await;
    answer.check_problem(404, "NotFound", "");
    assert_eq!(answer.header("x-request-id").len(), 32);
    host.running.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said() {
    let host = Host::start(&format!("[server]\nmax_body_bytes = 1024\n{CROWN}")).await;
    let search = "POST /v1/orders/search";
    host.crown(search, "{").await.check_problem(400, "InvalidRequest", "bad JSON");
    host.crown(search, "").await.check_problem(400, "InvalidRequest", "the body is empty");
    host.crown(search, r#"{"cursor":{"limit":0}}"#).await.check_problem(400, "InvalidRequest", "cursor.limit");
    host.crown("POST /v1/orders", r#"{"payableOnly":1}"#).await.check_problem(400, "InvalidRequest", "payableOnly");
    host.crown("GET /v1/orders/%FF", "").await.check_problem(400, "InvalidRequest", "orderId");
    host.crown("GET /v1/orders/%00", "").await.check_problem(400, "InvalidRequest", "orderId");
    host.crown(search, &" ".repeat(1025)).await.check_problem(413, "InvalidRequest", "1024");
    let crown = basic("crown", "open sesame");
    let waiter = format!("{crown}waiter-id: {}\r\n", "x".repeat(300));
    host.send(search, &waiter, "{}").await.check_problem(400, "InvalidRequest", "waiter-id");
    let typed = format!("{crown}content-type: text/xml\r\n");
    host.send(search, &typed, "{}").await.check_problem(415, "InvalidRequest", "JSON");
    let chunked = format!("{crown}transfer-encoding: chunked\r\n");
    let chunks = format!("401\r\n{}\r\n0\r\n\r\n", " ".repeat(1025));
    let request = format!("{search} HTTP/1.1\r\n{chunked}\r\n{chunks}");
    exchange(host.api, &request).await.check_problem(413, "InvalidRequest", "1024");
    let broken = format!("{search} HTTP/1.1\r\n{chunked}\r\nnothing\r\n");
    exchange(host.api, &broken).await.check_problem(400, "InvalidRequest", "body");
    host.running.stop().await;
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let host = Host::start(&format!("[server]\nbody_timeout_ms = 100\n{CROWN}")).await;
    let crown = basic("crown", "open sesame");
    let request = format!("POST /v1/orders/search HTTP/1.1\r\n{crown}content-length: 9\r\n\r\n{{");
    exchange(host.api, &request).await.check_problem(408, "UnexpectedError", "body");
    host.running.stop().await;
}

#[tokio::test]
async fn an_adapter_that_is_not_loaded_is_503_and_its_file_is_not_named() {
    let host = Host::start(CROWN).await;
    let answer = host.crown("GET /v1/orders/1", "").await;
    answer.check_problem(503, "UnexpectedError", "not ready");
    assert!(!answer.body.contains(".wasm"), "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "5");
    host.running.stop().await;
}

#[tokio::test]
async fn an_event_is_recorded_though_no_adapter_is_there() {
    let host = Host::start(CROWN).await;
    for _ in 0..2 {
        let answer = host.crown("POST /v1/events", EVENT).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
        assert_eq!(answer.header("content-type"), "application/json");
    }
    assert_eq!(host.running.ledger.backlog().await.unwrap().values().map(|backlog| backlog.open).sum::<u64>(), 1);
    let metrics = host.page("/metrics").await.body;
    assert!(metrics.contains(r#"patio_ledger_events_total{duplicate="false"} 1"#), "{metrics}");
    assert!(metrics.contains(r#"patio_ledger_events_total{duplicate="true"} 1"#), "{metrics}");
    host.running.stop().await;
}

#[tokio::test]
async fn an_unusable_header_does_not_cost_a_payment() {
    let host = Host::start(CROWN).await;
    let headers = format!("{}waiter-id: {}\r\n", basic("crown", "open sesame"), "x".repeat(300));
    assert_eq!(host.send("POST /v1/events", &headers, EVENT).await.status, 200);
    host.running.stop().await;
}

#[tokio::test]
async fn an_event_of_another_account_is_refused() {
    let host = Host::start(CROWN).await;
    let event = EVENT.replace("acc_crown", "acc_other");
    host.crown("POST /v1/events", &event).await.check_problem(400, "InvalidRequest", "accountId");
    host.crown("POST /v1/events", "{}").await.check_problem(400, "InvalidRequest", "id");
    assert_eq!(host.running.ledger.backlog().await.unwrap().values().map(|backlog| backlog.open).sum::<u64>(), 0);
    host.running.stop().await;
}

#[tokio::test]
async fn an_event_that_the_venue_switched_off_is_not_found() {
    let disabled = r#"disabled_capabilities = ["HandleEvent:payment_intent.status_updated"]"#;
    let host = Host::start(&format!("{CROWN}{disabled}\n")).await;
    let answer = host.crown("POST /v1/events", EVENT).await;
    answer.check_problem(404, "NotFound", "HandleEvent:payment_intent.status_updated");
    host.running.stop().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_recorded_is_not_acknowledged() {
    let host = Host::start(CROWN).await;
    host.running.ledger.close().await;
    host.crown("POST /v1/events", EVENT).await.check_problem(503, "UnexpectedError", "send it again");
    host.running.stop().await;
}
