//! A small restaurant, as an adapter without a point of sale behind it: the reference for those who write their own.
//!
//! Start at the three files that carry the names of the exported interfaces: `about`, `orders` and `payment_events`.
//! They alone call the host; all that they decide with is pure, and tested natively with `cargo test -p patio-demo`.

mod about;
mod bill;
mod bills;
mod currency;
mod menu;
mod order;
mod orders;
mod page;
mod payment_events;
mod payments;
mod stored;
mod sums;

/// The adapter. It holds nothing: each call runs in a fresh instance, and what must last is in the host's store.
struct Demo;

patio_sdk::register!(Demo: about, orders, payment_events);
