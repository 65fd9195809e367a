//! Why a call had no reply, in words that know no transport.

use crate::adapter::Fault;
use crate::epos::Capability;
use crate::venue::Redactor;
use std::borrow::Cow;

/// Why a call had no reply.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The adapter: no such thing.
    #[error("not found: {0}")]
    NotFound(String),
    /// The adapter: the request can never succeed.
    #[error("invalid request: {0}")]
    InvalidRequest(String),
    /// The adapter: the state forbids it now.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The adapter: the point of sale could not be reached, and nothing was written.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The adapter: the point of sale may or may not have written it.
    #[error("in doubt: {0}")]
    InDoubt(String),
    /// The adapter: anything else.
    #[error("unexpected: {0}")]
    Unexpected(String),
    /// The adapter is at fault: a trap, a limit, or an answer that breaks the contract.
    #[error("{0}")]
    Fault(#[from] Fault),
    /// The venue's adapter does not provide the capability, or the venue switched it off. Not sent.
    #[error("{} is not provided", .0.name())]
    NotProvided(Capability),
    /// The venue's adapter is not loaded or not complete; the text says why. Not sent.
    #[error("not ready: {0}")]
    NotReady(String),
    /// Too many calls at once. Not sent.
    #[error("overloaded: {0}")]
    Overloaded(&'static str),
    /// The adapter failed several times in a row, and is left alone for a while. Not sent.
    #[error("the breaker is open: the adapter failed several times in a row")]
    BreakerOpen,
}

// === impl Failure ===

impl Failure {
    /// Whether the adapter was never called: nothing can be in doubt.
    pub const fn not_sent(&self) -> bool {
        matches!(self, Self::NotProvided(_) | Self::NotReady(_) | Self::Overloaded(_) | Self::BreakerOpen)
    }

    /// The same, with the venue's secrets taken out of what the adapter says: whoever passes its words on (to a card
    /// machine, into the ledger, to a person) has none to keep.
    #[must_use]
    pub(crate) fn without_secrets(self, redactor: &Redactor) -> Self {
        let clean = |text: String| match redactor.redact(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(clean) => clean,
        };
        match self {
            Self::NotFound(text) => Self::NotFound(clean(text)),
            Self::InvalidRequest(text) => Self::InvalidRequest(clean(text)),
            Self::Conflict(text) => Self::Conflict(clean(text)),
            Self::Unavailable(text) => Self::Unavailable(clean(text)),
            Self::InDoubt(text) => Self::InDoubt(clean(text)),
            Self::Unexpected(text) => Self::Unexpected(clean(text)),
            Self::Fault(Fault::Trap(text)) => Self::Fault(Fault::Trap(clean(text))),
            other => other,
        }
    }

    /// A word for metrics.
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::InvalidRequest(_) => "invalid_request",
            Self::Conflict(_) => "conflict",
            Self::Unavailable(_) => "unavailable",
            Self::InDoubt(_) => "in_doubt",
            Self::Unexpected(_) => "unexpected",
            Self::Fault(fault) => fault.kind(),
            Self::NotProvided(_) => "not_provided",
            Self::NotReady(_) => "not_ready",
            Self::Overloaded(_) => "overloaded",
            Self::BreakerOpen => "breaker_open",
        }
    }
}
