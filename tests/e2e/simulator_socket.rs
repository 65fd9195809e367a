//! The simulator's end of the WebSocket: who may connect, who is asked, and what a reply must be.

use futures_util::{SinkExt, StreamExt};
use patio_simulator::line::{Ask, Heard, Requester};
use patio_tests::dial::{Socket, dial, dial_with, operation};
use patio_tests::host::until;
use patio_tests::simulated::{ACCOUNT, KEY, Simulated};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_tungstenite::tungstenite::{Error, Message};

fn areas() -> Ask {
    Ask::new(operation("ListAreas"), &Requester::default())
}

async fn next_request(socket: &mut Socket) -> Value {
    loop {
        match socket.next().await.expect("the connection is open").expect("a message") {
            Message::Text(text) => return serde_json::from_str(text.as_str()).expect("JSON"),
            _ => continue,
        }
    }
}

async fn send(socket: &mut Socket, frame: &Value) {
    socket.send(Message::text(frame.to_string())).await.expect("the connection is open");
}

fn reply(request: &Value, result: Value) -> Value {
    json!({"jsonrpc": "2.0", "id": request["id"], "method": request["method"], "result": result})
}

#[tokio::test]
async fn who_does_not_say_who_it_is_is_refused() {
    let simulated = Simulated::start().await;
    let key = format!("Basic {KEY}");
    let status = async |headers: &[(&'static str, &str)]| match dial_with(&simulated.socket_url(), headers).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(status(&[]).await, 401);
    assert_eq!(status(&[("authorization", "Basic sk_sandbox_wrong"), ("software-house-id", "sh_1")]).await, 401);
    assert_eq!(status(&[("authorization", &key)]).await, 400);
    assert_eq!(
        simulated.violations().last().unwrap(),
        "a point of sale connects header software-house-id: it is missing"
    );
    assert!(!simulated.cloud.is_connected(ACCOUNT));
    let _socket = dial(&simulated.socket_url()).await;
    simulated.cloud.connected(ACCOUNT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_to_connect_is_asked() {
    let simulated = Simulated::start().await;
    let mut first = dial(&simulated.socket_url()).await;
    simulated.cloud.connected(ACCOUNT).await;
    let mut second = dial(&simulated.socket_url()).await;
    // It is told, and then nothing comes any more.
    assert!(matches!(first.next().await, Some(Ok(Message::Close(Some(_))))));
    let line = simulated.socket_line();
    let asked = tokio::spawn(async move { line.ask(&areas()).await });
    let request = next_request(&mut second).await;
    send(&mut second, &reply(&request, json!([]))).await;
    assert_eq!(asked.await.unwrap(), Heard::Done(json!([])));
    assert_eq!(simulated.violations(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_come_in_any_order() {
    let simulated = Simulated::start().await;
    let mut socket = dial(&simulated.socket_url()).await;
    let line = Arc::new(simulated.socket_line());
    let ask = |id: &'static str| {
        let line = Arc::clone(&line);
        let ask = Ask::new(operation("GetOrderById"), &Requester::default()).field("orderId", id);
        tokio::spawn(async move { line.ask(&ask).await })
    };
    let asked = [ask("a"), ask("b"), ask("c")];
    let mut requests = Vec::new();
    for _ in &asked {
        requests.push(next_request(&mut socket).await);
    }
    let order = |id: &Value| json!({"id": id, "status": "New", "details": {"orderType": "DineIn", "dineIn": {}}});
    for request in requests.iter().rev() {
        send(&mut socket, &reply(request, order(&request["params"]["orderId"]))).await;
    }
    for (asked, id) in asked.into_iter().zip(["a", "b", "c"]) {
        assert_eq!(asked.await.unwrap(), Heard::Done(order(&json!(id))));
    }
    assert_eq!(simulated.violations(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_breaks_the_contract_is_found() {
    let simulated = Simulated::start().await;
    let mut socket = dial(&simulated.socket_url()).await;
    let line = simulated.socket_line();
    let asked = tokio::spawn(async move { line.ask(&areas()).await });
    let request = next_request(&mut socket).await;
    socket.send(Message::text("{")).await.unwrap();
    socket.send(Message::binary(vec![1])).await.unwrap();
    send(&mut socket, &json!({"jsonrpc": "2.0", "id": "nobody", "method": "x", "result": {}})).await;
    let mut wrong = reply(&request, json!([{"id": "1"}]));
    wrong["method"] = json!("ListTablesV1");
    send(&mut socket, &wrong).await;
    assert_eq!(asked.await.unwrap(), Heard::Done(json!([{"id": "1"}])));
    assert_eq!(
        simulated.violations(),
        [
            "unknown $: it is no JSON",
            "unknown $: a message is a text, not bytes",
            "unknown $.id: nothing that waits for an answer has the id \"nobody\"",
            "ListAreas $.result[0]: \"name\" is a required property",
            "ListAreas $.method: \"ListTablesV1\" is not \"ListAreasV1\", which was asked",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_connection_that_ends_waits_no_longer() {
    let simulated = Simulated::start().await;
    let mut socket = dial(&simulated.socket_url()).await;
    let line = simulated.socket_line();
    let asked = tokio::spawn(async move { line.ask(&areas()).await });
    next_request(&mut socket).await;
    drop(socket);
    assert_eq!(asked.await.unwrap(), Heard::Nothing("the connection ended before an answer came".to_owned()));
    until("nobody is connected", || async { (!simulated.cloud.is_connected(ACCOUNT)).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_read_may_be_answered_once_with_an_error_that_names_nothing() {
    let simulated = Simulated::with(&["malformed-frames=1"], None).await;
    let mut socket = dial(&simulated.socket_url()).await;
    simulated.cloud.connected(ACCOUNT).await;
    let line = simulated.socket_line();
    let asked = tokio::spawn(async move { line.ask(&areas()).await });
    let Some(Ok(Message::Text(unreadable))) = socket.next().await else { panic!("nothing came") };
    serde_json::from_str::<Value>(unreadable.as_str()).unwrap_err();
    let error = json!({"jsonrpc": "2.0", "id": "", "method": "", "error": {"errorType": "InvalidRequest"}});
    send(&mut socket, &error).await;
    send(&mut socket, &error).await;
    let request = next_request(&mut socket).await;
    send(&mut socket, &reply(&request, json!([]))).await;
    assert_eq!(asked.await.unwrap(), Heard::Done(json!([])));
    assert_eq!(simulated.violations(), ["unknown $.id: nothing that waits for an answer has the id \"\""]);
}
