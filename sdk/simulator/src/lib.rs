//! The Dojo side on this machine, for vendors, tests and demos: no account is needed.
//!
//! A [`cloud::Cloud`] is Dojo's API and its end of the WebSocket; a [`machine::CardMachine`] at a [`line::Line`] asks a
//! point of sale for bills and pays them. A [`scenario::Scenario`] is a visit that is written down; [`terminal`] lets a
//! person be the waiter. A [`transcript::Transcript`] is what was said, and a [`replay::Replay`] says it again.
//!
//! It judges raw JSON by schemas of its own and shares nothing with the host, so that a mistake in the host's types
//! cannot hide.

pub mod cloud;
pub mod fault;
pub mod judge;
pub mod line;
pub mod machine;
pub mod operation;
pub mod order;
pub mod print;
pub mod replay;
pub mod scenario;
pub mod step;
pub mod terminal;
pub mod transcript;

mod clock;
mod id;
