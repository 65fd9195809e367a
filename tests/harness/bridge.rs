//! A point of sale that dials Dojo: answers over its WebSocket what a host answers over REST.

use crate::client::{Client, encoded};
use crate::simulated::KEY;
use futures_util::{SinkExt, StreamExt};
use patio_simulator::operation::{EPOS, Operation};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A connection to the end of the WebSocket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Dials with headers, and without those that Dojo wants.
pub async fn dial_with(url: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request: Request = url.into_client_request().expect("a URL");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

/// Dials as Dojo wants it.
pub async fn dial(url: &str) -> Socket {
    let key = format!("Basic {KEY}");
    dial_with(url, &[("authorization", &key), ("software-house-id", "sh_1")]).await.expect("a connection")
}

/// Answers over a connection, and over another where it ends, for as long as it is polled.
pub async fn serve(url: &str, host: &Client) {
    loop {
        let mut socket = dial(url).await;
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            // What cannot be read has no id to answer to.
            let Ok(frame) = serde_json::from_str(text.as_str()) else { continue };
            let reply = answer(host, &frame).await;
            if socket.send(Message::text(reply.to_string())).await.is_err() {
                break;
            }
        }
    }
}

async fn answer(host: &Client, frame: &Value) -> Value {
    let method = frame["method"].as_str().expect("a method");
    let operation = EPOS.iter().find(|operation| operation.socket_method() == method).expect("a known method");
    let mut params = frame["params"].as_object().cloned().unwrap_or_default();
    let headers = params.remove("headers").unwrap_or_default();
    let mut path = operation.path.to_owned();
    for name in operation.path_fields() {
        let value = params.remove(operation.socket_field(name)).expect("a field of the path");
        path = path.replace(&format!("{{{name}}}"), &encoded(value.as_str().expect("a text")));
    }
    let mut request = http::Request::builder().method(operation.method).uri(path);
    if let Some(waiter) = headers["waiterId"].as_str() {
        request = request.header("waiter-id", waiter);
    }
    let body = if operation.has_body { Value::Object(params).to_string() } else { String::new() };
    let answer = host.send(request.header("content-type", "application/json"), body).await;
    let mut reply = json!({"jsonrpc": "2.0", "id": frame["id"], "method": method});
    let place = if answer.status.is_success() { "result" } else { "error" };
    reply[place] = if answer.body.is_empty() { json!({}) } else { answer.json() };
    reply
}

/// The method of an operation over WebSocket, as a test names it.
pub fn operation(name: &str) -> &'static Operation {
    Operation::by_name(name).expect("an operation")
}
