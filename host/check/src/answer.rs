//! What came of a step.

use patio_host::adapter::{CallError, Said};
use serde_json::Value;
use std::time::Duration;

/// What came of a step.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) came: Came,
    /// CPU that the call used, on the meter that a venue's `limits.cpu_ms` is held against.
    pub(crate) cpu: Duration,
    /// Memory that the instance had at its end, and never less before.
    pub(crate) memory_bytes: usize,
}

/// How a step ended.
#[derive(Clone, Debug)]
pub(crate) enum Came {
    Reply(Value),
    /// An error that the contract knows: its name there, and the adapter's words.
    Said(&'static str, String),
    /// The adapter failed: it trapped, hit a limit, or broke the contract.
    Fault(String),
    /// This machine kept the adapter from being asked.
    Prevented(String),
}

// === impl Answer ===

impl Answer {
    /// An answer of the POS, which costs the adapter nothing.
    pub(crate) const fn of_pos(value: Value) -> Self {
        Self { came: Came::Reply(value), cpu: Duration::ZERO, memory_bytes: 0 }
    }
}

// === impl Came ===

impl From<CallError> for Came {
    fn from(error: CallError) -> Self {
        let said = match error {
            CallError::Said(said) => said,
            CallError::Fault(fault) => return Self::Fault(fault.to_string()),
            CallError::Full => return Self::Prevented("the sandbox had no place for a call".to_owned()),
        };
        match said {
            Said::NotFound(text) => Self::Said("not-found", text),
            Said::InvalidRequest(text) => Self::Said("invalid-request", text),
            Said::Conflict(text) => Self::Said("conflict", text),
            Said::Unavailable(text) => Self::Said("unavailable", text),
            Said::InDoubt(text) => Self::Said("in-doubt", text),
            Said::Unexpected(text) => Self::Said("unexpected", text),
        }
    }
}

impl Came {
    /// In a sentence, without secrets where `redact` takes them out.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Reply(value) => format!("it answered {}", short(value)),
            Self::Said(kind, text) => format!("{kind}: {text:?}"),
            Self::Fault(text) | Self::Prevented(text) => text.clone(),
        }
    }
}

/// JSON as far as a line takes it.
pub(crate) fn short(value: &Value) -> String {
    const SHOWN_CHARS: usize = 160;
    let text = value.to_string();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}
