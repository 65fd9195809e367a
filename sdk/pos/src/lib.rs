//! Corner, the example point of sale: an evening of checks behind a small HTTP API, for adapters to be written against.
//!
//! It knows nothing of the host, of Dojo or of adapters. Its API stands in the README of this package.

mod amount;
mod check;
mod corner;
mod list;
mod opening;
mod payment;
mod server;
mod till;
mod wire;

pub use corner::{Corner, Heard};
pub use opening::{BadOpening, Opening};
pub use till::Till;
