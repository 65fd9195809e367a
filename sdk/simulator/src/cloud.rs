//! Dojo's cloud: its API over HTTP, the end of the WebSocket, and the payment intents that card machines make.
//!
//! Everything is in memory. Every request is judged and written into the transcript, and so is every reply.

mod answer;
mod handshake;
mod integration;
mod intent;
mod search;
mod serve;
mod socket;

pub use handshake::SOCKET_PATH;
pub use intent::NewIntent;

use crate::fault::Faults;
use crate::judge::Judge;
use crate::transcript::{Entry, Kind, Transcript, Way};
use integration::Integrations;
use serde_json::{Value, json};
use socket::Sockets;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;

/// The version of Dojo's API that it speaks. Another is refused, as it is checked before a host goes live.
pub const API_VERSION: &str = "2026-02-27";

/// Who may call, and for whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Dojo's id of the venue: it stands in every event.
    pub id: String,
    /// The key of its API, as it is.
    pub api_key: String,
}

/// The cloud. Clones are the same.
#[derive(Clone)]
pub struct Cloud {
    shared: Arc<Shared>,
}

struct Shared {
    accounts: Vec<Account>,
    judge: Arc<Judge>,
    transcript: Transcript,
    faults: Arc<Faults>,
    state: Mutex<State>,
    sockets: Sockets,
}

/// What Dojo knows.
#[derive(Default)]
struct State {
    /// By id, each with its account.
    intents: BTreeMap<String, (String, Value)>,
    /// Refunds by intent and key.
    keys: HashMap<(String, String), Made>,
    refunds: Vec<Made>,
    reversals: usize,
    integrations: HashMap<String, Integrations>,
}

/// A refund that was made.
#[derive(Clone)]
struct Made {
    refund_id: String,
    intent: String,
    amount: i64,
    reason: Option<String>,
}

// === impl Cloud ===

impl Cloud {
    /// A cloud of these accounts, without a payment.
    #[must_use]
    pub fn new(accounts: Vec<Account>, judge: Arc<Judge>, transcript: Transcript, faults: Arc<Faults>) -> Self {
        let (state, sockets) = (Mutex::default(), Sockets::default());
        Self { shared: Arc::new(Shared { accounts, judge, transcript, faults, state, sockets }) }
    }

    /// Answers whoever connects, for as long as it is polled.
    pub async fn serve(&self, listener: TcpListener) {
        serve::serve(self, listener).await;
    }

    /// Makes a payment intent, and returns its id.
    #[must_use]
    pub fn create(&self, account: &str, new: &NewIntent) -> String {
        let intent = new.to_json();
        let id = new.id.clone();
        self.put(account, intent);
        id
    }

    /// A payment intent as it is now.
    #[must_use]
    pub fn intent(&self, id: &str) -> Option<Value> {
        self.state().intents.get(id).map(|(_, intent)| intent.clone())
    }

    /// Puts a payment intent in, or in place of the one of that id.
    pub fn put(&self, account: &str, intent: Value) {
        let id = intent.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.note(&intent);
        self.state().intents.insert(id, (account.to_owned(), intent));
    }

    /// Changes the status of a payment intent.
    pub fn set_status(&self, id: &str, status: &str) {
        self.change(id, |intent| intent.insert("status".to_owned(), status.into()));
    }

    /// Gives a part of what was charged back; the last part makes it `Refunded`.
    pub fn give_back(&self, id: &str, amount: i64) {
        self.change(id, |intent| intent::give_back(intent, amount));
    }

    /// What a host registered over a transport, `rest` or `ws`: the names of its capabilities, or none.
    #[must_use]
    pub fn registered(&self, account: &str, transport: &str) -> Option<Vec<String>> {
        self.state().integrations.get(account)?.names(transport)
    }

    fn change<T>(&self, id: &str, change: impl FnOnce(&mut serde_json::Map<String, Value>) -> T) {
        let changed = {
            let mut state = self.state();
            let Some(intent) = state.intents.get_mut(id).and_then(|(_, intent)| intent.as_object_mut()) else { return };
            change(intent);
            intent::touch(intent);
            Value::Object(intent.clone())
        };
        self.note(&changed);
    }

    fn note(&self, intent: &Value) {
        let what =
            format!("{} {}", intent["id"].as_str().unwrap_or_default(), intent["status"].as_str().unwrap_or("?"));
        let entry = Entry { body: Some(intent.clone()), ..Entry::new(Way::Dojo, Kind::Intent, what) };
        self.shared.transcript.add(entry);
    }

    fn account_of(&self, api_key: &str) -> Option<&Account> {
        self.shared.accounts.iter().find(|account| account.api_key == api_key)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Made ===

impl Made {
    fn to_json(&self) -> Value {
        json!({"paymentIntentId": self.intent, "refundId": self.refund_id, "refundReason": self.reason})
    }
}
