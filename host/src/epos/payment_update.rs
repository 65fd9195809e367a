//! What an adapter is told of a payment: an event of Dojo's, with what its payment intent says where the host could
//! read it.

use super::{CaptureMode, Money, PaymentStatus, Requester, Timestamp};
use serde::{Deserialize, Serialize};

/// One step of a payment, handed to the adapter's `payment-updated`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentUpdate {
    /// Dojo's id of the event.
    pub event_id: String,
    /// Dojo's id of the intent.
    pub payment_intent_id: String,
    /// Where the payment stands now.
    pub status: UpdateStatus,
    /// How it is captured.
    pub capture_mode: CaptureMode,
    /// When the event happened.
    pub created_at: Timestamp,
    /// What the payment intent says; none where the host could not read it.
    pub intent: Option<PaymentIntent>,
    /// The part of the refunded amount that was handed over before.
    pub refunded_before: Option<Money>,
    /// Who told.
    pub requester: Requester,
    /// 1 the first time; higher when an earlier attempt failed or its outcome is unknown.
    pub attempt: u32,
}

/// A payment's status as an adapter sees it: Dojo's, and `PartlyRefunded` for `Captured` with a refunded amount.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "Dojo's words, and the contract's")]
pub enum UpdateStatus {
    Created,
    Authorized,
    Captured,
    PartlyRefunded,
    Refunded,
    Reversed,
    Canceled,
}

/// What a payment intent says, as far as an adapter needs it. Amounts are without tips and cashback, with service
/// charge.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of wit/deps/epos/payments.wit")]
pub struct PaymentIntent {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    pub paid_amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tips_amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_charge_amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cashback_amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded_amount: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiter_id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<(String, String)>,
}

// === impl UpdateStatus ===

impl From<PaymentStatus> for UpdateStatus {
    /// `PartlyRefunded` is no status of Dojo's: the refunded amount of the intent makes it.
    fn from(status: PaymentStatus) -> Self {
        match status {
            PaymentStatus::Created => Self::Created,
            PaymentStatus::Authorized => Self::Authorized,
            PaymentStatus::Captured => Self::Captured,
            PaymentStatus::Reversed => Self::Reversed,
            PaymentStatus::Refunded => Self::Refunded,
            PaymentStatus::Canceled => Self::Canceled,
        }
    }
}
