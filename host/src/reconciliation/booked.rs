//! What the ledger has of an intent, as far as a reconciliation needs it.

use super::case::{LedgerWord, Listed};
use crate::epos::PaymentStatus;
use crate::ledger::{Fact, Filter, IntentKey, Ledger, LedgerError, NamedBy, Standing};
use crate::payments::IntentState;
use crate::payments::intent::Progress;

/// What the ledger has of an intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Booked {
    /// In a word.
    pub word: LedgerWord,
    /// The furthest status that it knows of.
    pub status: Option<PaymentStatus>,
    /// What it knows to be refunded, in minor units.
    pub refunded: i64,
}

// === impl Booked ===

impl Booked {
    /// Reads an intent.
    pub async fn of(ledger: &dyn Ledger, key: &IntentKey) -> Self {
        Self::read(ledger, key).await.unwrap_or_else(|error| Self {
            word: LedgerWord::Unread(error.to_string()),
            status: None,
            refunded: 0,
        })
    }

    async fn read(ledger: &dyn Ledger, key: &IntentKey) -> Result<Self, LedgerError> {
        let history = ledger.history(key).await?;
        let filter = Filter {
            venue: Some(key.venue.clone()),
            intent: Some(key.intent.as_ref().to_owned()),
            limit: 1,
            ..Filter::default()
        };
        let standing = ledger.list(&filter).await?.pop().map(|row| row.standing);
        let state = IntentState::fold(key, &history);
        let is_deposit = |fact: &Fact| matches!(fact, Fact::Named { by: NamedBy::PartyDeposit { .. }, .. });
        let word = match (standing, state.progress()) {
            (None, _) => LedgerWord::NotThere,
            (Some(Standing::Attention { reason, .. }), _) => LedgerWord::Attention(reason),
            (_, Progress::Applied) => LedgerWord::Applied,
            (_, Progress::Unknown) => LedgerWord::Unknown,
            _ if state.declined().is_some() => {
                LedgerWord::Declined(state.declined().map(ToString::to_string).unwrap_or_default())
            }
            (Some(Standing::Open { .. }), _) => LedgerWord::Open,
            _ if history.iter().any(|entry| is_deposit(&entry.fact)) => LedgerWord::Deposit,
            (Some(Standing::Settled), _) => LedgerWord::Settled,
        };
        let refunded = state.reading().and_then(|reading| reading.intent.refunded_amount);
        Ok(Self { word, status: state.status(), refunded: refunded.map_or(0, |refunded| refunded.value) })
    }

    /// Whether Dojo's list says something that the ledger has not heard: a payment whose event was lost, or its undoing.
    pub fn lags_behind(&self, listed: &Listed) -> bool {
        if matches!(self.word, LedgerWord::Unread(_)) || listed.reading.intent.order_id.is_none() {
            return false;
        }
        let is_undone = |status| matches!(status, Some(PaymentStatus::Refunded | PaymentStatus::Reversed));
        let refunded = listed.reading.intent.refunded_amount.map_or(0, |refunded| refunded.value);
        match listed.reading.status {
            PaymentStatus::Refunded | PaymentStatus::Reversed => !is_undone(self.status),
            PaymentStatus::Captured if is_undone(self.status) => false,
            PaymentStatus::Captured => self.status != Some(PaymentStatus::Captured) || refunded > self.refunded,
            PaymentStatus::Created | PaymentStatus::Authorized | PaymentStatus::Canceled => false,
        }
    }
}
