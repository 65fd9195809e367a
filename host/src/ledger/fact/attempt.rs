//! What is done at a point of sale, and what is learned there.

use crate::epos::{Money, PaymentSafety, UpdateStatus};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An attempt to tell the point of sale.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// What it is told.
    pub step: UpdateStatus,
    /// The refunded amount in all that it is told, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Money>,
    /// As the adapter sees it: 1 the first time. What was never sent is not counted.
    pub number: u32,
    /// What the adapter promised about posting twice when the attempt was made: an attempt by an adapter without keys
    /// is not made harmless by a later version that has them. None where no adapter was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_safety: Option<PaymentSafety>,
    /// The function that it is told by; none in entries of older hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// The order, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// The payment without tips, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_amount: Option<Money>,
    /// What the order showed before, where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// The id of the call, which stands in the log and in the point of sale's own.
    pub trace_id: String,
}

/// The function of an adapter that a payment is told by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the contract's words")]
pub enum Via {
    RecordPayment,
    PaymentUpdated,
    CreateOrder,
}

/// What an order showed before a payment was put on it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Before {
    /// The sum of its payments, without tips.
    pub paid: Money,
    /// What is to be paid in all, where the order says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// The lock that Dojo held on it, as far as this process knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
}

/// How an attempt ended, with the reason in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "kebab-case")]
pub enum Outcome {
    /// It is on the point of sale.
    Applied,
    /// Nothing was written: unavailable, or the deadline passed before the call.
    Later(String),
    /// It may or may not be on the point of sale: in-doubt, unexpected, a trap, a deadline or a crash during the call.
    Unknown(String),
    /// The point of sale refused it for good: conflict, invalid request, not found.
    Refused(String),
    /// It never left the host: breaker, queue, or no adapter loaded. Neither an attempt nor in doubt.
    NotSent(String),
}

/// What an order showed of a payment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Found {
    /// It is there.
    Present {
        /// How that is known.
        proof: String,
    },
    /// It is not among the order's payments.
    Absent {
        /// The sum of the payments that are, without tips.
        paid: Money,
        /// What is to be paid in all, where the order says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        total: Option<Money>,
    },
    /// The order could not be read.
    Unreadable {
        /// Why.
        reason: String,
    },
}

// === impl Outcome ===

impl Outcome {
    /// Why, where there is something to say.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Applied => None,
            Self::Later(reason) | Self::Unknown(reason) | Self::Refused(reason) | Self::NotSent(reason) => Some(reason),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Applied => "applied",
            Self::Later(_) => "nothing was written",
            Self::Unknown(_) => "unknown",
            Self::Refused(_) => "refused",
            Self::NotSent(_) => "not sent",
        };
        match self.reason() {
            Some(reason) => write!(f, "{word}: {reason}"),
            None => f.write_str(word),
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Present { proof } => write!(f, "it is there: {proof}"),
            Self::Absent { paid, total: Some(total) } => {
                write!(f, "it is not among the payments, which are {paid} of {total}")
            }
            Self::Absent { paid, total: None } => write!(f, "it is not among the payments, which are {paid}"),
            Self::Unreadable { reason } => write!(f, "the order could not be read: {reason}"),
        }
    }
}
