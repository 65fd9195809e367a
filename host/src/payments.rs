//! Payments: what Dojo tells, brought to its end at the point of sale, or to a person.
//!
//! `intent` decides what comes next for one payment intent, from its facts alone. `settlement` does it. Between them
//! stands the ledger: a fact is written before anything follows from it.

pub mod clock;
pub mod intent;
pub mod rebuild;
pub mod retry;
mod schedule;
pub mod settlement;
pub mod summary;

pub use clock::{Clock, SystemClock};
pub use intent::{AttentionReason, IntentState, Next};
pub use settlement::{Limits, Payments, Received, Tills};

/// How an attempt ended; the ledger's word, since it is kept there.
pub use crate::ledger::Outcome;
