//! What never comes back: it is stopped, and pays for it alone.

use crate::case::{Ask, Case, Wanted};

/// CPU ends first, however slow the machine is.
const CPU: &str = "limits.cpu_ms = 50\nlimits.deadline_ms = 30000";
const TOLD: &str = "failed in SearchOrders: it used more than 50 ms of CPU time (limits.cpu_ms)";

pub(crate) fn loop_in_call() -> Case {
    Case::serves(CPU).search_fails(TOLD).get_ok()
}

pub(crate) fn loop_in_describe() -> Case {
    Case::refused("`about.describe` failed: it ")
}

pub(crate) fn loop_in_start() -> Case {
    Case::refused("`about.describe` failed: it ")
}

pub(crate) fn loop_in_post_return() -> Case {
    Case::serves(CPU).search_fails(TOLD).then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn loop_in_realloc() -> Case {
    Case::serves(CPU).search_fails(TOLD)
}

pub(crate) fn loop_in_destructor() -> Case {
    Case::serves(CPU).search_fails(TOLD).then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn loop_of_host_calls() -> Case {
    Case::serves(CPU).search_fails(TOLD).get_ok()
}

pub(crate) fn loop_of_waiting_host_calls() -> Case {
    Case::serves("limits.cpu_ms = 50\nlimits.deadline_ms = 1000").search_fails("failed in SearchOrders: it ").get_ok()
}

pub(crate) fn recursion_in_call() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: its calls nest deeper than 1024 KiB of stack allow").get_ok()
}

pub(crate) fn recursion_in_realloc() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: its calls nest deeper than 1024 KiB of stack allow")
}
