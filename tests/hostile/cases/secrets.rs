//! One has a secret, and the others look for it. The run looks, too: in every answer and every line that is logged.

use crate::case::{Case, shown};

/// As many calls at once as the host takes: they fill its pool before memory is measured.
const KEEPER: &str = "settings.token = { value = \"CANARY-8d1f0c\" }\nlimits.cpu_ms = 5000\nlimits.deadline_ms = 30000\n\
                      limits.calls_at_once = 64\nlimits.calls_waiting = 64";

pub(crate) fn keeps_a_secret() -> Case {
    Case::serves(KEEPER).search_ok(|page| shown(page) == "7 bytes").get_ok()
}

pub(crate) fn spies_on_settings() -> Case {
    Case::serves("").search_ok(|page| shown(page) == "0 told").get_ok()
}

pub(crate) fn scans_memory() -> Case {
    Case::serves("limits.cpu_ms = 5000\nlimits.deadline_ms = 30000")
        .search_ok(|page| shown(page) == "0 of 16777216 left")
        .get_ok()
}
