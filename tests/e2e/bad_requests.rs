//! Whatever is sent, the answer is an EPOSError of the right kind: never a 500 of our own making, never a panic.

use http::Request;
use patio_tests::client::Answer;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::specs::Spec;
use proptest::prelude::*;
use serde_json::json;
use std::fmt::Write as _;

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

async fn search(host: &RunningHost, body: &str) -> Answer {
    host.as_venue("crown").post_text("/v1/orders/search", body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_wrong_is_an_invalid_request_that_says_where() {
    let host = demo().await;
    for (body, part) in [
        ("", "the body is empty"),
        ("{", "bad JSON"),
        ("{} trailing", "bad JSON"),
        ("[]", "expected a JSON object"),
        ("null", "expected a JSON object"),
        (r#"{"payableOnly":"yes"}"#, "payableOnly"),
        (r#"{"dineIn":[]}"#, "dineIn"),
        (r#"{"dineIn":{"tableId":7}}"#, "dineIn.tableId"),
        (r#"{"cursor":{"limit":"10"}}"#, "cursor.limit"),
        (r#"{"cursor":{"limit":0}}"#, "cursor.limit: must be 1 to 100, not 0"),
        (r#"{"cursor":{"limit":101}}"#, "cursor.limit: must be 1 to 100, not 101"),
        (r#"{"cursor":{"limit":1.5}}"#, "cursor.limit"),
        (r#"{"cursor":{"limit":1e999}}"#, "out of range"),
        (r#"{"cursor":{"before":"a","after":"b"}}"#, "before and after exclude each other"),
        (r#"{"cursor":{"after":"no such cursor"}}"#, "cursor"),
    ] {
        let message = search(&host, body).await.error(400, "InvalidRequest");
        assert!(message.contains(part), "{body}: {message}");
    }
    for good in [r#"{"cursor":{"limit":2.0}}"#, r#"{"unknown":[1,{"x":null}],"payableOnly":true}"#, "  {}\n"] {
        search(&host, good).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn json_without_an_end_and_invalid_utf_8_are_refused() {
    let host = demo().await;
    search(&host, &r#"{"x":"#.repeat(10_000)).await.error(400, "InvalidRequest");
    search(&host, &"[".repeat(10_000)).await.error(400, "InvalidRequest");
    let request = Request::builder().method("POST").uri("/v1/orders/search").header("content-type", "application/json");
    let answer = host.as_venue("crown").send(request, b"{\"dineIn\":{\"tableId\":\"\xff\xfe\"}}".as_slice()).await;
    answer.error(400, "InvalidRequest");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_two_mebibytes_is_too_large_whether_its_size_was_declared_or_not() {
    let host = demo().await;
    let body = format!(r#"{{"x":"{}"}}"#, "a".repeat(2 << 20));
    search(&host, &body).await.error(413, "InvalidRequest");
    let authorization = host.as_venue("crown").authorization().unwrap().to_owned();
    let mut chunked = format!(
        "POST /v1/orders/search HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    for _ in 0..32 {
        let _ = write!(chunked, "10000\r\n{}\r\n", "a".repeat(0x10000));
    }
    let answer = host.client().send_bytes(chunked.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains(r#""errorType":"InvalidRequest""#), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_and_wrong_methods_are_told_apart() {
    let host = demo().await;
    let crown = host.as_venue("crown");
    for path in ["/", "/v1", "/v2/orders/1", "/v1/orders/1/2/3", "/v1/orders/"] {
        crown.get(path).await.error(404, "NotFound");
    }
    for (method, path) in [("GET", "/v1/orders/search/"), ("PATCH", "/v1/orders/1"), ("GET", "/v1/events")] {
        let answer = crown.send(Request::builder().method(method).uri(path), "").await;
        assert!([404, 405].contains(&answer.status.as_u16()), "{method} {path}: {}", answer.status);
    }
    let answer = crown.send(Request::builder().method("PATCH").uri("/v1/orders/1001"), "").await;
    answer.error(405, "InvalidRequest");
    let allow = answer.headers["allow"].to_str().unwrap();
    assert!(allow.contains("GET") && allow.contains("DELETE"), "{allow}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_content_type_is_unsupported_and_none_is_fine() {
    let host = demo().await;
    let send = async |content_type: Option<&str>| {
        let mut request = Request::builder().method("POST").uri("/v1/orders/search");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        host.as_venue("crown").send(request, "{}").await
    };
    for wrong in ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"] {
        send(Some(wrong)).await.error(415, "InvalidRequest");
    }
    for right in [None, Some("application/json"), Some("application/json; charset=utf-8"), Some("Application/JSON")] {
        send(right).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn order_ids_are_decoded_and_bounded() {
    let host = TestHost::new().adapter("till", guests::ORDERS_ONLY).venue("crown", "till").start().await;
    let crown = host.as_venue("crown");
    for (path, id) in [("a%20b", "a b"), ("%F0%9F%8D%94", "🍔"), ("a%2Fb", "a/b"), ("%25", "%"), ("a+b", "a+b")] {
        assert_eq!(crown.get(&format!("/v1/orders/{path}")).await.ok()["id"], id);
    }
    crown.get("/v1/orders/%FF%FE").await.error(400, "InvalidRequest");
    crown.get("/v1/orders/a%00b").await.error(400, "InvalidRequest");
    crown.get(&format!("/v1/orders/{}", "a".repeat(300))).await.error(400, "InvalidRequest");
}

/// The body of an answer that was read as bytes, checked to be an EPOSError.
fn epos_error(answer: &str, status: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    let body: serde_json::Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert!(body["traceId"].is_string(), "{body}");
    if let Some(spec) = Spec::rest() {
        spec.schema("EPOSError").check(&body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_answered_too() {
    let host = demo().await;
    let mut headers = "GET /v1/orders/1001 HTTP/1.1\r\nhost: x\r\n".to_owned();
    for number in 0..10_000 {
        let _ = write!(headers, "x-{number}: y\r\n");
    }
    headers.push_str("\r\n");
    epos_error(&host.client().send_bytes(headers.as_bytes()).await, 431);
    let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100_000));
    epos_error(&host.client().send_bytes(long.as_bytes()).await, 414);
    epos_error(&host.client().send_bytes(b"\x16\x03\x01 hello\r\n\r\n").await, 400);
    epos_error(&host.client().send_bytes(b"GET / HTTP/1.1\r\nbad header\r\n\r\n").await, 400);
    host.as_venue("crown").get("/v1/orders/1001").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_or_body_that_does_not_come_ends_by_itself() {
    let host = TestHost::new()
        .server("header_timeout_ms = 200\nbody_timeout_ms = 200")
        .adapter("demo", guests::DEMO)
        .venue("crown", "demo")
        .start()
        .await;
    // Both return because the host closes: nothing else would.
    host.client().send_bytes(b"GET /v1/orders/1001 HTTP/1.1\r\nhost: x\r\nslow").await;
    let authorization = host.as_venue("crown").authorization().unwrap().to_owned();
    let request = format!(
        "POST /v1/orders/search HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\n\
         content-type: application/json\r\ncontent-length: 10\r\n\r\n{{"
    );
    epos_error(&host.client().send_bytes(request.as_bytes()).await, 408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_is_taken_over_where_it_is_fit_and_made_where_not() {
    let host = demo().await;
    let ask = async |id: Option<&str>| {
        let mut request = Request::builder().uri("/v1/orders/nothing");
        if let Some(id) = id {
            request = request.header("x-request-id", id);
        }
        let answer = host.as_venue("crown").send(request, "").await;
        answer.error(404, "NotFound");
        answer.json()["traceId"].as_str().unwrap().to_owned()
    };
    assert_eq!(ask(Some("card-machine-7.42")).await, "card-machine-7.42");
    assert_eq!(ask(None).await.len(), 32);
    assert_eq!(ask(Some("no spaces, please")).await.len(), 32);
    assert_ne!(ask(None).await, ask(None).await);
}

#[test]
fn no_body_of_any_kind_is_an_error_of_ours() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let host = runtime.block_on(demo());
    let schema = Spec::rest().map(|spec| spec.schema("EPOSError"));
    let json = prop::sample::select(vec!["null", "0", "-1", "1e308", "\"x\"", "[]", "{}", "true"]);
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..64),
        (prop::sample::select(vec!["dineIn", "payableOnly", "cursor", "items"]), json.clone())
            .prop_map(|(key, value)| format!(r#"{{"{key}":{value}}}"#).into_bytes()),
        (prop::sample::select(vec!["limit", "before", "after"]), json)
            .prop_map(|(key, value)| format!(r#"{{"cursor":{{"{key}":{value}}}}}"#).into_bytes()),
    ];
    let path = prop::sample::select(vec!["/v1/orders/search", "/v1/orders", "/v1/events"]);
    proptest!(ProptestConfig::with_cases(300), |(body in body, path in path)| {
        let request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
        let answer = runtime.block_on(host.as_venue("crown").send(request, body));
        prop_assert!(answer.status.as_u16() < 500, "{:?}", answer);
        if answer.status != 200 && let Some(schema) = &schema {
            schema.check(&answer.json());
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_is_valid_and_names_its_trace() {
    let Some(spec) = Spec::rest() else { return };
    let (host, schema) = (demo().await, spec.schema("EPOSError"));
    let crown = host.as_venue("crown");
    for answer in [
        crown.get("/v1/orders/nothing").await,
        crown.get("/nothing").await,
        crown.post("/v1/orders/search", &json!([])).await,
        crown.post("/v1/events", &json!({})).await,
        crown.get("/v1/parties/nothing").await,
        host.client().get("/v1/orders/1001").await,
    ] {
        assert!(answer.status.is_client_error());
        assert_eq!(answer.headers["content-type"], "application/json");
        schema.check(&answer.json());
        assert_eq!(answer.headers["x-request-id"], answer.json()["traceId"].as_str().unwrap());
    }
}
