//! What the host lends, or what stands in for it: natively, an adapter's tests run against the test kit's desk.

#[cfg(target_arch = "wasm32")]
pub(crate) use crate::bindings::host::{call, log, settings, store};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use crate::testkit::desk::{call, clock, log, settings, store};

/// The clock, which WASI lends through the standard library.
#[cfg(target_arch = "wasm32")]
pub(crate) mod clock {
    pub(crate) use std::time::SystemTime;

    pub(crate) fn now() -> SystemTime {
        SystemTime::now()
    }
}
