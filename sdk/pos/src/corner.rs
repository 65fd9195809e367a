//! A running point of sale: its URL, and what a test wants to know of it without asking over HTTP.

use crate::opening::Opening;
use crate::server;
use crate::till::Till;
use jiff::Timestamp;
use serde_json::Value;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The example point of sale, open until this is dropped.
pub struct Corner {
    address: SocketAddr,
    room: Arc<Room>,
    serving: JoinHandle<()>,
}

/// What its server answers from.
pub(crate) struct Room {
    till: Mutex<Till>,
    heard: Mutex<Vec<Heard>>,
}

/// A request that came, and the status that it was answered with. Never with an API key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heard {
    /// `POST`.
    pub method: String,
    /// Path and query as they came.
    pub path: String,
    /// The header `idempotency-key`.
    pub idempotency_key: Option<String>,
    /// All of the body.
    pub body: Vec<u8>,
    /// 201.
    pub status: u16,
}

// === impl Corner ===

impl Corner {
    /// Opens on a listener, with the key that it takes in `x-api-key`.
    ///
    /// # Errors
    /// Where the listener has no address.
    pub fn start(listener: TcpListener, opening: Opening, api_key: &str) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let room = Arc::new(Room { till: Mutex::new(Till::open(opening, api_key)), heard: Mutex::default() });
        let serving = tokio::spawn(server::serve(listener, Arc::clone(&room)));
        Ok(Self { address, room, serving })
    }

    /// `http://127.0.0.1:9400`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A check as the API shows it.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<Value> {
        self.room.till().check(id)
    }

    /// The payments on a check as the API shows them, void ones too.
    #[must_use]
    pub fn payments(&self, id: &str) -> Vec<Value> {
        let payments = self.check(id).and_then(|mut check| check.get_mut("payments").map(Value::take));
        payments.and_then(|payments| payments.as_array().cloned()).unwrap_or_default()
    }

    /// All requests that were answered, the oldest first.
    #[must_use]
    pub fn heard(&self) -> Vec<Heard> {
        self.room.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on it is this time: for locks that end.
    pub fn set_clock(&self, now: Timestamp) {
        self.room.till().now = Some(now);
    }
}

impl Drop for Corner {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

// === impl Room ===

impl Room {
    pub(crate) fn till(&self) -> MutexGuard<'_, Till> {
        self.till.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn hear(&self, heard: Heard) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(heard);
    }
}
