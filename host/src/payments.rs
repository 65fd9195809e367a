//! Payments: what Dojo tells, brought to its end at the point of sale, or to a person.
//!
//! `intent` decides what comes next for one payment intent, from its facts alone. `settlement` does it. Between them
//! stands the ledger: a fact is written before anything follows from it.

mod asked;
pub mod clock;
pub mod decide;
mod evidence;
pub mod export;
pub mod intent;
mod locks;
pub mod named;
pub mod rebuild;
pub mod record;
pub mod retry;
mod schedule;
pub mod settlement;
pub mod summary;
pub mod tills;
mod turns;
mod work;
#[cfg(test)]
mod world;

pub use clock::{Clock, SystemClock};
pub use intent::{AttentionReason, IntentState, Next, Terms};
pub use named::CreateError;
pub use record::RecordError;
pub use settlement::{Limits, Outside, Payments, Received};
pub use tills::{Alarm, Dojos, Failed, Manners, RecordCall, Tills, Unread};

/// How an attempt ended; the ledger's word, since it is kept there.
pub use crate::ledger::Outcome;
