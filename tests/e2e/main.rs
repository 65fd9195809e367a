//! The whole host, from a card machine's request to an adapter's answer: the real server, real components, real files.

mod bad_requests;
mod configuration;
mod console;
mod drain;
mod events;
mod guests;
mod orders;
mod reload;
mod secrets;
mod tls;
mod venues;
