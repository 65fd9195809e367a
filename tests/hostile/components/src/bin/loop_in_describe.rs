//! It never says what it is.

use patio_hostile::{Case, case};
use patio_sdk::about::{Description, Guest};

struct LoopInDescribe;

impl Case for LoopInDescribe {}

impl Guest for LoopInDescribe {
    fn describe() -> Description {
        let mut turns = 0_u64;
        loop {
            turns = std::hint::black_box(turns).wrapping_add(1);
        }
    }
}

case!(LoopInDescribe: orders; about);
