//! The whole host, from a card machine's request to an adapter's answer: the real server, real components, real files.

mod bad_requests;
mod bookings;
mod breaches;
mod changes;
mod configuration;
mod console;
mod drain;
mod echo;
mod events;
mod exports;
mod generated;
mod guests;
mod hang_up;
mod locks;
mod openapi;
mod operations;
mod order_entry;
mod orders;
mod payments;
mod reload;
mod secrets;
mod tls;
mod venues;
