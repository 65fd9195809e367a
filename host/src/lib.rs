//! Patio: makes any point of sale speak Dojo's EPOS Data API.
//!
//! ARCHITECTURE.md has the map. The modules stand from the lowest layer to the highest: a lower one never names a higher
//! one.

pub mod failpoint;
pub mod breaker;
pub mod mask;
pub mod epos;
pub mod csv;
pub mod trace;
pub mod venue;
pub mod trust;
pub mod config;
pub mod notice;
pub mod metrics;
pub mod fence;
pub mod outgoing;
pub mod dojo;
pub mod alerts;
pub mod ledger;
pub mod store;
pub mod sealed;
pub mod adapter;
pub mod registry;
pub mod dispatch;
pub mod payments;
pub mod transport;
pub mod changes;
pub mod registration;
pub mod reconciliation;
pub mod recording;
pub mod console;
pub mod server;
