//! Findings: one line each of the three lists, and what is to be done about it.

use super::case::LedgerWord;
use crate::epos::{Money, PaymentStatus};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The three lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum List {
    /// Dojo has the money, and the point of sale does not show the payment.
    Missing,
    /// The point of sale shows a payment for which Dojo does not have the money.
    Extra,
    /// Both have it, with different amounts.
    Differs,
}

/// One line of a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Which list.
    pub list: List,
    /// The venue.
    pub venue: String,
    /// Dojo's id of the intent.
    pub payment_intent_id: String,
    /// The point of sale's id of the order.
    pub order_id: String,
    /// Where the intent stands at Dojo; none where Dojo does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<PaymentStatus>,
    /// What Dojo charged for the order, without tips.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dojo_amount: Option<Money>,
    /// The tips at Dojo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dojo_tips: Option<Money>,
    /// What Dojo gave back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded_amount: Option<Money>,
    /// What the point of sale shows for the intent, without tips; none where it shows nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos_amount: Option<Money>,
    /// The tips there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos_tips: Option<Money>,
    /// What the ledger says: a word, and why.
    pub ledger: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub to_do: String,
}

/// Something that could not be compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NotCompared {
    /// The intent, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent_id: Option<String>,
    /// The order, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Why not.
    pub reason: String,
}

// === impl List ===

impl List {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Missing, Self::Extra, Self::Differs];

    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Differs => "differs",
        }
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing in the POS",
            Self::Extra => "extra in the POS",
            Self::Differs => "amount differs",
        })
    }
}

/// What is to be done about a payment that the point of sale does not show.
pub(super) fn missing(venue: &str, intent: &str, ledger: &LedgerWord) -> String {
    match ledger {
        LedgerWord::Applied => {
            "it was on the POS once: ask who took it off, then enter it there by hand or refund it at Dojo".to_owned()
        }
        LedgerWord::Declined(_) => "refund it at Dojo: the card machine was told that it is not on the POS".to_owned(),
        LedgerWord::Attention(_) | LedgerWord::Unknown => resolve(venue, intent),
        LedgerWord::Open => {
            format!("nothing yet: the host is at it; `patio payments show {intent}` says when it tries next")
        }
        LedgerWord::NotThere => {
            "nothing yet: the host takes it in at its next reconciliation and puts it on the POS".to_owned()
        }
        LedgerWord::Settled | LedgerWord::Deposit | LedgerWord::Unread(_) => {
            format!(
                "`patio payments show {intent}` says what is known; enter it at the POS by hand, or refund it at Dojo"
            )
        }
    }
}

/// What is to be done about a payment that the point of sale shows though the money is gone.
pub(super) fn undone(venue: &str, intent: &str, ledger: &LedgerWord) -> String {
    match ledger {
        LedgerWord::Attention(_) | LedgerWord::Unknown => resolve(venue, intent),
        LedgerWord::Open => {
            format!("nothing yet: the host is at it; `patio payments show {intent}` says when it tries next")
        }
        _ => "take it off the order at the POS: the guest has the money back".to_owned(),
    }
}

fn resolve(venue: &str, intent: &str) -> String {
    format!(
        "answer it: `patio payments resolve {intent} --venue {venue}` with --applied, --post or --refund, and --by YOU"
    )
}
