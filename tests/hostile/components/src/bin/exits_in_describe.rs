//! It ends, as if all were well, instead of saying what it is.

use patio_hostile::{Case, case};
use patio_sdk::about::{Description, Guest};

struct ExitsInDescribe;

impl Case for ExitsInDescribe {}

impl Guest for ExitsInDescribe {
    fn describe() -> Description {
        std::process::exit(0)
    }
}

case!(ExitsInDescribe: orders; about);
