//! It traps instead of saying what it is.

use patio_hostile::{Case, case};
use patio_sdk::about::{Description, Guest};

struct TrapsInDescribe;

impl Case for TrapsInDescribe {}

impl Guest for TrapsInDescribe {
    fn describe() -> Description {
        std::process::abort()
    }
}

case!(TrapsInDescribe: orders; about);
