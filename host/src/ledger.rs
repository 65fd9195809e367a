//! The durable record of payments: facts that are only ever added, and where each payment intent stands because of them.
//!
//! Two things are kept. The **log**: every fact that arrived and every attempt that was made, per venue and payment
//! intent, never changed and never deleted. The **projection**: one row per intent that says what is to be done next,
//! written in the same transaction as the fact it follows from; it can be rebuilt from the log.
//!
//! What a standing *means* is the matter of `payments`, which hands each fact in together with the standing that
//! follows. The ledger sees to three things: a fact is on the disk before its writer hears of it, a standing never
//! overwrites one that follows from newer facts, and a fact that says the same twice changes nothing.
//!
//! **Invariants:** the ledger knows neither HTTP nor the rules of `payments`. Nothing here updates or deletes an entry.

pub mod draft;
pub mod error;
pub mod fact;
pub mod key;
pub mod sqlite;
pub mod standing;
#[cfg(test)]
pub(crate) mod suite;

pub use draft::{Appended, Draft, Projected, Then};
pub use error::{LedgerError, OpenError};
pub use fact::{Answer, Attempt, Before, Decision, Declined, Entry, Fact, Found, NamedBy, Outcome, Reading, Via};
pub use key::{IntentKey, Seq};
pub use sqlite::SqliteLedger;
pub use standing::{Backlog, Filter, IntentRow, OpenIntent, Standing};

use crate::epos::Timestamp;
use crate::venue::VenueId;
use async_trait::async_trait;
use std::collections::BTreeMap;

/// A ledger, whatever its engine. Every engine passes the rules in `ledger/suite.rs`.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Adds a fact. When this returns, the fact is on the disk.
    ///
    /// # Errors
    /// Where it could not be written: then nothing may be acknowledged.
    async fn append(&self, draft: Draft) -> Result<Appended, LedgerError>;

    /// Says where an intent stands, without a new fact.
    ///
    /// # Errors
    /// Where it could not be written.
    async fn project(
        &self,
        key: &IntentKey,
        seen: Seq,
        standing: Standing,
        at: Timestamp,
    ) -> Result<Projected, LedgerError>;

    /// All entries of one intent, in the order in which they were written.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn history(&self, key: &IntentKey) -> Result<Vec<Entry>, LedgerError>;

    /// Every intent that the host has to do something about, by when it is due: open ones, and those that wait for a
    /// person and are looked at again nevertheless.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn open_intents(&self) -> Result<Vec<OpenIntent>, LedgerError>;

    /// Rows of the projection, the one that changed last first.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn list(&self, filter: &Filter) -> Result<Vec<IntentRow>, LedgerError>;

    /// The intents of an order that are open.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn open_of_order(&self, venue: &VenueId, order_id: &str) -> Result<Vec<IntentKey>, LedgerError>;

    /// How much is unsettled, of each venue that has something unsettled.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn backlog(&self) -> Result<BTreeMap<VenueId, Backlog>, LedgerError>;

    /// The entries of a time, whatever their intent, in the order of the log: `limit` at most and after `after`.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn entries(
        &self,
        from: Timestamp,
        until: Timestamp,
        after: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<(IntentKey, Entry)>, LedgerError>;

    /// The intents that the log names, in the order of their keys, `limit` at most and after `after`: what a projection
    /// is rebuilt from.
    ///
    /// # Errors
    /// Where it could not be read.
    async fn logged(&self, after: Option<&IntentKey>, limit: u32) -> Result<Vec<IntentKey>, LedgerError>;

    /// Replaces a row of the projection, or makes it, as part of a rebuild. False, and nothing is written, where facts
    /// newer than the row's came in.
    ///
    /// # Errors
    /// Where it could not be written.
    async fn restore(&self, row: IntentRow) -> Result<bool, LedgerError>;

    /// Writes what is waiting, then lets go of the ledger. What is appended afterwards fails.
    async fn close(&self);
}
