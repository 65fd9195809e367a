//! Answers as no adapter may give them.

use crate::case::{Ask, Case, Wanted, ids};

const TRANSFER: &str = "failed in SearchOrders: it handed over more than 1048576 bytes at once (limits.reply_bytes)";
const LIMITED: &str = "limits.reply_bytes = 1048576\nlimits.deadline_ms = 30000\nlimits.cpu_ms = 5000";

pub(crate) fn reply_huge() -> Case {
    Case::serves(LIMITED).search_fails(TRANSFER).get_ok()
}

pub(crate) fn reply_of_many_orders() -> Case {
    Case::serves(LIMITED).search_fails(TRANSFER).get_ok()
}

pub(crate) fn reply_deep() -> Case {
    Case::serves(LIMITED).search_fails(TRANSFER).get_ok()
}

pub(crate) fn reply_of_one_list_many_times() -> Case {
    Case::serves(LIMITED).search_fails(TRANSFER).then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn reply_odd_strings() -> Case {
    Case::serves("").search_ok(|page| ids(page).len() == 5 && ids(page)[0] == "Table\0 4\u{1}\u{7f}").get_ok()
}

pub(crate) fn reply_invalid_cursors() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: its answer breaks the contract: ").get_ok()
}

pub(crate) fn reply_huge_error() -> Case {
    Case::serves("").then(Ask::Search, Wanted::Error(500, "UnexpectedError")).get_ok()
}

pub(crate) fn lies_about_ids() -> Case {
    Case::serves("").then(Ask::Get, Wanted::Fault).told("failed in GetOrderById: its answer breaks the contract: id: ")
}

pub(crate) fn reply_out_of_bounds() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it trapped: ").then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn reply_past_the_end() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it ").then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn reply_of_no_known_kind() -> Case {
    Case::serves("")
        .then(Ask::Get, Wanted::Fault)
        .told("failed in GetOrderById: it trapped: ")
        .search_ok(|page| ids(page).is_empty())
}

pub(crate) fn reply_that_is_no_utf8() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it trapped: ").then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn reply_of_lone_surrogates() -> Case {
    Case::serves("").search_fails("failed in SearchOrders: it trapped: ").then(Ask::Get, Wanted::Error(404, "NotFound"))
}

pub(crate) fn reply_in_utf16() -> Case {
    Case::serves("").then(Ask::Search, Wanted::Error(409, "Conflict")).then(Ask::Get, Wanted::Error(404, "NotFound"))
}
