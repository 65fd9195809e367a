//! What changed at a point of sale, as an adapter that exports `changes` tells it.

use std::fmt;

/// Something was created, changed or deleted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "each holds the id of what it is called")]
pub enum Change {
    Order(String),
    Party(String),
    Reservation(String),
}

/// The changes since the call before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangePage {
    /// What changed.
    pub changes: Vec<Change>,
    /// The adapter's own mark, handed back at the next call.
    pub since: String,
}

// === impl Change ===

impl Change {
    /// What changed: `order`, `party` or `reservation`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Party(_) => "party",
            Self::Reservation(_) => "reservation",
        }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Self::Order(id) | Self::Party(id) | Self::Reservation(id) => id,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind(), self.id())
    }
}
