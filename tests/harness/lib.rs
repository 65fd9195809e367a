//! What the tests share: the real server on free ports, real components, and the official specifications as judges.

pub mod bomb;
pub mod book;
pub mod chance;
pub mod client;
pub mod dial;
pub mod dojo;
pub mod evening;
pub mod flatten;
pub mod generate;
pub mod host;
pub mod operations;
pub mod peer;
pub mod serving;
pub mod simulated;
pub mod socket;
pub mod specs;
pub mod till;
pub mod wrong;

/// Paths of the components that `build.rs` built, and the macro that names them all.
pub mod guests {
    include!(concat!(env!("OUT_DIR"), "/guests.rs"));
}

/// Paths of the hostile components, and the macro that names them all. Where one ends in `.wat`, it is the text of one.
pub mod hostile {
    include!(concat!(env!("OUT_DIR"), "/hostile.rs"));
}

/// Paths of the adapters that make one mistake each, and of the one that makes none.
pub mod mistakes {
    include!(concat!(env!("OUT_DIR"), "/mistakes.rs"));
}

/// Says loudly that a test cannot run here; fails where nothing may be skipped.
pub fn skip(why: &str) {
    assert!(std::env::var_os("TESTS_NEVER_SKIP").is_none(), "nothing may be skipped here, but: {why}");
    eprintln!("SKIPPED: {why}");
}
