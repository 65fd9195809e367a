//! Facts: what arrived and what was done. An entry is a fact with its place and time.
//!
//! A new kind of fact is a new variant, no new table. It raises the engines' schema version, so that an older host
//! refuses the ledger by name instead of stumbling over an entry that it cannot read. A new field of a kind is optional.

mod attempt;
mod outside;
#[cfg(test)]
mod tests;

pub use attempt::{Attempt, Before, Found, Outcome, Via};
pub use outside::{Answer, Decision, Declined, NamedBy, Reading};

use super::Seq;
#[cfg(test)]
pub(crate) use tests::samples;

use crate::epos::{Event, Money, OrderPayment, Requester, Timestamp};
use serde::{Deserialize, Serialize};

/// One fact about a payment intent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Fact {
    /// Dojo told a status.
    Event {
        /// What it said.
        event: Event,
        /// Who told.
        requester: Requester,
        /// The id of the request that brought it.
        trace_id: String,
    },
    /// RecordOrderPaymentById: put this payment on this order, now.
    Record {
        /// The point of sale's id of the order.
        order_id: String,
        /// What is to be put there.
        payment: OrderPayment,
        /// Who asked.
        requester: Requester,
        /// The id of the request that brought it.
        trace_id: String,
    },
    /// It was named elsewhere: in an order that Dojo makes, as a party's deposit, or in Dojo's own list.
    Named {
        /// Where.
        by: NamedBy,
        /// Without tips.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paid_amount: Option<Money>,
        /// The id of the request that brought it.
        trace_id: String,
    },
    /// The payment intent was read at Dojo.
    Reading(Box<Reading>),
    /// It could not be read.
    ReadingFailed {
        /// Why.
        reason: String,
        /// Whether Dojo does not know it at all: then to ask again is of no use.
        gone: bool,
    },
    /// The point of sale is about to be told. Written before the call, so that a crash during it leaves a trace.
    Attempt(Attempt),
    /// How an attempt ended.
    Outcome {
        /// The attempt.
        attempt: Seq,
        /// Its end.
        #[serde(flatten)]
        outcome: Outcome,
    },
    /// The order was read, to learn whether a payment of unknown outcome is on it.
    Look {
        /// What it showed.
        found: Found,
        /// Whether that settles the matter. An absence does so where the point of sale shows the intents of its payments
        /// and has had the time that it may take to apply one.
        conclusive: bool,
    },
    /// What RecordOrderPaymentById, or CreateOrder, was answered, where the outcome alone does not say it. Written
    /// before it is sent.
    Answered(Answer),
    /// A person decided.
    Decided {
        /// What.
        decision: Decision,
        /// Who.
        by: String,
    },
    /// Dojo was asked to give the money back.
    GivenBack {
        /// How much, where it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
        /// Why not, where it was not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<String>,
    },
}

/// A fact in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its place.
    pub seq: Seq,
    /// When the host learned or did it.
    pub at: Timestamp,
    /// Whether an earlier entry of the intent said the same: then it changes nothing.
    pub duplicate: bool,
    /// The fact.
    pub fact: Fact,
    /// The text as it arrived, for what came from outside.
    pub raw: Option<String>,
}

// === impl Fact ===

impl Fact {
    /// The kind's name, as it is stored.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Event { .. } => "event",
            Self::Record { .. } => "record",
            Self::Named { .. } => "named",
            Self::Reading(_) => "reading",
            Self::ReadingFailed { .. } => "reading-failed",
            Self::Attempt(_) => "attempt",
            Self::Outcome { .. } => "outcome",
            Self::Look { .. } => "look",
            Self::Answered(_) => "answered",
            Self::Decided { .. } => "decided",
            Self::GivenBack { .. } => "given-back",
        }
    }

    /// The point of sale's id of the order, where the fact tells it.
    pub fn order_id(&self) -> Option<&str> {
        match self {
            Self::Record { order_id, .. } => Some(order_id),
            Self::Reading(reading) => reading.intent.order_id.as_deref(),
            Self::Attempt(attempt) => attempt.order_id.as_deref(),
            _ => None,
        }
    }

    /// What the fact says, for facts that may be told more than once: the second with the same text is a duplicate.
    ///
    /// A second Captured may be another partial refund, which only the payment intent tells: two events of it are the
    /// same only where they are one. Everything that is told is told by its content, so that other content is no
    /// duplicate.
    pub fn says(&self) -> Option<String> {
        match self {
            Self::Event { event, .. } => {
                let status = event.data.payment_status;
                Some(match status {
                    crate::epos::PaymentStatus::Captured => format!("event {status} {}", event.id),
                    _ => format!("event {status}"),
                })
            }
            Self::Record { order_id, payment, .. } => {
                let tips = payment.tips_amount.map_or_else(String::new, |tips| tips.to_string());
                Some(format!("record {} {tips} on {order_id}", payment.paid_amount))
            }
            Self::Named { by, paid_amount, .. } => {
                let paid = paid_amount.map_or_else(String::new, |paid| paid.to_string());
                Some(format!("named {paid} by {by}"))
            }
            _ => None,
        }
    }
}
