//! The way from a card machine to a point of sale: REST or WebSocket. What is said on it is judged, and stands in the
//! transcript.

mod rest;
mod socket;

pub use rest::{BadAddress, RestLine};
pub use socket::SocketLine;

use crate::operation::Operation;
use serde_json::{Map, Value};
use std::fmt;
use std::time::Duration;

/// How long an answer may take. Dojo says nowhere how long it waits; nobody stands at a table for longer.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes of an answer that are read: a hundred orders take a tenth of it.
const LARGEST_ANSWER: usize = 4 << 20;

/// A line to one point of sale.
pub enum Line {
    /// The EPOS Data API over REST.
    Rest(RestLine),
    /// The EPOS Data API over WebSocket.
    Socket(SocketLine),
}

/// What a card machine asks.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The operation.
    pub operation: &'static Operation,
    /// What stands in its path over REST.
    pub fields: Map<String, Value>,
    /// What stands in its body over REST; an empty object where it has none.
    pub body: Map<String, Value>,
    /// Who asks.
    pub requester: Requester,
}

/// Who asks, as far as it is told.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Requester {
    /// The waiter who typed an id into the card machine.
    pub waiter_id: Option<String>,
    /// The card machine's own id.
    pub device_id: String,
}

/// What a point of sale answered.
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    /// It is done. Null where a success has no body.
    Done(Value),
    /// It is refused.
    Refused(Refusal),
    /// No answer came, or none that can be read, and why.
    Nothing(String),
}

/// An EPOSError.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// `NotFound`, `InvalidRequest`, `Conflict`, `UnexpectedError`, or what stands in its place.
    pub error_type: String,
    /// The debug message.
    pub message: String,
}

// === impl Line ===

impl Line {
    /// Asks once.
    pub async fn ask(&self, ask: &Ask) -> Heard {
        match self {
            Self::Rest(line) => line.ask(ask).await,
            Self::Socket(line) => line.ask(ask).await,
        }
    }
}

// === impl Ask ===

impl Ask {
    /// An operation with nothing in it yet.
    #[must_use]
    pub fn new(operation: &'static Operation, requester: &Requester) -> Self {
        Self { operation, fields: Map::new(), body: Map::new(), requester: requester.clone() }
    }

    /// With something in its path.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// With a body; only an object is one.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        if let Value::Object(body) = body {
            self.body = body;
        }
        self
    }
}

// === impl Requester ===

impl Requester {
    /// What Dojo calls what asks here.
    const PRODUCT: &'static str = "pay-at-table";
    const DEVICE_TYPE: &'static str = "terminal";

    /// By the name over REST and the name over WebSocket.
    fn headers(&self) -> impl Iterator<Item = (&'static str, &'static str, &str)> {
        [
            ("waiter-id", "waiterId", self.waiter_id.as_deref()),
            ("dojo-requesting-product", "dojoRequestingProduct", Some(Self::PRODUCT)),
            ("device-id", "deviceId", Some(self.device_id.as_str())),
            ("device-type", "deviceType", Some(Self::DEVICE_TYPE)),
        ]
        .into_iter()
        .filter_map(|(rest, socket, value)| Some((rest, socket, value?)))
    }
}

// === impl Refusal ===

impl Refusal {
    fn of(error: &Value) -> Self {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        Self { error_type: text("errorType"), message: text("debugMessage") }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            return f.write_str(&self.error_type);
        }
        write!(f, "{}: {}", self.error_type, self.message)
    }
}
