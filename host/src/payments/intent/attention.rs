//! Why a person has to look at a payment.

use crate::epos::UpdateStatus;
use std::fmt;

/// Why a person has to look. As text it begins with the kind, which stays the same between versions.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "each variant's text says what it is; `reason` is the adapter's, Dojo's or the host's last word"
)]
pub enum AttentionReason {
    Refused { status: UpdateStatus, reason: String },
    Unknown { status: UpdateStatus, reason: String },
    Assumed { reason: String },
    Expired { status: UpdateStatus, tries: usize, reason: String },
    UndoneWhileUnknown { reason: String },
    CannotUndo { status: UpdateStatus },
    CannotTell,
    Mismatch { difference: String },
    Interrupted { reason: String },
    DeclinedWhileUnknown { reason: String },
    AppliedAndDeclined { answer: String },
    DeclinedNotReturned { answer: String },
    ToldBoth { answer: String },
    NoAmounts,
    NoOrder,
    Unreadable { reason: String },
    NoDojo,
    GiveBackFailed { reason: String },
}

impl fmt::Display for AttentionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, reason } => write!(f, "refused: the POS does not take {status:?}: {reason}"),
            Self::Unknown { status, reason } => {
                write!(f, "unknown: {status:?} may or may not be on the POS: {reason}")
            }
            Self::Assumed { reason } => write!(
                f,
                "unknown: the card machine was told that the payment is recorded, and it may or may not be on the POS: \
                 {reason}"
            ),
            Self::Expired { status, tries, reason } => {
                write!(f, "expired: {status:?} is not on the POS after {tries} tries in 72 h: {reason}")
            }
            Self::UndoneWhileUnknown { reason } => write!(
                f,
                "unknown: Dojo took the money back, and the payment may or may not be on the POS: {reason}"
            ),
            Self::CannotUndo { status } => write!(
                f,
                "undo: Dojo says {status:?}, the payment is on the POS, and its adapter takes no events: take it off there"
            ),
            Self::CannotTell => f.write_str(
                "adapter: it takes neither payments nor events, and the payment is not on the POS: put it there by hand",
            ),
            Self::Mismatch { difference } => {
                write!(f, "mismatch: the same payment was told with different content: {difference}")
            }
            Self::Interrupted { reason } => write!(
                f,
                "interrupted: the host stopped before it answered a request to record the payment: {reason}"
            ),
            Self::DeclinedWhileUnknown { reason } => write!(
                f,
                "unknown: the payment was declined, so Dojo gives the money back, and it may or may not be on the POS: \
                 {reason}"
            ),
            Self::AppliedAndDeclined { answer } => write!(
                f,
                "declined: the payment is on the POS, and a request to record it was answered {answer:?}: Dojo may have \
                 given the money back"
            ),
            Self::DeclinedNotReturned { answer } => write!(
                f,
                "declined: the payment is not on the POS ({answer}), and Dojo has not given the money back"
            ),
            Self::ToldBoth { answer } => write!(
                f,
                "declined: the payment is not on the POS ({answer}), and a repetition of the request was answered with \
                 success"
            ),
            Self::NoAmounts => f.write_str(
                "amounts: the adapter applies payments by `record-payment`, which needs the amounts: the event has none, \
                 no request to record the payment came, and without [venues.….dojo] the payment intent cannot be read",
            ),
            Self::NoOrder => f.write_str("order: it is not known which order the payment is for"),
            Self::Unreadable { reason } => write!(f, "unreadable: the payment intent cannot be read: {reason}"),
            Self::NoDojo => f.write_str("give-back: without [venues.….dojo] the host cannot ask Dojo to give it back"),
            Self::GiveBackFailed { reason } => write!(f, "give-back: Dojo did not give the money back: {reason}"),
        }
    }
}
