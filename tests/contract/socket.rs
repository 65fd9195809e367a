//! The socket, judged by the official AsyncAPI: every channel of the file, found by reading it, answers with what the
//! file says it answers with, and fails as it says.

use patio_host::epos::capability::{Row, TABLE};
use patio_tests::evening::Evening;
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::socket::{Connection, SocketServer, error};
use patio_tests::specs::{Schema, Spec};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tokio_tungstenite::tungstenite::Message;

/// A channel of the file.
struct Channel {
    method: String,
    row: &'static Row,
    request: Schema,
    reply: Schema,
}

/// All channels of the file; each has a row of our table.
fn channels(spec: &Spec) -> Vec<Channel> {
    let channels = spec.document()["channels"].as_object().expect("the file has channels");
    let of = |(method, channel): (&String, &Value)| {
        let row = TABLE.iter().find(|row| row.socket_method == method);
        let row = row.unwrap_or_else(|| panic!("the file has {method}, and our table has not"));
        let schema = |way: &str| spec.validator(&format!("{way} of {method}"), &channel[way]["message"]["payload"]);
        // The file speaks as the EPOS: it publishes replies.
        Channel { method: method.clone(), row, request: schema("subscribe"), reply: schema("publish") }
    };
    channels.iter().map(of).collect()
}

async fn crown(component: &str) -> (SocketServer, RunningHost, Connection) {
    let dojo = SocketServer::start().await;
    let host = TestHost::new().adapter("till", component).venue_with("crown", "till", &dojo.toml()).start().await;
    let connection = dojo.connection().await;
    (dojo, host, connection)
}

#[test]
fn every_method_of_the_table_is_a_channel_of_the_file() {
    let Some(spec) = Spec::socket() else { return };
    let of_the_file: BTreeSet<_> = channels(&spec).into_iter().map(|channel| channel.method).collect();
    let of_the_table: BTreeSet<_> = TABLE.iter().map(|row| row.socket_method.to_owned()).collect();
    assert_eq!(of_the_table, of_the_file);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_channel_answers_as_the_file_says() {
    let Some(spec) = Spec::socket() else { return };
    let (_dojo, host, mut connection) = crown(guests::DEMO).await;
    let mut evening = Evening::new(host.as_venue("crown"));
    for (number, Channel { method, row, request, reply }) in channels(&spec).into_iter().enumerate() {
        let params = evening.params(row).await;
        let asked = json!({"jsonrpc": "2.0", "id": number.to_string(), "method": method, "params": params});
        // Otherwise the test would ask what Dojo never does.
        request.check(&asked);
        connection.text(&asked.to_string()).await;
        let said = connection.reply().await;
        assert!(said.get("error").is_none(), "{method}: {said}");
        reply.check(&said);
        for field in ["id", "method", "jsonrpc"] {
            assert_eq!(said[field], asked[field], "{method}: {said}");
        }
    }
    assert_eq!(host.failures(), [""; 0], "nothing of it is a failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_is_an_epos_error_in_a_reply() {
    let Some(spec) = Spec::socket() else { return };
    // Every response of the file demands a result: a failure is judged by what all responses are made of.
    let (reply, epos_error) = (spec.schema("JsonrpcResponseV1"), spec.schema("EPOSError"));
    let check = |said: &Value, kind: &str| {
        error(said, kind);
        reply.check(said);
        epos_error.check(&said["error"]);
    };
    let (_dojo, _host, mut connection) = crown(guests::LOCKS_ONLY).await;
    for Channel { method, row, .. } in channels(&spec) {
        let kind = match row.name {
            // It needs nothing.
            "SearchOrders" => continue,
            // What the adapter offers lacks its ids; an event is read whether it is taken or not.
            "GetOrderById" | "CreateOrderLock" | "DeleteOrderLock" => "InvalidRequest",
            name if name.starts_with("HandleEvent") => "InvalidRequest",
            _ => "NotFound",
        };
        check(&connection.call(&method, json!({})).await, kind);
    }
    for text in ["{", "[]", "{}", r#"{"jsonrpc":"1.0","id":"1","method":"ListAreasV1"}"#] {
        connection.text(text).await;
        check(&connection.reply().await, "InvalidRequest");
    }
    connection.send(Message::binary(vec![0, 1, 2])).await;
    check(&connection.reply().await, "InvalidRequest");
    check(&connection.call("StealV1", json!({})).await, "NotFound");
}
