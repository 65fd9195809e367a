//! Reconciliation: Dojo's list of payments against the ledger and the orders of the point of sale.
//!
//! It answers with three lists: payments that are missing in the POS, payments that are extra there, and payments whose
//! amounts differ; what could not be compared is told beside them. Intents that no event told of are taken in on the way.
//!
//! A report follows from Dojo, the ledger and the POS, and from nothing else. So none is kept on the disk: after a
//! restart, the last day and the present one are reconciled at once, which tells what is true now. What must not be
//! forgotten is in the ledger.

pub mod asked;
pub mod booked;
pub mod calendar;
pub mod case;
pub mod compare;
pub mod finding;
pub mod kept;
pub mod lines;
pub mod page;
pub mod report;
pub mod run;
#[cfg(test)]
mod tests;
pub mod worker;

pub use asked::{Asked, Busy, Question};
pub use calendar::{Calendar, Occasion, Period};
pub use case::Listed;
pub use finding::{Finding, List, NotCompared};
pub use kept::Kept;
pub use report::{Failure, Report, Reports};
pub use run::{Reconciler, RunError};
pub use worker::Worker;

use crate::dojo::{SearchIntents, UnreadIntent};
use crate::ledger::{IntentKey, LedgerError};
use crate::payments::{Payments, Unread};
use crate::trace::TraceId;
use crate::venue::VenueId;
use async_trait::async_trait;
use std::time::Duration;

/// How long a payment may take to get from Dojo to the point of sale before its absence means something: an event takes
/// seconds, a card machine without a connection minutes. What changed later than this is left for the next time.
pub const SETTLING: Duration = Duration::from_mins(10);

/// Dojo's lists, of all venues.
#[async_trait]
pub trait Lists: Send + Sync {
    /// A page of a venue's payment intents; `after` is the mark of the page before.
    ///
    /// # Errors
    /// Why not, in words and without secrets.
    async fn search(&self, venue: &VenueId, search: &SearchIntents, after: Option<&str>) -> Result<ListPage, String>;

    /// One intent.
    ///
    /// # Errors
    /// Why it was not read.
    async fn look_up(&self, venue: &VenueId, intent: &str) -> Result<Listed, Unread>;
}

/// A page of Dojo's list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ListPage {
    /// Those that could be read.
    pub intents: Vec<Listed>,
    /// Those that could not.
    pub unread: Vec<UnreadIntent>,
    /// The mark of the next page; none on the last.
    pub after: Option<String>,
}

/// Takes in what no event told.
#[async_trait]
pub trait Intake: Send + Sync {
    /// Takes an intent in. `listed` says in short what the list says of it: the same again changes nothing. Says whether
    /// it was news.
    ///
    /// # Errors
    /// Where it could not be written.
    async fn take_in(&self, key: &IntentKey, listed: &str, raw: &str) -> Result<bool, LedgerError>;
}

#[async_trait]
impl Intake for Payments {
    async fn take_in(&self, key: &IntentKey, listed: &str, raw: &str) -> Result<bool, LedgerError> {
        Ok(!self.reconcile(key, listed, raw, &TraceId::random()).await?.duplicate)
    }
}
