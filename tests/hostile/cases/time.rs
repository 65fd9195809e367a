//! What waits, or is waited for by nobody.

use crate::case::Case;

const SOON: &str = "limits.deadline_ms = 300\nlimits.cpu_ms = 300";
const LATE: &str = "failed in SearchOrders: it did not answer within 300 ms (limits.deadline_ms)";

pub(crate) fn sleeps_past_the_deadline() -> Case {
    Case::serves(SOON).search_fails(LATE)
}

pub(crate) fn waits_for_many_timers() -> Case {
    Case::serves(SOON).search_fails(LATE)
}

pub(crate) fn waits_for_nothing() -> Case {
    Case::serves(SOON).search_fails("failed in SearchOrders: it ")
}

pub(crate) fn sleeps_in_describe() -> Case {
    Case::refused("`about.describe` failed: it did not answer within 5000 ms")
}

/// Whom the storm hangs up on, thousands of times: `hang_up.rs`.
pub(crate) fn dropped_mid_call() -> Case {
    // More places than there are who hang up at once: whoever stays on the line is answered.
    Case::serves("limits.deadline_ms = 60000\nlimits.calls_at_once = 32").get_ok()
}
