//! The projection, made anew from the log: after a repair, or to prove that it says what the log says.

use super::intent::{IntentState, Terms};
use crate::epos::Timestamp;
use crate::ledger::{Entry, IntentKey, IntentRow, Ledger, LedgerError, Standing};
use crate::venue::VenueId;

/// Intents that are fetched at once.
const PAGE: u32 = 1_000;

/// Writes where every intent stands by its entries and its venue's terms, which are not in the log. It may be done beside
/// a running settlement: what moves meanwhile is left as it is. Says how many rows were written.
///
/// # Errors
/// Where the ledger could not be read or written.
pub async fn rebuild(ledger: &dyn Ledger, terms: impl Fn(&VenueId) -> Terms) -> Result<u64, LedgerError> {
    let mut written = 0;
    let mut after: Option<IntentKey> = None;
    loop {
        let page = ledger.logged(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(written) };
        after = Some(last.clone());
        for key in page {
            let history = ledger.history(&key).await?;
            if let Some(row) = row(&key, &history, &terms(&key.venue)) {
                written += u64::from(ledger.restore(row).await?);
            }
        }
    }
}

/// Where an intent stands after its entries; none without any.
fn row(key: &IntentKey, history: &[Entry], terms: &Terms) -> Option<IntentRow> {
    let mut state = IntentState::fold(key, []);
    let mut since: Option<Timestamp> = None;
    let mut updated_at = None;
    let mut order_id = None;
    for entry in history.iter().filter(|entry| !entry.duplicate) {
        state.add(entry);
        order_id = entry.fact.order_id().map(ToOwned::to_owned).or(order_id);
        since = match state.standing(terms) {
            Standing::Settled => None,
            Standing::Open { .. } | Standing::Attention { .. } => since.or(Some(entry.at)),
        };
        updated_at = Some(entry.at);
    }
    Some(IntentRow {
        key: key.clone(),
        standing: state.standing(terms),
        order_id,
        last_seq: state.last_seq()?,
        since,
        updated_at: updated_at?,
    })
}
