//! What ends a call in a trap or in an exit: the call failed, and the next one does not know of it.

use crate::case::{Ask, Case, Wanted};

const TRAPPED: &str = "it trapped: wasm `unreachable` instruction executed";

/// It would be left alone after a few.
const NO_BREAK: &str = "limits.breaker_failures = 1000000";

pub(crate) fn traps_in_every_export() -> Case {
    [Ask::Get, Ask::Bill, Ask::Create, Ask::Cancel, Ask::Lock, Ask::Areas, Ask::Tables, Ask::Party, Ask::Reservation]
        .into_iter()
        .fold(Case::serves(NO_BREAK).search_fails("failed in SearchOrders: it trapped: "), |case, ask| {
            case.then(ask, Wanted::Fault)
        })
        // The order is read before it is paid, and so nothing was.
        .then(Ask::Record, Wanted::Fault)
        .then(Ask::Event, Wanted::Ok(|answer| answer == &serde_json::json!({})))
}

pub(crate) fn traps_at_start() -> Case {
    Case::refused(TRAPPED)
}

pub(crate) fn traps_in_describe() -> Case {
    Case::refused(TRAPPED)
}

pub(crate) fn traps_in_post_return() -> Case {
    Case::serves("").search_fails(TRAPPED).then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn trap_with_a_long_name() -> Case {
    Case::serves("").search_fails(TRAPPED).then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn exits_in_describe() -> Case {
    Case::refused("it called exit(0) instead of answering")
}

pub(crate) fn exits_in_call() -> Case {
    Case::serves("").search_fails("it called exit(0) instead of answering").get_ok()
}

pub(crate) fn realloc_out_of_bounds() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it trapped: ")
}

pub(crate) fn realloc_unaligned() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it trapped: ")
}
