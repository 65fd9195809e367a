//! A trait for each interface that an adapter may offer, in the files of the contract (`wit/deps/epos`).
//!
//! Below each trait stands what wit-bindgen wants: associated functions that take everything by value. The traits are our
//! own so that an adapter is a value, made once per call, whose methods can be called in a test; so that arguments are
//! borrowed; and so that what nearly every adapter would write alike is written here.

mod changes;
mod orders;
mod payments;
mod places;

pub use changes::Changes;
pub use orders::{OrderBills, OrderCancellation, OrderEntry, OrderLockExtension, OrderLocks, Orders};
pub use payments::{PaymentEvents, Payments};
pub use places::{Areas, Parties, Reservations, Tables};
