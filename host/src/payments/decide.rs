//! What a person decides about a payment that waits for one. It is written into the ledger, by whatever process: the
//! host that owns the ledger acts upon it.

use super::intent::IntentState;
use crate::epos::Timestamp;
use crate::ledger::{
    Appended, Decision, Draft, Fact, Filter, IntentKey, IntentRow, Ledger, LedgerError, Standing, Then,
};
use crate::venue::VenueId;

/// Characters of a person's name that are kept.
const NAME_CHARACTERS: usize = 100;

/// Why a decision is not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecideError {
    /// The ledger has no such intent.
    #[error("the ledger has no payment intent {0:?}")]
    Unknown(String),
    /// More than one venue has it.
    #[error("{intent:?} is a payment intent of several venues: {venues}")]
    Ambiguous {
        /// Which.
        intent: String,
        /// Whose.
        venues: String,
    },
    /// Nothing is to be decided.
    #[error("{0} does not wait for a person: it is {1}")]
    NotWaiting(IntentKey, &'static str),
    /// Nobody is named.
    #[error("who decides must be named")]
    Nobody,
    /// Something came in between: the person has to look again.
    #[error("something new came in about {0} just now")]
    Overtaken(IntentKey),
    /// The ledger could not be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Writes a decision. When this returns, it is on the disk; a host that runs takes it up within seconds, another one
/// when it starts.
///
/// # Errors
/// [`DecideError`]: then nothing was written.
pub async fn decide(
    ledger: &dyn Ledger,
    intent: &str,
    venue: Option<&VenueId>,
    decision: Decision,
    by: &str,
    now: Timestamp,
) -> Result<IntentKey, DecideError> {
    let by: String = by.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARACTERS).collect();
    if by.is_empty() {
        return Err(DecideError::Nobody);
    }
    let filter = Filter { intent: Some(intent.to_owned()), venue: venue.cloned(), ..Filter::default() };
    let rows = ledger.list(&filter).await?;
    let row = match rows.as_slice() {
        [] => return Err(DecideError::Unknown(intent.to_owned())),
        [row] => row,
        rows => {
            let venues: Vec<_> = rows.iter().map(|row| row.key.venue.as_str()).collect();
            return Err(DecideError::Ambiguous { intent: intent.to_owned(), venues: venues.join(", ") });
        }
    };
    let IntentRow { key, standing, .. } = row;
    match standing {
        Standing::Attention { .. } => {}
        Standing::Open { .. } => return Err(DecideError::NotWaiting(key.clone(), "open: the host is at it")),
        Standing::Settled => return Err(DecideError::NotWaiting(key.clone(), "settled")),
    }
    let seen = IntentState::fold(key, &ledger.history(key).await?).last_seq();
    // What the person saw is what is decided upon.
    let then = Then::OnlyAfter { seen, standing: Standing::Open { due: now } };
    match ledger.append(Draft::new(key, now, Fact::Decided { decision, by }, then)).await? {
        Appended::Written(_) | Appended::Overtaken(_) | Appended::Duplicate(_) => Ok(key.clone()),
        Appended::Stale => Err(DecideError::Overtaken(key.clone())),
    }
}
