//! What the fuzz targets do with their input: a function for each, which panics where something does not hold.
//!
//! `cargo test` calls them with the seeds and some thousand inputs made of these, so that they do not rot between the
//! days on which somebody fuzzes.

mod component;
mod config;
mod epos;
mod frame;
mod grant;

pub use component::component;
pub use config::config;
pub use epos::epos;
pub use frame::frame;
pub use grant::grant;
