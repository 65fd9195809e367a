//! How card machines reach the host: codecs of the same requests and replies.
//!
//! **Invariant:** only `transport` and `console` name axum, hyper's server and HTTP headers.

pub mod auth;
pub mod failure;
pub mod http1;
pub mod rest;
pub mod socket;
pub mod stop;
pub mod venue_tasks;
pub mod venues;
pub mod work;

pub use stop::Stop;
pub use venue_tasks::VenueTasks;
pub use venues::{CurrentVenues, Venues};
