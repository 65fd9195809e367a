//! What is small as a file and large as work for the compiler.

use crate::case::Case;

const PENDING: &str = "not tried since components are compiled in a child: it is refused, or compiled within the limits, and which is not known";

pub(crate) fn bomb_of_many_functions() -> Case {
    Case::refused(TOO_MUCH)
}

pub(crate) fn bomb_of_a_huge_function() -> Case {
    Case::refused(TOO_MUCH)
}

pub(crate) fn bomb_of_many_locals() -> Case {
    Case::refused(TOO_MUCH)
}
