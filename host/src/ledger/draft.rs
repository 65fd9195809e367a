//! A fact that is to be written, and what follows from it.

use super::{Fact, IntentKey, Seq, Standing};
use crate::epos::Timestamp;

/// A fact that is to be written.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What it is filed under.
    pub key: IntentKey,
    /// When the host learned or did it.
    pub at: Timestamp,
    /// The fact.
    pub fact: Fact,
    /// The text as it arrived, for what came from outside.
    pub raw: Option<String>,
    /// What the fact says, for facts that may be told more than once: the second of an intent with the same text here
    /// is written as a duplicate and changes nothing.
    pub says: Option<String>,
    /// The point of sale's id of the order, where this fact tells it.
    pub order_id: Option<String>,
    /// What follows from it.
    pub then: Then,
}

// === impl Draft ===

impl Draft {
    /// A fact with what it says of itself.
    pub fn new(key: &IntentKey, at: Timestamp, fact: Fact, then: Then) -> Self {
        let (says, order_id) = (fact.says(), fact.order_id().map(ToOwned::to_owned));
        Self { key: key.clone(), at, fact, raw: None, says, order_id, then }
    }

    /// With the text as it arrived.
    #[must_use]
    pub fn raw(self, raw: &str) -> Self {
        Self { raw: Some(raw.to_owned()), ..self }
    }
}

/// What follows from a fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Then {
    /// Something came from outside: the intent is open and due at once, whatever stood there.
    Reopen,
    /// The fact is only true of what its writer has seen: where the intent's last entry is not `seen`, nothing is
    /// written. So an attempt is never begun by two at once, nor upon a status that is no longer the last.
    OnlyAfter {
        /// The last entry that the writer knew; none for an intent without entries.
        seen: Option<Seq>,
        /// Where the intent stands then.
        standing: Standing,
    },
    /// The fact is true in any case, but where it leads to was judged from what its writer had seen: where something
    /// newer than `seen` came in, the intent stays open and is due at once, so that it is judged again.
    Judge {
        /// The last entry that the writer knew.
        seen: Seq,
        /// Where the intent stands then.
        standing: Standing,
    },
}

/// What became of a draft. Duplicates count for nothing: they are never "the last entry".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Appended {
    /// Written, and it has led to the standing that was asked for.
    Written(Seq),
    /// Written as a repetition of what an earlier entry said.
    Duplicate(Seq),
    /// [`Then::Judge`]: written, but something newer had come in: the intent is open and due at once.
    Overtaken(Seq),
    /// [`Then::OnlyAfter`]: nothing was written, since something newer had come in.
    Stale,
}

/// What became of a standing that was to be written without a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Projected {
    /// Written.
    Written,
    /// It stood there already.
    Unchanged,
    /// Nothing was written, since something newer had come in.
    Stale,
}
