//! What says of itself what nobody can use.

use crate::case::Case;

/// What people read of it is made one short line.
pub(crate) fn describes_a_forged_line() -> Case {
    Case::serves("").get_ok()
}

pub(crate) fn describes_a_novel() -> Case {
    Case::serves("").get_ok()
}

pub(crate) fn describes_a_multitude() -> Case {
    Case::refused("it describes 8000 servers; 100 are read")
}

pub(crate) fn describes_no_known_kind() -> Case {
    Case::refused("`about.describe` failed: it trapped: ")
}
