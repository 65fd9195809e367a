//! The EPOS Data API over WebSocket: the point of sale dials, and Dojo asks over its connection.

use super::{Ask, Heard, PATIENCE, Refusal};
use crate::cloud::Cloud;
use crate::fault::{Fault, Faults};
use crate::id;
use crate::judge::{Judge, Shape};
use crate::transcript::{Entry, Kind, Transcript, Way};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::time::timeout;

/// A line over the connection that an account has to the cloud.
pub struct SocketLine {
    cloud: Cloud,
    account: String,
    judge: Arc<Judge>,
    transcript: Transcript,
    faults: Arc<Faults>,
}

// === impl SocketLine ===

impl SocketLine {
    /// A line to whoever is connected with an account's key, now or by the time that it is used.
    #[must_use]
    pub fn new(cloud: Cloud, account: &str, judge: Arc<Judge>, transcript: Transcript, faults: Arc<Faults>) -> Self {
        Self { cloud, account: account.to_owned(), judge, transcript, faults }
    }

    pub(super) async fn ask(&self, ask: &Ask) -> Heard {
        if self.faults.strikes(Fault::MalformedFrames) {
            self.note(ask, None, "a frame that is no JSON was sent on purpose");
            self.cloud.send_unreadable(&self.account, r#"{"jsonrpc":"2.0","id":"#).await;
        }
        if self.faults.strikes(Fault::DroppedConnections) {
            self.note(ask, None, "the connection is dropped on purpose");
            self.cloud.drop_connection(&self.account).await;
        }
        if timeout(PATIENCE, self.cloud.connected(&self.account)).await.is_err() {
            return self.nothing(ask, None, format!("nobody is connected after {} s", PATIENCE.as_secs()));
        }
        let frame = frame(ask);
        let asked = self.transcript.add(Entry {
            fields: ask.fields.clone(),
            waiter: ask.requester.waiter_id.clone(),
            violations: self.judge.judge(&Shape::socket_request(ask.operation.name), &frame),
            body: Some(frame.clone()),
            ..Entry::new(Way::Socket, Kind::Request, ask.operation.name)
        });
        let reply = match timeout(PATIENCE, self.cloud.ask(&self.account, ask.operation, asked, &frame)).await {
            Ok(Some(reply)) => reply,
            Ok(None) => return self.nothing(ask, Some(asked), "the connection ended before an answer came".to_owned()),
            Err(_) => {
                return self.nothing(ask, Some(asked), format!("no answer within {} s", PATIENCE.as_secs()));
            }
        };
        if self.faults.strikes(Fault::LostReplies) {
            return self.nothing(ask, Some(asked), "the reply was lost on purpose".to_owned());
        }
        match (reply.get("error"), reply.get("result")) {
            (Some(error), _) => Heard::Refused(Refusal::of(error)),
            (None, Some(result)) if ask.operation.has_reply => Heard::Done(result.clone()),
            (None, Some(_)) => Heard::Done(Value::Null),
            (None, None) => self.nothing(ask, Some(asked), "the reply has no result and no error".to_owned()),
        }
    }

    fn nothing(&self, ask: &Ask, asked: Option<u64>, why: String) -> Heard {
        self.note(ask, asked, &why);
        Heard::Nothing(why)
    }

    fn note(&self, ask: &Ask, of: Option<u64>, text: &str) {
        let entry = Entry::new(Way::Socket, Kind::Note, ask.operation.name);
        self.transcript.add(Entry { of, body: Some(text.into()), ..entry });
    }
}

/// A request as JSON-RPC: what stands in a path over REST stands beside the body.
fn frame(ask: &Ask) -> Value {
    let mut params = ask.body.clone();
    for (name, value) in &ask.fields {
        params.insert(ask.operation.socket_field(name).to_owned(), value.clone());
    }
    let headers: Map<_, _> =
        ask.requester.headers().map(|(_, name, value)| (name.to_owned(), Value::from(value))).collect();
    params.insert("headers".to_owned(), headers.into());
    json!({"jsonrpc": "2.0", "id": id::new("req"), "method": ask.operation.socket_method(), "params": params})
}
