//! What wants more memory than it may have: it is refused, and what it had comes back.

use crate::case::{Ask, Case, Wanted, ids};

const SMALL: &str = "limits.memory_mib = 16\nlimits.deadline_ms = 30000\nlimits.cpu_ms = 5000";
const TOLD: &str = "failed in SearchOrders: it asked for more than 16 MiB of memory (limits.memory_mib)";

pub(crate) fn memory_in_one_piece() -> Case {
    Case::serves(SMALL).search_fails(TOLD).get_ok()
}

pub(crate) fn memory_in_many_pieces() -> Case {
    Case::serves(SMALL).search_fails(TOLD).get_ok()
}

pub(crate) fn memory_in_every_call() -> Case {
    Case::serves("limits.deadline_ms = 30000\nlimits.cpu_ms = 5000")
        .search_ok(|page| ids(page) == ["41943040"])
        .get_ok()
}

pub(crate) fn memory_declared_huge() -> Case {
    Case::refused("memory")
}

pub(crate) fn memory_above_the_limit() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it asked for more than 64 MiB of memory (limits.memory_mib)")
}

pub(crate) fn memory_fill_without_end() -> Case {
    Case::serves("limits.cpu_ms = 50\nlimits.deadline_ms = 30000")
        .search_fails("failed in SearchOrders: it used more than 50 ms of CPU time (limits.cpu_ms)")
        .then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn table_growth() -> Case {
    Case::serves("").search_ok(|page| ids(page).is_empty())
}

pub(crate) fn table_declared_huge() -> Case {
    Case::refused("table")
}

pub(crate) fn many_instances() -> Case {
    Case::refused("instance")
}

pub(crate) fn many_nested_components() -> Case {
    Case::refused("it exports no patio:epos/about@0.1.0, which every adapter needs")
}
