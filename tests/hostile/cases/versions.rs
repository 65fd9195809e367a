//! Two versions that export different things: each by itself here, and in turns in one file in `storm.rs`.

use crate::case::{Ask, Case, Wanted};

pub(crate) fn version_with_orders() -> Case {
    Case::serves("").get_ok().then(Ask::Bill, Wanted::Error(404, "NotFound"))
}

pub(crate) fn version_with_bills() -> Case {
    Case::serves("").get_ok().then(Ask::Bill, Wanted::Ok(|bill| bill["order"]["id"] == "1"))
}
