//! Messages: in pieces, at once, of any order, and of every kind that is wrong. What can be answered costs no other
//! request its answer.

use super::{crown, crown_with, quick, until_socket};
use patio_host::transport::socket::Settings;
use patio_tests::guests;
use patio_tests::host::until;
use patio_tests::socket::{Goodbye, error};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio_tungstenite::tungstenite::Message;

const MIB: usize = 1024 * 1024;

/// A request of this many bytes.
fn padded(bytes: usize) -> String {
    let request = r#"{"jsonrpc":"2.0","id":"big","method":"ListAreasV1","params":{"x":""}}"#;
    request.replace(r#""x":"""#, &format!(r#""x":"{}""#, "x".repeat(bytes - request.len())))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_an_invalid_request_and_the_next_one_is_answered() {
    let (_dojo, _host, mut connection) = crown(guests::DEMO, "").await;
    for (text, id, part) in [
        ("", json!(""), "bad JSON"),
        ("{", json!(""), "bad JSON"),
        ("nonsense", json!(""), "bad JSON"),
        (r#""text""#, json!(""), "a JSON object"),
        (r#"[{"jsonrpc":"2.0","id":"1","method":"ListAreasV1"}]"#, json!(""), ""),
        (r#"{"jsonrpc":"1.0","id":"1","method":"ListAreasV1"}"#, json!("1"), "jsonrpc: must be \"2.0\""),
        (r#"{"id":7,"method":"ListAreasV1"}"#, json!(7), "jsonrpc: must be \"2.0\""),
        (r#"{"jsonrpc":"2.0","id":"1"}"#, json!("1"), "method: must be a string"),
        (r#"{"jsonrpc":"2.0","id":true,"method":"ListAreasV1"}"#, json!(""), "id: must be a string or a number"),
        (r#"{"jsonrpc":"2.0","id":"1","method":"GetOrderByIdV1"}"#, json!("1"), "orderId: is missing in the request"),
        (r#"{"jsonrpc":"2.0","id":"1","method":"SearchOrdersV1","params":[]}"#, json!("1"), "a JSON object"),
        (r#"{"jsonrpc":"2.0","id":"1","method":"SearchOrdersV1","params":{"headers":[]}}"#, json!("1"), "headers"),
    ] {
        connection.text(text).await;
        let reply = connection.reply().await;
        assert_eq!((&reply["jsonrpc"], &reply["id"]), (&json!("2.0"), &id), "{text}: {reply}");
        let message = error(&reply, "InvalidRequest");
        assert!(message.contains(part), "{text}: {message}");
        connection.ask("ListAreasV1", json!({})).await;
    }
    assert_eq!(connection.fail("listAreas", json!({}), "NotFound").await, "the EPOS Data API has no such method");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_echoed_as_it_came() {
    let (_dojo, _host, mut connection) = crown(guests::DEMO, "").await;
    for id in [json!(7), json!(-1), json!(1.5), json!("7"), json!(""), json!("ü\"\\\n"), json!(u64::MAX)] {
        connection.request(id.clone(), "ListAreasV1", json!({})).await;
        assert_eq!(connection.reply().await["id"], id);
        connection.request(id.clone(), "StealV1", json!({})).await;
        assert_eq!(connection.reply().await["id"], id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binary_message_is_refused_and_a_reply_is_not_answered() {
    let (_dojo, _host, mut connection) = crown(guests::DEMO, "").await;
    connection.send(Message::binary(r#"{"jsonrpc":"2.0","id":"1","method":"ListAreasV1"}"#.to_owned())).await;
    assert!(error(&connection.reply().await, "InvalidRequest").contains("binary"));
    connection.text(r#"{"jsonrpc":"2.0","id":"1","method":"","error":{"errorType":"NotFound"}}"#).await;
    connection.text(r#"{"jsonrpc":"2.0","id":"1","result":{}}"#).await;
    // The next thing that is said is the answer to the next request.
    connection.ask("ListAreasV1", json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_in_pieces_is_one_request() {
    let (_dojo, _host, mut connection) = crown(guests::DEMO, "").await;
    let text = r#"{"jsonrpc":"2.0","id":"é","method":"ListAreasV1"}"#.as_bytes();
    // The cut goes through a character.
    let cut = text.iter().position(|byte| !byte.is_ascii()).unwrap() + 1;
    connection.fragments(&[&text[..3], &[], &text[3..cut], &text[cut..]]).await;
    assert_eq!(connection.reply().await["id"], "é");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_a_mebibyte_is_served_and_a_larger_one_closes_with_1009() {
    let (dojo, host, mut connection) = crown(guests::DEMO, "").await;
    connection.text(&padded(MIB)).await;
    assert!(connection.reply().await.get("result").is_some());
    connection.text(&padded(MIB + 1)).await;
    assert_eq!(connection.end().await.1, Goodbye::Closed(1009));
    let mut connection = dojo.connection().await;
    let text = padded(MIB + 1);
    let (one, other) = text.as_bytes().split_at(MIB / 2);
    connection.fragments(&[one, other]).await;
    assert_eq!(connection.end().await.1, Goodbye::Closed(1009));
    let mut connection = dojo.connection().await;
    // A frame that only says how large it will be: nobody waits for it.
    connection.bytes(&[0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0]).await;
    assert_eq!(connection.end().await.1, Goodbye::Closed(1009));
    host.until_told("a message is larger than 1048576 bytes").await;
    let metrics = String::from_utf8(host.console().get("/metrics").await.body.to_vec()).unwrap();
    assert!(metrics.contains("patio_socket_refused_total{venue=\"crown\",kind=\"too_large\"} 3\n"), "{metrics}");
    dojo.connection().await.ask("ListAreasV1", json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_the_protocol_closes_the_connection_and_the_host_dials_again() {
    let (dojo, _host, mut connection) = crown(guests::DEMO, "").await;
    for (bytes, code) in [
        // Text that is not UTF-8.
        (&[0x81, 2, 0xc3, 0x28][..], 1007),
        // A reserved bit.
        (&[0xc1, 0][..], 1002),
        // An opcode that is none.
        (&[0x83, 0][..], 1002),
        // The rest of a message that never began.
        (&[0x80, 0][..], 1002),
        // A ping in pieces.
        (&[0x09, 0][..], 1002),
    ] {
        connection.bytes(bytes).await;
        assert_eq!(connection.end().await.1, Goodbye::Closed(code), "{bytes:?}");
        connection = dojo.connection().await;
    }
    connection.ask("ListAreasV1", json!({})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_of_the_other_side_is_answered() {
    let (_dojo, _host, mut connection) = crown(guests::DEMO, "").await;
    connection.send(Message::Ping("are you there".into())).await;
    match connection.next().await {
        Some(Ok(Message::Pong(said))) => assert_eq!(said, "are you there"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quick_request_overtakes_a_slow_one() {
    let (_dojo, host, mut connection) = crown(guests::SLOW, "settings.delay-ms = \"3000\"\n").await;
    connection.request(json!("slow"), "SearchOrdersV1", json!({})).await;
    until_socket(&host, "requestsInFlight", json!(1)).await;
    connection.request(json!("quick"), "GetOrderByIdV1", json!({"orderId": "1"})).await;
    let ids = [connection.reply().await["id"].clone(), connection.reply().await["id"].clone()];
    assert_eq!(ids, ["quick", "slow"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_under_an_id_in_flight_is_answered() {
    let (_dojo, host, mut connection) = crown(guests::SLOW, "settings.delay-ms = \"1500\"\n").await;
    connection.request(json!("1"), "SearchOrdersV1", json!({})).await;
    until_socket(&host, "requestsInFlight", json!(1)).await;
    connection.request(json!("1"), "GetOrderByIdV1", json!({"orderId": "1"})).await;
    for method in ["GetOrderByIdV1", "SearchOrdersV1"] {
        let reply = connection.reply().await;
        assert_eq!((&reply["id"], &reply["method"]), (&json!("1"), &json!(method)));
        assert!(reply.get("result").is_some(), "{reply}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_than_may_be_unanswered_are_refused_and_the_others_are_answered() {
    let settings = Settings { requests_at_once: 3, ..quick() };
    let (_dojo, host, mut connection) = crown_with(settings, guests::SLOW, "settings.delay-ms = \"3000\"\n").await;
    for id in 0..3 {
        connection.request(json!(id), "SearchOrdersV1", json!({})).await;
    }
    until_socket(&host, "requestsInFlight", json!(3)).await;
    connection.request(json!("more"), "GetOrderByIdV1", json!({"orderId": "1"})).await;
    let reply = connection.reply().await;
    assert_eq!(reply["id"], "more");
    assert!(error(&reply, "UnexpectedError").contains("too many requests"), "{reply}");
    let mut answered = BTreeSet::new();
    for _ in 0..3 {
        let reply = connection.reply().await;
        assert!(reply.get("result").is_some(), "{reply}");
        answered.insert(reply["id"].as_u64().unwrap());
    }
    assert_eq!(answered, BTreeSet::from([0, 1, 2]));
    connection.ask("GetOrderByIdV1", json!({"orderId": "1"})).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_requests_are_answered_each_with_its_own() {
    let settings = Settings { requests_at_once: 100, ..quick() };
    let (_dojo, _host, mut connection) =
        crown_with(settings, guests::OLD_VERSION, "limits.calls_at_once = 4\nlimits.calls_waiting = 100\n").await;
    for id in 0..100 {
        connection.request(json!(id), "GetOrderByIdV1", json!({"orderId": format!("o-{id}")})).await;
    }
    let mut answered = BTreeSet::new();
    for _ in 0..100 {
        let reply = connection.reply().await;
        assert_eq!(reply["result"]["id"], format!("o-{}", reply["id"]), "{reply}");
        answered.insert(reply["id"].as_u64().unwrap());
    }
    assert_eq!(answered.len(), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_id_what_writes_is_done_and_nothing_is_answered() {
    let (_dojo, host, mut connection) = crown(guests::SLOW_WRITES, "").await;
    let notification = |method: &str, params: Value| json!({"jsonrpc": "2.0", "method": method, "params": params});
    for (method, params) in [
        ("GetOrderByIdV1", json!({"orderId": "7"})),
        ("StealV1", json!({})),
        ("CancelOrderByIdV1", json!({})),
        ("CancelOrderByIdV1", json!({"orderId": "7"})),
    ] {
        connection.text(&notification(method, params).to_string()).await;
    }
    until("the order is canceled", || async {
        (host.as_venue("crown").get("/v1/orders/7").await.ok()["note"] == "written").then_some(())
    })
    .await;
    // The first thing that is said is the answer to the first request that wants one.
    assert_eq!(connection.ask("GetOrderByIdV1", json!({"orderId": "7"})).await["note"], "written");
}
