//! The call that is running.

use std::time::Duration;

use crate::lent;

/// Milliseconds until the host gives up on this call.
pub fn remaining_ms() -> u32 {
    lent::call::remaining_ms()
}

/// The time until the host gives up on this call.
pub fn remaining() -> Duration {
    Duration::from_millis(remaining_ms().into())
}

/// For the point of sale's own log: the same id stands in the host's.
pub fn trace_id() -> String {
    lent::call::trace_id()
}
