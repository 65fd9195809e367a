//! The end of the WebSocket: asks, and ties replies to what was asked, in whatever order they come.

use super::{Account, Cloud};
use crate::judge::{Shape, Violation};
use crate::operation::Operation;
use crate::transcript::{self, Entry, Kind, Way};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Bytes of a message, like those of a request over HTTP.
const LARGEST_MESSAGE: usize = 1 << 20;

/// Frames that wait to be sent: a card machine has one request under way, and a fault sends one more before it.
const WAITING_FRAMES: usize = 16;

/// The connections that are open: one of each account, which is the last that came.
pub(super) struct Sockets {
    open: Mutex<HashMap<String, Open>>,
    /// Told when one comes or goes.
    changed: watch::Sender<()>,
    numbers: AtomicU64,
}

struct Open {
    number: u64,
    outgoing: mpsc::Sender<Outgoing>,
    waiting: Waiting,
}

/// What was asked over a connection and not answered yet.
type Waiting = Arc<Mutex<Unanswered>>;

#[derive(Default)]
struct Unanswered {
    by_id: HashMap<String, Pending>,
    /// Texts that nobody can read, sent on purpose: each may be answered, with an error that names no id.
    unreadable: usize,
}

struct Pending {
    operation: &'static Operation,
    asked: u64,
    answered: oneshot::Sender<Value>,
}

enum Outgoing {
    Text(String),
    /// Another connection of the account came.
    Replaced,
    /// The connection ends without a word.
    Dropped,
}

// === impl Sockets ===

impl Default for Sockets {
    fn default() -> Self {
        Self { open: Mutex::default(), changed: watch::Sender::new(()), numbers: AtomicU64::new(0) }
    }
}

impl Sockets {
    /// Closes what the account had before: the last to connect wins.
    fn add(&self, account: &str) -> (u64, mpsc::Receiver<Outgoing>, Waiting) {
        let (outgoing, frames) = mpsc::channel(WAITING_FRAMES);
        let (number, waiting) = (self.numbers.fetch_add(1, Ordering::Relaxed), Waiting::default());
        let open = Open { number, outgoing, waiting: Arc::clone(&waiting) };
        if let Some(before) = self.open().insert(account.to_owned(), open) {
            // Where its queue is full, it ends with its sender, which is dropped here.
            let _ = before.outgoing.try_send(Outgoing::Replaced);
        }
        self.changed.send_replace(());
        (number, frames, waiting)
    }

    fn remove(&self, account: &str, number: u64) {
        let mut open = self.open();
        if open.get(account).is_some_and(|open| open.number == number) {
            open.remove(account);
        }
        drop(open);
        self.changed.send_replace(());
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Cloud ===

impl Cloud {
    /// Whether a point of sale of the account is connected.
    #[must_use]
    pub fn is_connected(&self, account: &str) -> bool {
        self.shared.sockets.open().contains_key(account)
    }

    /// Waits until a point of sale of the account is connected.
    pub async fn connected(&self, account: &str) {
        let mut changed = self.shared.sockets.changed.subscribe();
        while !self.is_connected(account) {
            // The sender lives as long as this cloud.
            if changed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Sends a request, and waits for its reply. None where the connection is not there, or ends before.
    pub(crate) async fn ask(
        &self,
        account: &str,
        operation: &'static Operation,
        asked: u64,
        frame: &Value,
    ) -> Option<Value> {
        let id = frame["id"].as_str()?.to_owned();
        let (answered, answer) = oneshot::channel();
        let (outgoing, waiting) = {
            let open = self.shared.sockets.open();
            let open = open.get(account)?;
            (open.outgoing.clone(), Arc::clone(&open.waiting))
        };
        lock(&waiting).by_id.insert(id.clone(), Pending { operation, asked, answered });
        let _forget = Forget { id, waiting };
        outgoing.send(Outgoing::Text(frame.to_string())).await.ok()?;
        answer.await.ok()
    }

    /// Sends a text that nobody can read.
    pub(crate) async fn send_unreadable(&self, account: &str, text: &str) {
        if let Some(open) = self.shared.sockets.open().get(account) {
            lock(&open.waiting).unreadable += 1;
        }
        self.send(account, Outgoing::Text(text.to_owned())).await;
    }

    /// Ends the connection of an account without a word.
    pub(crate) async fn drop_connection(&self, account: &str) {
        self.send(account, Outgoing::Dropped).await;
    }

    async fn send(&self, account: &str, what: Outgoing) {
        let outgoing = self.shared.sockets.open().get(account).map(|open| open.outgoing.clone());
        if let Some(outgoing) = outgoing {
            let _ = outgoing.send(what).await;
        }
    }
}

// === impl Unanswered ===

impl Unanswered {
    /// Whether an unreadable text still waits for its error; one less does now.
    fn was_unreadable(&mut self) -> bool {
        let left = self.unreadable.checked_sub(1);
        self.unreadable = left.unwrap_or_default();
        left.is_some()
    }
}

/// Nobody waits any more.
struct Forget {
    id: String,
    waiting: Waiting,
}

impl Drop for Forget {
    fn drop(&mut self) {
        lock(&self.waiting).by_id.remove(&self.id);
    }
}

fn lock(waiting: &Waiting) -> MutexGuard<'_, Unanswered> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks and hears over a connection until it ends.
pub(super) async fn serve(cloud: &Cloud, account: &Account, upgraded: Upgraded) {
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST_MESSAGE));
    let mut socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let (number, mut outgoing, waiting) = cloud.shared.sockets.add(&account.id);
    let why = loop {
        tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(Outgoing::Text(text)) => {
                    if socket.send(Message::text(text)).await.is_err() {
                        break "it cannot be written to";
                    }
                }
                Some(Outgoing::Replaced) => {
                    let reason = "another connection of this account came".into();
                    let _ = socket.close(Some(CloseFrame { code: CloseCode::Normal, reason })).await;
                    break "another connection of its account came";
                }
                Some(Outgoing::Dropped) | None => break "it was dropped on purpose",
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => hear(cloud, &waiting, text.as_str()),
                Some(Ok(Message::Binary(_))) => {
                    unasked(cloud, None, vec![Violation::of_all("a message is a text, not bytes")]);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => (),
                Some(Ok(Message::Close(_))) | None => break "the point of sale closed it",
                Some(Err(Error::Capacity(_))) => {
                    unasked(cloud, None, vec![Violation::of_all("a message has at most 1 MiB")]);
                    break "a message was too large";
                }
                Some(Err(_)) => break "it broke",
            },
        }
    };
    // From here on nothing more can be asked over it.
    outgoing.close();
    cloud.shared.sockets.remove(&account.id, number);
    // Whoever waits for an answer over it waits no longer.
    lock(&waiting).by_id.clear();
    let body = Some(why.into());
    cloud.shared.transcript.add(Entry { body, ..Entry::new(Way::Socket, Kind::Note, "a connection ended") });
}

/// Whether it is an error of something without an id.
fn names_nothing(frame: &Value) -> bool {
    frame.get("error").is_some() && frame["id"].as_str().is_none_or(str::is_empty)
}

/// A text from a point of sale: a reply, or a violation.
fn hear(cloud: &Cloud, waiting: &Waiting, text: &str) {
    let body = transcript::body(text);
    let Ok(said) = serde_json::from_str::<Value>(text) else {
        return unasked(cloud, body, vec![Violation::of_all("it is no JSON")]);
    };
    let frame = &said;
    let pending = frame["id"].as_str().and_then(|id| lock(waiting).by_id.remove(id));
    let Some(Pending { operation, asked, answered }) = pending else {
        if names_nothing(frame) && lock(waiting).was_unreadable() {
            return unasked(cloud, body, cloud.shared.judge.judge(&Shape::socket_error(), frame));
        }
        let what = format!("nothing that waits for an answer has the id {}", frame["id"]);
        return unasked(cloud, body, vec![Violation::at("$.id", what)]);
    };
    let failed = frame.get("error").is_some();
    let shape = if failed { Shape::socket_error() } else { Shape::socket_reply(operation.name) };
    let mut violations = cloud.shared.judge.judge(&shape, frame);
    let method = operation.socket_method();
    if frame["method"].as_str().is_some_and(|given| given != method) {
        violations.push(Violation::at("$.method", format!("{} is not {method:?}, which was asked", frame["method"])));
    }
    if frame["jsonrpc"].as_str().is_some_and(|version| version != "2.0") {
        violations.push(Violation::at("$.jsonrpc", format!("{} is not \"2.0\"", frame["jsonrpc"])));
    }
    if failed && frame.get("result").is_some() {
        violations.push(Violation::of_all("a reply has a result or an error, not both"));
    }
    cloud.shared.transcript.add(Entry {
        of: Some(asked),
        body,
        violations,
        ..Entry::new(Way::Socket, Kind::Reply, operation.name)
    });
    // Whoever asked may have given up.
    let _ = answered.send(said);
}

/// What belongs to nothing that was asked, and all that is wrong with it.
fn unasked(cloud: &Cloud, body: Option<Value>, violations: Vec<Violation>) {
    let entry = Entry { body, violations, ..Entry::new(Way::Socket, Kind::Reply, "unknown") };
    cloud.shared.transcript.add(entry);
}
