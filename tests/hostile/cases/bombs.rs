//! What is small as a file and large as work for the compiler.

use crate::case::Case;

/// Of CPU time or of memory, whichever comes first.
const TOO_MUCH: &str = "was not taken up: compiling it takes more than ";

pub(crate) fn bomb_of_many_functions() -> Case {
    Case::refused(TOO_MUCH)
}

pub(crate) fn bomb_of_a_huge_function() -> Case {
    Case::refused(TOO_MUCH)
}

pub(crate) fn bomb_of_many_locals() -> Case {
    Case::refused("was not taken up: it is no valid component")
}
