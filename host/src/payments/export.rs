//! The ledger of a time as a table: one row for each fact, in the order of the log.

use super::summary::StoryEntry;
use crate::epos::Timestamp;
use crate::ledger::{Entry, Fact, IntentKey, Ledger, LedgerError, Seq};

/// The table's columns.
pub const COLUMNS: [&str; 11] = [
    "seq",
    "at",
    "venue",
    "payment_intent_id",
    "kind",
    "duplicate",
    "status",
    "order_id",
    "amount_minor",
    "currency",
    "text",
];

/// Entries that are read at once: a page is a few hundred kilobytes, whatever the ledger has.
const PAGE: u32 = 1_000;

/// Hands on the rows of a time, each in the order of [`COLUMNS`].
///
/// # Errors
/// Where the ledger could not be read, or what `each` says.
pub async fn rows<E: From<LedgerError>>(
    ledger: &dyn Ledger,
    from: Timestamp,
    until: Timestamp,
    mut each: impl FnMut([String; COLUMNS.len()]) -> Result<(), E>,
) -> Result<(), E> {
    let mut after: Option<Seq> = None;
    loop {
        let page = ledger.entries(from, until, after, PAGE).await?;
        let Some((_, last)) = page.last() else { return Ok(()) };
        after = Some(last.seq);
        for (key, entry) in page {
            each(row(&key, entry))?;
        }
    }
}

fn row(key: &IntentKey, entry: Entry) -> [String; COLUMNS.len()] {
    let (status, amount) = match &entry.fact {
        Fact::Event { event, .. } => (event.data.payment_status.to_string(), None),
        Fact::Record { payment, .. } => (String::new(), Some(payment.paid_amount)),
        Fact::Named { paid_amount, .. } => (String::new(), *paid_amount),
        Fact::Reading(reading) => (reading.status.to_string(), Some(reading.intent.paid_amount)),
        Fact::Attempt(attempt) => (format!("{:?}", attempt.step), attempt.refunded.or(attempt.paid_amount)),
        Fact::GivenBack { amount, .. } => (String::new(), *amount),
        _ => (String::new(), None),
    };
    [
        entry.seq.to_string(),
        entry.at.to_string(),
        key.venue.to_string(),
        key.intent.as_ref().to_owned(),
        entry.fact.kind().to_owned(),
        entry.duplicate.to_string(),
        status,
        entry.fact.order_id().unwrap_or_default().to_owned(),
        amount.map_or_else(String::new, |amount| amount.value.to_string()),
        amount.map_or_else(String::new, |amount| amount.currency_code.to_string()),
        StoryEntry::from(entry).text(),
    ]
}
