//! What the evils share, so that each file under `bin` shows its own and nothing else. What a host lends is bound here
//! as it is, without the SDK's manners.

pub mod net;

pub use bindings::wasi;
pub use patio_guests::*;

#[allow(
    missing_docs,
    unsafe_code,
    clippy::all,
    clippy::pedantic,
    reason = "generated: the WIT is the documentation, and the unsafe code is the component model's calling convention"
)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../../wit",
        inline: "
            package patio:hostile;

            world lent {
                import wasi:http/outgoing-handler@0.2.12;
                import wasi:io/poll@0.2.12;
                import wasi:random/random@0.2.12;
                import wasi:clocks/monotonic-clock@0.2.12;
            }
        ",
        world: "patio:hostile/lent",
        generate_all,
    });
}
