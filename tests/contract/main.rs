//! The contract: what the host encodes and decodes, judged by the official specifications.

mod codec;
mod dojo;
mod errors;
mod openapi;
mod orders;
mod replies;
mod requests;
mod simulator;
mod socket;
mod table;
