//! It sleeps for an hour before it says what it is.

use patio_hostile::{Case, case};
use patio_sdk::about::{Description, Guest};

struct SleepsInDescribe;

impl Case for SleepsInDescribe {}

impl Guest for SleepsInDescribe {
    fn describe() -> Description {
        std::thread::sleep(std::time::Duration::from_secs(3600));
        patio_hostile::description::<Self>(env!("CARGO_BIN_NAME"))
    }
}

case!(SleepsInDescribe: orders; about);
