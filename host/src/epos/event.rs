//! Payment intent events: what Dojo tells, at least once and in any order.

use super::{Capability, Timestamp, json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// `Event` of the AsyncAPI; every field is required. There is no amount and no order in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(description = "What happened to a payment intent. There is no amount and no order in it.")]
pub struct Event {
    /// Dojo's id of this event.
    #[serde(deserialize_with = "json::id")]
    #[schemars(length(min = 1, max = json::MAX_ID_BYTES))]
    pub id: String,
    /// The Dojo account it belongs to.
    pub account_id: String,
    /// What kind of event.
    pub event: EventType,
    /// When it happened.
    pub created_at: Timestamp,
    /// The payment intent it is about.
    pub data: PaymentIntentEvent,
}

/// What kind of event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub enum EventType {
    /// A payment intent was created.
    #[serde(rename = "payment_intent.created")]
    Created,
    /// Its status changed.
    #[serde(rename = "payment_intent.status_updated")]
    StatusUpdated,
}

/// The payment intent of an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentIntentEvent {
    /// Dojo's id of the intent: the key of the ledger.
    #[serde(deserialize_with = "json::id")]
    #[schemars(length(min = 1, max = json::MAX_ID_BYTES), description = "Dojo's id of the intent.")]
    pub payment_intent_id: String,
    /// Its status as of this event.
    pub payment_status: PaymentStatus,
    /// How it is captured.
    pub capture_mode: CaptureMode,
}

/// The statuses of a payment intent. They only move forward; what they mean to a point of sale is `payments`' matter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(description = "The status of a payment intent.")]
#[expect(missing_docs, reason = "Dojo's words")]
pub enum PaymentStatus {
    Created,
    Authorized,
    Captured,
    Reversed,
    Refunded,
    Canceled,
}

/// Whether a payment is captured with its authorization.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "Dojo's words")]
pub enum CaptureMode {
    Auto,
    Manual,
}

// === impl EventType ===

impl EventType {
    /// The capability that takes events of this kind.
    pub const fn capability(self) -> Capability {
        match self {
            Self::Created => Capability::PaymentIntentCreated,
            Self::StatusUpdated => Capability::PaymentIntentStatusUpdated,
        }
    }
}

impl fmt::Display for PaymentStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
