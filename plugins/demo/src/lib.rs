//! A small restaurant, as an adapter without a point of sale behind it: the reference for those who write their own.
//!
//! Start at the files that carry the names of the exported interfaces, listed first. They alone call the host; all that
//! they decide with is pure, and tested natively with `cargo test -p patio-demo`.
//!
//! What never changes is compiled in: the evening's bills, the menu, the floor. What changes stands in the host's store,
//! in three values: the `Book` of the orders, and a `Register` each of the parties and the reservations.

mod about;
mod areas;
mod changes;
mod order_bills;
mod order_cancellation;
mod order_entry;
mod order_lock_extension;
mod order_locks;
mod orders;
mod parties;
mod payment_events;
mod payments;
mod reservations;
mod tables;

mod bill;
mod bills;
mod book;
mod currency;
mod evening;
mod floor;
mod id;
mod journal;
mod letterhead;
mod menu;
mod order;
mod page;
mod register;
mod stored;
mod sums;
mod tab;

/// The adapter. It holds nothing: each call runs in a fresh instance, and what must last is in the host's store.
struct Demo;

patio_sdk::register!(
    Demo: about, areas, changes, order_bills, order_cancellation, order_entry, order_lock_extension, order_locks, orders,
    parties, payment_events, payments, reservations, tables,
);
