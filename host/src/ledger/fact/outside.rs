//! What comes from outside, and what is said there: readings at Dojo, answers to it, and what a person decides.

use crate::epos::{CaptureMode, Money, PaymentIntent, PaymentStatus};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where an intent was named, other than in an event or a payment to record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum NamedBy {
    /// CreateOrder: the order comes with the payment.
    CreateOrder {
        /// Dojo's id of the order.
        dojo_order_id: String,
    },
    /// A party's deposit: it is recorded and never put on an order.
    PartyDeposit {
        /// Dojo's id of the party, or the point of sale's.
        party_id: String,
    },
    /// Dojo's list of intents, where no event came.
    Reconciliation,
}

/// What Dojo says of a payment intent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// Where it stands.
    pub status: PaymentStatus,
    /// How it is captured.
    pub capture_mode: CaptureMode,
    /// Everything that was charged, tips and cashback included: what is given back where everything is.
    pub charged: Money,
    /// What an adapter is told of it.
    pub intent: PaymentIntent,
}

/// What a request that brings a payment was answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Answer {
    /// An error: Dojo gives the money back, so the payment is never put on the order any more.
    Declined(Declined),
    /// A success, though it is not known whether the payment is on the order.
    Assumed,
}

/// The error that a payment was declined with: a repetition of the request is answered with the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "error", content = "text", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the errors of the contract")]
pub enum Declined {
    NotFound(String),
    InvalidRequest(String),
    Conflict(String),
    Unavailable(String),
    Unexpected(String),
}

/// What a person may decide about a payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It is on the point of sale.
    Applied,
    /// Put it there now.
    Post,
    /// Give the money back.
    GiveBack,
}

// === impl NamedBy ===

impl fmt::Display for NamedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateOrder { dojo_order_id } => write!(f, "order {dojo_order_id}"),
            Self::PartyDeposit { party_id } => write!(f, "the deposit of party {party_id}"),
            Self::Reconciliation => f.write_str("Dojo's list of payments"),
        }
    }
}

// === impl Declined ===

impl Declined {
    /// The error in words.
    pub fn text(&self) -> &str {
        match self {
            Self::NotFound(text)
            | Self::InvalidRequest(text)
            | Self::Conflict(text)
            | Self::Unavailable(text)
            | Self::Unexpected(text) => text,
        }
    }
}

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::NotFound(_) => "not found",
            Self::InvalidRequest(_) => "invalid request",
            Self::Conflict(_) => "conflict",
            Self::Unavailable(_) => "unavailable",
            Self::Unexpected(_) => "unexpected",
        };
        write!(f, "{word}: {}", self.text())
    }
}

// === impl Decision ===

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applied => "it is on the POS",
            Self::Post => "post it now",
            Self::GiveBack => "give it back",
        })
    }
}
