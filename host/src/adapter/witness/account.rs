//! The account of one call: what was asked, what the adapter did, and how it ended. Plain data without secrets, which is
//! a line of a recording as it stands.

use crate::epos::{PaymentUpdate, Requester, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One call of an adapter, from outside. Secrets are replaced by `[redacted]`, and numbers that look like cards masked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Account {
    /// When it began.
    pub at: Timestamp,
    /// Whose call.
    pub venue: String,
    /// The adapter's name.
    pub adapter: String,
    /// SHA-256 of its file, in hexadecimal.
    pub digest: String,
    /// What it says its version is.
    pub version: String,
    /// The id under which the host's log has the call.
    pub trace_id: String,
    /// What was asked.
    pub asked: Asked,
    /// What it may use.
    pub allowed: Allowed,
    /// The settings that it read: each once.
    pub settings: BTreeMap<String, SettingRead>,
    /// What the clocks said, and chance.
    pub senses: Senses,
    /// What it did with its store, in order.
    pub store: Vec<StoreStep>,
    /// The requests that it made, in order.
    pub outgoing: Vec<Exchange>,
    /// The files and TCP connections that it used, each once. What came of them no account holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub premises: Vec<PremisesUse>,
    /// What it logged; standard output and error too.
    pub log: Vec<LogLine>,
    /// How it ended.
    pub end: End,
    /// Where the time went.
    pub times: Times,
    /// What its memories and tables took at the end: they never shrink.
    pub memory_bytes: usize,
    /// What an account cannot hold, or does not hold as it was.
    pub gaps: Vec<Gap>,
}

/// What is asked of an adapter.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Asked {
    /// A card machine's request, or a read of the host's own.
    Request {
        /// Its name in the EPOS Data API.
        capability: String,
        /// EPOS JSON as a WebSocket carries it: a path's parameter is a field.
        request: Value,
        /// Who asks.
        requester: Requester,
    },
    /// A payment that is put on an order.
    RecordPayment {
        /// EPOS JSON of RecordOrderPaymentById.
        request: Value,
        /// 1 the first time.
        attempt: u32,
        /// Who asks.
        requester: Requester,
    },
    /// A step of a payment.
    PaymentUpdated {
        /// The step.
        update: Box<PaymentUpdate>,
    },
    /// What changed.
    PollChanges {
        /// The mark of the answer before.
        since: Option<String>,
    },
}

/// The limits that may end a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is named as in `[venues.x.limits]`")]
pub struct Allowed {
    pub deadline_ms: u64,
    pub cpu_ms: u64,
    pub memory_bytes: usize,
}

/// A setting that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingRead {
    /// Its text.
    Value(String),
    /// A secret, which no account has.
    Secret,
    /// It is not set.
    Absent,
}

/// What the clocks said and chance gave, in order.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Senses {
    /// Milliseconds since 1970.
    pub wall_ms: Vec<u64>,
    /// Nanoseconds since the call began.
    pub monotonic_ns: Vec<u64>,
    /// What remained of the call.
    pub remaining_ms: Vec<u32>,
    /// `wasi:random/random`: all bytes one after the other, in base64.
    pub random: String,
    /// `wasi:random/insecure`: the same.
    pub insecure_random: String,
    /// `wasi:random/insecure-seed`, in hexadecimal; none where WASI was not used.
    pub seed: Option<String>,
}

/// One use of the store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StoreStep {
    /// What was wanted.
    #[serde(flatten)]
    pub call: StoreCall,
    /// What came of it.
    pub answer: StoreAnswer,
}

/// A function of `patio:host/store`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the functions and parameters of wit/deps/host")]
pub enum StoreCall {
    Get { key: String },
    Set { key: String, value: Content },
    Delete { key: String },
    Keys { prefix: String, after: Option<String> },
    CompareAndSet { key: String, expected: Option<Content>, value: Content },
}

/// What a function of the store answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreAnswer {
    /// A value.
    Value(Content),
    /// No such key.
    None,
    /// Written, or removed.
    Done,
    /// Of a comparison: the present value was another.
    Differed,
    /// Keys.
    Keys(Vec<String>),
    /// Refused: over the quota.
    TooLarge(String),
    /// Refused: it cannot be reached.
    Unavailable(String),
}

/// Content that a person can read where they are text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Base64(String),
    /// Not kept; why.
    LeftOut(String),
}

/// One request to a point of sale, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// When, in microseconds since the call began.
    pub at_us: u64,
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers that the adapter set. What the host adds (`[venues.x.http]`) is never among them.
    pub headers: Vec<(String, String)>,
    /// What was sent.
    pub body: Body,
    /// What came back.
    pub outcome: Outcome,
    /// From the beginning to the response's header, or to the error, in microseconds.
    pub took_us: u64,
}

/// How a request ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A response.
    Response {
        /// Its status.
        status: u16,
        /// Its headers.
        headers: Vec<(String, String)>,
        /// Its body, as far as it was read.
        body: Body,
    },
    /// The error that the adapter was told: the names are those of `wasi:http`.
    Error(String),
    /// Nothing came before the call ended, or the adapter did not wait for it.
    Nothing,
}

/// A body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Body {
    /// What was kept of it.
    #[serde(flatten)]
    pub kept: Content,
    /// How long it was.
    pub bytes: u64,
    /// Longer than what was kept: a replay cannot answer with it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cut: bool,
    /// It did not come to its end: the error, or nothing where it was not read any further.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<String>,
}

/// Something of the premises that was used, for the first time in a call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PremisesUse {
    /// When, in microseconds since the call began.
    pub at_us: u64,
    /// What.
    #[serde(flatten)]
    pub what: Premise,
}

/// What an adapter may use of the premises.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Premise {
    /// Something in a granted folder.
    File {
        /// The folder, by the name that the adapter has it under.
        folder: String,
        /// What in it.
        path: String,
    },
    /// A connection to this address.
    Tcp(String),
}

/// A line of the log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LogLine {
    /// When, in microseconds since the call began.
    pub at_us: u64,
    /// `trace` to `error`.
    pub level: String,
    /// As the host's log has it.
    pub text: String,
}

/// How a call ended.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// With a reply that keeps the contract: EPOS JSON as a WebSocket carries it.
    Replied(Value),
    /// Without.
    Failed {
        /// A word: `not_found`, `unavailable`, `in_doubt`, `trap`, `limit`, `breach`, …
        kind: String,
        /// In the operator's words.
        text: String,
        /// Of a trap: the functions from the innermost on, with their lines where the component has them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        backtrace: Vec<String>,
    },
    /// Who asked hung up, and nobody waited for it.
    Abandoned,
}

/// Where a call's time went, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Times {
    /// From the place that it got to its end.
    pub total_us: u64,
    /// The adapter's own, with the functions of the host that it called.
    pub cpu_us: u64,
    /// Waiting for what is lent: the point of sale, the store, time itself.
    pub waiting_us: u64,
    /// Making the instance, and checking the reply.
    pub host_us: u64,
}

/// What an account does not hold as it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// A number that looks like a card's was masked somewhere.
    CardsMasked,
    /// A secret was replaced in what the adapter got or gave.
    SecretsRedacted,
    /// There was more of something than an account holds.
    TooMuch,
}

// === impl Account ===

impl Account {
    /// What was asked, as the operator knows it.
    pub fn name(&self) -> &str {
        self.asked.name()
    }
}

// === impl Asked ===

impl Asked {
    /// The capability, or what the host calls it.
    pub fn name(&self) -> &str {
        match self {
            Self::Request { capability, .. } => capability,
            Self::RecordPayment { .. } => crate::epos::Capability::RecordOrderPaymentById.name(),
            Self::PaymentUpdated { .. } => crate::epos::Capability::PaymentIntentStatusUpdated.name(),
            Self::PollChanges { .. } => "poll-changes",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_false(value: &bool) -> bool {
    !*value
}

// === impl Premise ===

impl std::fmt::Display for Premise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File { folder, path } => write!(f, "{path} in folder {folder}"),
            Self::Tcp(address) => write!(f, "TCP connection to {address}"),
        }
    }
}

// === impl Gap ===

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CardsMasked => "numbers that look like cards were masked",
            Self::SecretsRedacted => "secrets were redacted",
            Self::TooMuch => "there was more than a recording holds of one call",
        })
    }
}
