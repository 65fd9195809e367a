//! Writes a point-of-sale adapter for Patio in Rust.
//!
//! An adapter is a type that implements a trait for each thing it offers, and one line that registers them. What is
//! registered is exported, and what is exported is what the host offers to Dojo: nothing else declares a capability.
//!
//! # An adapter
//!
//! ```
//! # #[cfg(all(feature = "http", feature = "serde"))] {
//! use patio_sdk::about::{Description, Setting};
//! use patio_sdk::http::Client;
//! use patio_sdk::model::{Money, Order, OrderDetails, OrderStatus, PageRequest, Requester};
//! use patio_sdk::orders::{OrderFilter, OrderPage};
//! use patio_sdk::{Adapter, Orders, Result, page, settings};
//!
//! /// Made anew for each call.
//! struct Bar {
//!     pos: Client,
//! }
//!
//! /// A tab, as the point of sale writes it.
//! #[derive(serde::Deserialize)]
//! struct Tab {
//!     id: String,
//!     table: String,
//!     owed: String,
//! }
//!
//! impl Adapter for Bar {
//!     fn describe() -> Description {
//!         Description::new("Bar", env!("CARGO_PKG_VERSION"))
//!             .setting(Setting::required("base_url", "where the POS answers"))
//!             .http("{base_url}")
//!     }
//!
//!     fn open() -> Result<Self> {
//!         Ok(Self { pos: Client::new(settings::required("base_url")?) })
//!     }
//! }
//!
//! impl Orders for Bar {
//!     fn search_orders(&self, filter: &OrderFilter, page: &PageRequest, _: &Requester) -> Result<OrderPage> {
//!         let tabs: Vec<Tab> = self.pos.get(&["tabs"]).fetch()?;
//!         let is_wanted = |tab: &Tab| filter.table_id.as_ref().is_none_or(|table| tab.table == *table);
//!         let orders = tabs.into_iter().filter(is_wanted).map(order).collect::<Result<_>>()?;
//!         let (orders, ends) = page::cut(orders, page, |order| &order.id)?;
//!         Ok(OrderPage { orders, ends })
//!     }
//!
//!     fn get_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
//!         order(self.pos.get(&["tabs", order_id]).fetch()?)
//!     }
//! }
//!
//! fn order(tab: Tab) -> Result<Order> {
//!     let owed = Money::from_decimal(&tab.owed, "GBP")?;
//!     Ok(Order {
//!         payable: owed.value > 0,
//!         total_amount: Some(owed),
//!         ..Order::new(tab.id, OrderStatus::Confirmed, OrderDetails::at_table(tab.table))
//!     })
//! }
//!
//! patio_sdk::register!(Bar: about, orders);
//! # }
//! ```
//!
//! The package is a `cdylib`; `cargo build --target wasm32-wasip2 --release` makes the component. `plugins/demo-rust` is a
//! small one that is whole, `plugins/demo` a large one.
//!
//! # A test of it
//!
//! `cargo test` runs natively: the [test kit](testkit) plays the host, and a scripted point of sale the other side.
//!
//! ```
//! # #[cfg(all(feature = "http", feature = "serde"))] {
//! use patio_sdk::model::{EposError, Requester};
//! use patio_sdk::testkit::{ScriptedPos, TestKit};
//! use patio_sdk::Orders;
//! # use patio_sdk::about::{Description, Setting};
//! # use patio_sdk::http::Client;
//! # use patio_sdk::model::{Order, OrderDetails, OrderStatus, PageRequest};
//! # use patio_sdk::orders::{OrderFilter, OrderPage};
//! # use patio_sdk::{Adapter, Result, settings};
//! # struct Bar { pos: Client }
//! # #[derive(serde::Deserialize)]
//! # struct Tab { id: String, table: String }
//! # impl Adapter for Bar {
//! #     fn describe() -> Description {
//! #         Description::new("Bar", "1.0.0").setting(Setting::required("base_url", "")).http("{base_url}")
//! #     }
//! #     fn open() -> Result<Self> { Ok(Self { pos: Client::new(settings::required("base_url")?) }) }
//! # }
//! # impl Orders for Bar {
//! #     fn search_orders(&self, _: &OrderFilter, _: &PageRequest, _: &Requester) -> Result<OrderPage> { unreachable!() }
//! #     fn get_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
//! #         let tab: Tab = self.pos.get(&["tabs", order_id]).fetch()?;
//! #         Ok(Order::new(tab.id, OrderStatus::Confirmed, OrderDetails::at_table(tab.table)))
//! #     }
//! # }
//!
//! let pos = ScriptedPos::start().on("GET", "/tabs/7", r#"{"id": "7", "table": "B2", "owed": "12.50"}"#);
//! let kit = TestKit::<Bar>::new().setting("base_url", pos.url());
//! let order = kit.call(|bar| bar.get_order("7", &Requester::default())).unwrap();
//! assert_eq!(order.id, "7");
//! let unknown = kit.call(|bar| bar.get_order("8", &Requester::default()));
//! assert!(matches!(unknown, Err(EposError::NotFound(_))));
//! # }
//! ```
//!
//! # What is where
//!
//! | | |
//! | --- | --- |
//! | [`Adapter`], [`Orders`], [`Payments`], [`PaymentEvents`], [`OrderLocks`], … | what an adapter implements |
//! | [`model`], [`about`], [`orders`], [`payments`], … | the entities, module by module as in the contract |
//! | [`http`] | requests to the point of sale; what its failures mean |
//! | [`payment`], [`refund`] | money put on an order once, and taken off it once |
//! | [`money`] | amounts: read, added, split |
//! | [`page`], [`timestamp`] | pages and instants as the API wants them |
//! | [`settings`], [`store`], [`log`], [`call`] | what the host lends |
//! | [`testkit`] | tests |
//!
//! # Errors
//!
//! Everything returns [`EposError`](model::EposError) in the end, whose variant tells the host what to do; each error
//! of this package turns into the right one with `?`. Which is right is not a matter of taste where money was sent: see
//! [`http`] and [`payment`].
//!
//! # Features
//!
//! `arena` (on) is the allocator for calls that end soon; `http` (on) sends requests to the point of sale; `serde` (off)
//! reads and writes JSON: requests, answers and what is stored, the API's own types included.

mod bindings;
mod lent;
#[cfg(all(feature = "arena", any(test, all(target_arch = "wasm32", not(target_feature = "atomics")))))]
mod memory;

pub mod call;
pub mod log;
pub mod settings;
pub mod store;

mod description;
mod entities;
pub mod money;
pub mod timestamp;

#[cfg(feature = "http")]
pub mod http;
pub mod page;
pub mod payment;
pub mod refund;

mod adapter;
mod capabilities;
#[cfg(not(target_arch = "wasm32"))]
pub mod testkit;

pub use adapter::Adapter;
pub use bindings::{
    about, areas, changes, model, order_bills, order_cancellation, order_entry, order_lock_extension, order_locks,
    orders, parties, payment_events, payments, reservations, tables,
};
pub use capabilities::{
    Areas, Changes, OrderBills, OrderCancellation, OrderEntry, OrderLockExtension, OrderLocks, Orders, Parties,
    PaymentEvents, Payments, Reservations, Tables,
};

/// What a call to the point of sale comes to.
pub type Result<T, E = model::EposError> = std::result::Result<T, E>;

/// Exports an adapter: the type, and the interfaces it implements, `register!(Corner: about, orders, payments)`.
///
/// An interface that is not named here does not stand in the component, whether the type implements it or not; one that
/// is named and not implemented does not compile. `about` is every adapter's.
///
/// Natively, nothing is exported: the names of a component's exports are none for a linker, and tests call the traits.
#[macro_export]
macro_rules! register {
    ($adapter:ident: $($interface:ident),+ $(,)?) => {
        $(
            #[cfg(target_arch = "wasm32")]
            $crate::$interface::export!($adapter with_types_in $crate::$interface);
        )+
        #[cfg(not(target_arch = "wasm32"))]
        const _: () = {
            $( const fn $interface<A: $crate::$interface::Guest>() {} )+
            $( $interface::<$adapter>(); )+
        };
    };
}
