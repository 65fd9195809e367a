//! One connection of the host's, as Dojo's side sees it.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long something may take to come: far more than it ever does, so that only a failure waits for it.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A connection of the host's.
pub struct Connection {
    pub(super) socket: WebSocketStream<Box<dyn Wire>>,
    /// The headers that it came with, by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The path that was asked for.
    pub path: String,
    pub(super) asked: u64,
}

/// How the host ended a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Goodbye {
    /// With a close of this code.
    Closed(u16),
    /// Without a word.
    Gone,
}

/// What a connection goes over.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

// === impl Connection ===

impl Connection {
    /// A request and its reply, whole.
    pub async fn call(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = format!("q-{}", self.asked);
        self.request(json!(id), method, params).await;
        let reply = self.reply().await;
        assert_eq!((&reply["id"], &reply["method"]), (&json!(id), &json!(method)), "{reply}");
        reply
    }

    /// The result of a request.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        let reply = self.call(method, params).await;
        assert!(reply.get("error").is_none(), "{method}: {reply}");
        reply["result"].clone()
    }

    /// The `debugMessage` of a request's EPOSError, after its kind was checked and that it carries a trace id.
    pub async fn fail(&mut self, method: &str, params: Value, kind: &str) -> String {
        error(&self.call(method, params).await, kind)
    }

    /// Sends a request, whatever its id.
    pub async fn request(&mut self, id: Value, method: &str, params: Value) {
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.text(&request.to_string()).await;
    }

    /// Sends a text as it is.
    pub async fn text(&mut self, text: &str) {
        self.send(Message::text(text)).await;
    }

    /// Sends a message.
    pub async fn send(&mut self, message: Message) {
        self.socket.send(message).await.expect("the host reads");
    }

    /// Sends a text in pieces.
    pub async fn fragments(&mut self, pieces: &[&[u8]]) {
        for (index, piece) in pieces.iter().enumerate() {
            let kind = if index == 0 { Data::Text } else { Data::Continue };
            let frame = Frame::message(piece.to_vec(), OpCode::Data(kind), index + 1 == pieces.len());
            self.send(Message::Frame(frame)).await;
        }
    }

    /// Sends bytes that need not be frames.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        let wire = self.socket.get_mut();
        // The host may close before it has read everything.
        let _ = wire.write_all(bytes).await;
        let _ = wire.flush().await;
    }

    /// The next reply. Pings are answered meanwhile.
    pub async fn reply(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("a reply is JSON"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => (),
                other => panic!("a reply was to come, not {other:?}"),
            }
        }
    }

    /// The next message, or how the connection ends.
    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        timeout(PATIENCE, self.socket.next()).await.expect("the host says something")
    }

    /// Waits for the end of the connection, replies before it included.
    pub async fn end(mut self) -> (Vec<Value>, Goodbye) {
        let mut replies = Vec::new();
        let mut goodbye = Goodbye::Gone;
        while let Some(Ok(message)) = self.next().await {
            match message {
                Message::Text(text) => replies.push(serde_json::from_str(&text).expect("a reply is JSON")),
                Message::Close(frame) => {
                    goodbye = Goodbye::Closed(frame.map_or(1005, |CloseFrame { code, .. }| u16::from(code)));
                }
                _ => (),
            }
        }
        (replies, goodbye)
    }

    /// Closes as one should, and waits until the host has, too.
    pub async fn close(mut self) -> Goodbye {
        self.send(Message::Close(None)).await;
        self.end().await.1
    }
}

/// The `debugMessage` of a reply's EPOSError, after its kind was checked and that it carries a trace id.
#[track_caller]
pub fn error(reply: &Value, kind: &str) -> String {
    let error = &reply["error"];
    assert!(reply.get("result").is_none(), "{reply}");
    assert_eq!(error["errorType"], kind, "{reply}");
    assert!(error["traceId"].as_str().is_some_and(|id| !id.is_empty()), "no trace id: {reply}");
    error["debugMessage"].as_str().unwrap_or_default().to_owned()
}
