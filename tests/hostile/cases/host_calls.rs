//! What uses too much of what is lent.

use crate::case::{Ask, Case, Wanted, ids, note, shown};

const LONG: &str = "limits.deadline_ms = 30000\nlimits.cpu_ms = 500";
const HANDLES: &str = "failed in SearchOrders: it held more than 1024 handles (limits.handles)";
/// Few lines, so that the run's log can be read.
const QUIET: &str = "limits.log_lines = 5\nlimits.deadline_ms = 30000\nlimits.cpu_ms = 20000";
const DROPPED: &str =
    "logged more than 5 lines or 262144 bytes in one call (limits.log_lines, limits.log_bytes): the rest is dropped";

pub(crate) fn headers_forty_thousand() -> Case {
    Case::serves(LONG).search_fails("failed in SearchOrders: it ").get_ok()
}

pub(crate) fn headers_of_many_values() -> Case {
    Case::serves(LONG).search_fails("failed in SearchOrders: it ").get_ok()
}

pub(crate) fn headers_without_end() -> Case {
    Case::serves(LONG).search_fails("failed in SearchOrders: it ").get_ok()
}

pub(crate) fn log_a_million_lines() -> Case {
    Case::serves(QUIET).search_ok(|page| ids(page) == ["1"]).told(DROPPED).get_ok()
}

pub(crate) fn log_megabytes() -> Case {
    Case::serves(QUIET).search_ok(|page| ids(page) == ["1"]).told(DROPPED).get_ok()
}

pub(crate) fn log_forged_lines() -> Case {
    Case::serves(QUIET).then(Ask::Search, Wanted::Error(500, "UnexpectedError")).get_ok()
}

pub(crate) fn stdout_without_end() -> Case {
    Case::serves("limits.log_lines = 5\nlimits.cpu_ms = 50\nlimits.deadline_ms = 30000")
        .search_fails("failed in SearchOrders: it used more than 50 ms of CPU time (limits.cpu_ms)")
        .get_ok()
}

pub(crate) fn random_gigabytes() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it ").get_ok()
}

pub(crate) fn random_without_end() -> Case {
    Case::serves("limits.cpu_ms = 50\nlimits.deadline_ms = 30000").search_fails("failed in SearchOrders: it ").get_ok()
}

pub(crate) fn handles_of_timers() -> Case {
    Case::serves(LONG).search_fails(HANDLES).get_ok()
}

pub(crate) fn handles_of_headers() -> Case {
    Case::serves(LONG).search_fails(HANDLES).get_ok()
}

pub(crate) fn handles_of_requests() -> Case {
    Case::serves(LONG).search_fails(HANDLES).get_ok()
}

pub(crate) fn handles_of_its_own() -> Case {
    Case::serves(LONG).search_fails(HANDLES).then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn store_to_the_brim() -> Case {
    Case::serves("limits.store_keys = 20\nlimits.deadline_ms = 30000\nlimits.cpu_ms = 5000")
        .search_ok(|page| shown(page) == "20" && note(page).contains("store_keys"))
        .get_ok()
}

pub(crate) fn store_keys_that_lead_elsewhere() -> Case {
    Case::serves("limits.deadline_ms = 30000").search_ok(|page| note(page) == "found [], listed 0").get_ok()
}
