//! What an adapter promises about a payment that is posted twice.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What happens when the same payment is posted to the point of sale twice: how an attempt of unknown outcome is
/// resolved.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentSafety {
    /// The point of sale takes an idempotency key: posting again is harmless.
    Keyed,
    /// It can be asked whether a payment intent is on the order already.
    Lookup,
    /// Neither: an attempt of unknown outcome goes to a person.
    None,
}

// === impl PaymentSafety ===

impl fmt::Display for PaymentSafety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keyed => "keyed",
            Self::Lookup => "lookup",
            Self::None => "none",
        })
    }
}
