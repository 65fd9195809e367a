//! JSON-RPC 2.0 as Dojo speaks it: a request from a text, and the texts of its reply.
//!
//! `error` is the EPOSError itself, and `method` is echoed (AsyncAPI, `JsonrpcResponseV1`). Neither batches nor
//! requests of the host's own are known there.

use crate::epos::{Capability, InvalidRequest};
use crate::trace::TraceId;
use crate::transport::failure::{Problem, Refusal};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// What JSON-RPC calls null where no id is known: the AsyncAPI wants a string.
const NO_ID: &str = "\"\"";

/// What a message asks for.
#[derive(Debug)]
pub(super) struct Call {
    /// How its reply begins; none where none is wanted: JSON-RPC calls that a notification.
    pub(super) head: Option<Head>,
    /// What is asked for.
    pub(super) capability: Capability,
    /// A JSON text; `{}` where there is none.
    pub(super) params: Bytes,
}

/// What a reply begins with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Head {
    /// As it came, in JSON.
    id: String,
    method: String,
}

/// What is not carried out.
#[derive(Debug)]
pub(super) enum Unread {
    /// It is refused.
    Refused {
        /// How the reply begins; none where none is wanted.
        head: Option<Head>,
        /// Why.
        refusal: Refusal,
        /// The same in a word for metrics.
        kind: &'static str,
    },
    /// A reply, to nothing that was asked: to answer it could make two peers answer each other for ever.
    Reply,
}

/// What a message is, for who judges how it is read and has no connection: the fuzz target.
#[derive(Debug)]
pub enum Frame {
    /// It asks for something.
    Asks {
        /// What.
        capability: Capability,
        /// With these, as JSON.
        params: Bytes,
        /// What a success without content would be answered with; none where no reply is wanted.
        reply: Option<Vec<u8>>,
    },
    /// It is refused.
    Refused {
        /// With this; none where no reply is wanted.
        reply: Option<Vec<u8>>,
    },
    /// It is a reply, and is passed over.
    Reply,
}

#[derive(Deserialize)]
#[serde(expecting = "a JSON object")]
struct Envelope<'a> {
    #[serde(borrow, default)]
    jsonrpc: Option<&'a RawValue>,
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    method: Option<&'a RawValue>,
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

// === impl Call ===

impl Call {
    /// Reads a message, which is UTF-8.
    ///
    /// # Errors
    /// Why it asks for nothing that is known.
    pub(super) fn read(message: &Bytes) -> Result<Self, Unread> {
        let envelope = Envelope::read(message)?;
        let method = envelope.method.and_then(text);
        if envelope.params.is_none() && (envelope.result.is_some() || envelope.error.is_some()) {
            return Err(Unread::Reply);
        }
        let id = match envelope.id.map(RawValue::get) {
            Some(id) if !is_id(id) => {
                return Err(refused(Some(Head::none()), "envelope", "id: must be a string or a number"));
            }
            id => id,
        };
        let head = id.map(|id| Head { id: id.to_owned(), method: method.clone().unwrap_or_default() });
        // Without a method and a version it is no notification either.
        let Some(method) = method else {
            return Err(refused(Some(head.unwrap_or_else(Head::none)), "envelope", "method: must be a string"));
        };
        if envelope.jsonrpc.and_then(text).as_deref() != Some("2.0") {
            return Err(refused(Some(head.unwrap_or_else(Head::none)), "version", "jsonrpc: must be \"2.0\""));
        }
        let Some(capability) = Capability::by_socket_method(&method) else {
            return Err(Unread::Refused { head, refusal: Refusal::UnknownMethod, kind: "method" });
        };
        let params =
            envelope.params.map_or(Bytes::from_static(b"{}"), |params| message.slice_ref(params.get().as_bytes()));
        Ok(Self { head, capability, params })
    }
}

// === impl Frame ===

impl Frame {
    /// Reads a message, which is UTF-8.
    pub fn read(message: &Bytes) -> Self {
        match Call::read(message) {
            Ok(Call { head, capability, params }) => {
                Self::Asks { capability, params, reply: head.map(|head| head.result(b"{}")) }
            }
            Err(Unread::Refused { head, refusal, .. }) => {
                let problem = Problem::refused(refusal, &TraceId::random());
                Self::Refused { reply: head.map(|head| head.error(&problem)) }
            }
            Err(Unread::Reply) => Self::Reply,
        }
    }
}

// === impl Unread ===

impl Unread {
    /// A message that is no text.
    pub(super) fn binary() -> Self {
        refused(Some(Head::none()), "binary", "a binary message came: JSON-RPC is sent as text")
    }

    /// A word for metrics.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Refused { kind, .. } => kind,
            Self::Reply => "reply",
        }
    }
}

fn refused(head: Option<Head>, kind: &'static str, why: &str) -> Unread {
    Unread::Refused { head, refusal: Refusal::Invalid(InvalidRequest(why.to_owned())), kind }
}

// === impl Envelope ===

impl<'a> Envelope<'a> {
    fn read(message: &'a [u8]) -> Result<Self, Unread> {
        // An array would be taken as the fields in their order.
        let first = message.iter().find(|byte| !byte.is_ascii_whitespace());
        let is_object = first == Some(&b'{');
        match serde_json::from_slice(message) {
            Ok(envelope) if is_object => Ok(envelope),
            Ok(_) => {
                Err(refused(Some(Head::none()), "envelope", "a JSON object is needed: batches are not known here"))
            }
            Err(error) if error.is_data() => {
                Err(refused(Some(Head::none()), "envelope", &format!("a JSON-RPC request is needed: {error}")))
            }
            Err(error) => Err(refused(Some(Head::none()), "json", &format!("bad JSON: {error}"))),
        }
    }
}

// === impl Head ===

impl Head {
    /// Of a reply to a request that could not be found in its message.
    fn none() -> Self {
        Self { id: NO_ID.to_owned(), method: String::new() }
    }

    /// The reply of a success; `result` is JSON.
    pub(super) fn result(&self, result: &[u8]) -> Vec<u8> {
        self.reply("result", result)
    }

    /// The reply of a failure.
    pub(super) fn error(&self, problem: &Problem) -> Vec<u8> {
        self.reply("error", &problem.json())
    }

    fn reply(&self, name: &str, json: &[u8]) -> Vec<u8> {
        // A text always becomes JSON; an empty one would still be one.
        let method = serde_json::to_string(&self.method).unwrap_or_else(|_| NO_ID.to_owned());
        let mut reply = format!(r#"{{"jsonrpc":"2.0","id":{},"method":{method},"{name}":"#, self.id).into_bytes();
        reply.extend_from_slice(json);
        reply.push(b'}');
        reply
    }
}

/// The text of a JSON string.
fn text(json: &RawValue) -> Option<String> {
    serde_json::from_str(json.get()).ok()
}

/// Whether JSON is fit to be an id. The AsyncAPI has strings; JSON-RPC has numbers too.
fn is_id(json: &str) -> bool {
    json.starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit())
}

#[cfg(test)]
mod tests;
