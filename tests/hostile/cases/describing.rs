//! What says of itself what nobody can use.

use crate::case::Case;

pub(crate) fn describes_a_forged_line() -> Case {
    Case::refused(
        "`about.describe` failed: its answer breaks the contract: version: has a line break or another control character",
    )
}

pub(crate) fn describes_a_novel() -> Case {
    Case::refused("`about.describe` failed: its answer breaks the contract: name: has 500000 bytes, 200 are allowed")
}

pub(crate) fn describes_a_multitude() -> Case {
    Case::refused("`about.describe` failed: its answer breaks the contract: http: has 8000 entries, 100 are allowed")
}

pub(crate) fn describes_no_known_kind() -> Case {
    Case::refused("`about.describe` failed: it trapped: ")
}
