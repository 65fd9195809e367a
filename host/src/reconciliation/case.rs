//! What is compared: what Dojo, the ledger and the orders say of a venue's payments. Plain values.

use crate::epos::{Money, Order, Timestamp};
use crate::ledger::Reading;
use crate::venue::VenueId;
use std::collections::BTreeMap;
use std::fmt;

/// A payment intent as Dojo lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Dojo's id.
    pub id: String,
    /// What it says.
    pub reading: Reading,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its text, as it is kept.
    pub raw: String,
}

/// Everything that is known for one comparison.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whose.
    pub venue: VenueId,
    /// What changed from here on may still be on its way.
    pub settled_before: Timestamp,
    /// Whether the point of sale is known to show the intents of its payments. Where it is not, a payment without an
    /// intent may be one of Dojo's.
    pub shows_intents: bool,
    /// By intent.
    pub intents: BTreeMap<String, Known>,
    /// The orders that were read, by id.
    pub orders: BTreeMap<String, Shown>,
}

/// What is known of an intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// Whether it is to be found at the point of sale as Dojo says; else it was only looked up, because something else
    /// names it.
    pub compared: bool,
    /// What Dojo says.
    pub dojo: AtDojo,
    /// What the ledger says.
    pub ledger: LedgerWord,
}

/// What Dojo says of an intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AtDojo {
    /// This.
    Says(Box<Listed>),
    /// It knows no such intent.
    Gone,
    /// It did not answer: why.
    Unread(String),
}

/// What the point of sale says of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shown {
    /// Its payments.
    Payments(Vec<ShownPayment>),
    /// It knows no such order.
    Gone,
    /// It could not be read: why.
    Unread(String),
}

/// A payment of an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownPayment {
    /// Dojo's intent, where the point of sale keeps it.
    pub intent: Option<String>,
    /// Without tips.
    pub paid: Money,
    /// The tips, where the point of sale tells them.
    pub tips: Option<Money>,
}

/// What the ledger says of an intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LedgerWord {
    /// It is on the point of sale.
    Applied,
    /// The request to record it was refused, so that Dojo gives the money back: the answer.
    Declined(String),
    /// A person has to look: why.
    Attention(String),
    /// It may be on the point of sale.
    Unknown,
    /// The host is at it.
    Open,
    /// Nothing was to be done.
    Settled,
    /// A party's deposit, which is on no order.
    Deposit,
    /// It is not in the ledger.
    NotThere,
    /// It could not be read: why.
    Unread(String),
}

// === impl AtDojo ===

impl AtDojo {
    /// The order that the intent is for, where Dojo says so.
    pub fn order_id(&self) -> Option<&str> {
        match self {
            Self::Says(listed) => listed.reading.intent.order_id.as_deref(),
            Self::Gone | Self::Unread(_) => None,
        }
    }
}

// === impl Shown ===

impl From<Order> for Shown {
    fn from(order: Order) -> Self {
        let payment = |payment: crate::epos::order::Payment| ShownPayment {
            intent: payment.payment_intent_id.filter(|id| !id.is_empty()),
            paid: payment.paid_amount,
            tips: payment.tips_amount,
        };
        Self::Payments(order.payments.into_iter().map(payment).collect())
    }
}

// === impl LedgerWord ===

impl fmt::Display for LedgerWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Applied => f.write_str("applied"),
            Self::Declined(answer) => write!(f, "declined: {answer}"),
            Self::Attention(reason) => write!(f, "attention: {reason}"),
            Self::Unknown => f.write_str("unknown"),
            Self::Open => f.write_str("open"),
            Self::Settled => f.write_str("settled"),
            Self::Deposit => f.write_str("deposit"),
            Self::NotThere => f.write_str("not there"),
            Self::Unread(reason) => write!(f, "cannot be read: {reason}"),
        }
    }
}
