//! Writes a point-of-sale adapter for Patio in Rust.
//!
//! An adapter is a type that implements the `Guest` trait of each interface it offers, and one line that registers
//! them. What is registered is exported, and what is exported is what the host offers to Dojo: nothing else declares
//! a capability.
//!
//! ```
//! use patio_sdk::model::{EposError, Order, PageEnds, PageRequest, Requester};
//! use patio_sdk::{about, orders};
//!
//! struct Bar;
//!
//! impl about::Guest for Bar {
//!     fn describe() -> about::Description {
//!         about::Description {
//!             name: "Bar".to_owned(),
//!             version: env!("CARGO_PKG_VERSION").to_owned(),
//!             vendor: None,
//!             payment_safety: about::PaymentSafety::None,
//!             settings: vec![],
//!             http: vec![],
//!         }
//!     }
//! }
//!
//! impl orders::Guest for Bar {
//!     fn search_orders(
//!         _filter: orders::OrderFilter,
//!         _page: PageRequest,
//!         _requester: Requester,
//!     ) -> Result<orders::OrderPage, EposError> {
//!         Ok(orders::OrderPage { orders: vec![], ends: PageEnds { before: None, after: None } })
//!     }
//!
//!     fn get_order(order_id: String, _requester: Requester) -> Result<Order, EposError> {
//!         Err(EposError::NotFound(format!("there is no order {order_id}")))
//!     }
//! }
//!
//! patio_sdk::register!(Bar: about, orders);
//! # fn main() {}
//! ```
//!
//! Three features: `arena` (on) is the allocator for calls that end soon; `http` (on) sends requests to the point of sale;
//! `serde` (off) makes the API's types data that serde reads and writes, for an adapter that keeps some of them in the
//! host's store.
//!
//! The package is a `cdylib`, built with `cargo build --target wasm32-wasip2`. `plugins/demo` is a complete one.

mod bindings;
#[cfg(all(feature = "arena", any(test, all(target_arch = "wasm32", not(target_feature = "atomics")))))]
mod memory;
#[cfg(feature = "http")]
pub mod http;
mod money;
pub mod timestamp;

pub use bindings::{
    about, areas, call, changes, log, model, order_bills, order_cancellation, order_entry, order_lock_extension,
    order_locks, orders, parties, payment_events, payments, reservations, settings, store, tables,
};

/// Exports an adapter: the type, and the interfaces it implements.
///
/// ```ignore
/// patio_sdk::register!(Demo: about, orders, payment_events);
/// ```
///
/// An interface that is not named here does not stand in the component, whether the type implements it or not.
#[macro_export]
macro_rules! register {
    ($adapter:ident: $($interface:ident),+ $(,)?) => {
        $( $crate::$interface::export!($adapter with_types_in $crate::$interface); )+
    };
}
