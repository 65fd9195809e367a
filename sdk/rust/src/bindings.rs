//! What wit-bindgen makes of `wit/`: one binding for each interface, so that each can be exported on its own.
//!
//! The host takes the interfaces a component exports as the capabilities it declares. One binding of a whole world
//! would export all of them; therefore each interface has a world to itself (`worlds.wit`), and all share `model`.
#![allow(
    missing_docs,
    unsafe_code,
    reason = "generated: the WIT is the documentation, and the unsafe code is the component model's calling convention"
)]

/// Binds a world; all types can be compared and, with the feature `serde`, kept.
#[cfg(not(feature = "serde"))]
macro_rules! generate {
    ($($options:tt)*) => {
        wit_bindgen::generate!({
            path: ["../../wit", "worlds.wit"],
            additional_derives: [PartialEq, Eq],
            $($options)*
        });
    };
}

#[cfg(feature = "serde")]
macro_rules! generate {
    ($($options:tt)*) => {
        wit_bindgen::generate!({
            path: ["../../wit", "worlds.wit"],
            additional_derives: [PartialEq, Eq, serde::Serialize, serde::Deserialize],
            $($options)*
        });
    };
}

/// Binds exported interfaces, each in a module of its name. `with` says where the types are that they share.
macro_rules! exported {
    (with $with:tt; $($(#[$doc:meta])* $module:ident = $world:literal;)+) => {
        $(
            $(#[$doc])*
            ///
            /// An adapter implements the trait of this name and names the module in `register!`.
            pub mod $module {
                generate! {
                    world: $world,
                    with: $with,
                    pub_export_macro: true,
                }

                pub use exports::patio::epos::$module::*;
                /// What is exported, as wit-bindgen has it: for a component that must not be what this package makes of
                /// one, like those that test the host.
                #[doc(hidden)]
                pub use exports::patio::epos::$module::Guest;
            }
        )+
    };
}

/// What the host lends.
mod lent {
    generate! {
        world: "patio:sdk/lent",
        generate_all,
    }
}

/// The way out. Its resources can be neither compared nor kept.
#[cfg(all(feature = "http", target_arch = "wasm32"))]
mod out {
    wit_bindgen::generate!({
        path: ["../../wit", "worlds.wit"],
        world: "patio:sdk/out",
        generate_all,
    });
}

/// The entities that all exported interfaces share.
mod shared {
    generate! {
        world: "patio:sdk/model",
        generate_all,
        generate_unused_types: true,
    }
}

pub(crate) use lent::patio::host;
#[cfg(all(feature = "http", target_arch = "wasm32"))]
pub(crate) use out::wasi;
pub use shared::patio::epos::model;

exported! {
    with {};

    /// What the adapter is, and what it needs. Every adapter exports this.
    about = "patio:sdk/about";
}

exported! {
    with { "patio:epos/model@0.1.0": crate::model };

    /// ListAreas.
    areas = "patio:sdk/areas";
    /// For a point of sale that cannot call out: the host asks what changed.
    changes = "patio:sdk/changes";
    /// GetOrderBillById.
    order_bills = "patio:sdk/order-bills";
    /// CancelOrderById.
    order_cancellation = "patio:sdk/order-cancellation";
    /// CreateOrder.
    order_entry = "patio:sdk/order-entry";
    /// ExtendOrderLock.
    order_lock_extension = "patio:sdk/order-lock-extension";
    /// CreateOrderLock and DeleteOrderLock.
    order_locks = "patio:sdk/order-locks";
    /// SearchOrders and GetOrderById.
    orders = "patio:sdk/orders";
    /// CreateParty, GetPartyById, UpdateParty, DeletePartyById and SearchParties.
    parties = "patio:sdk/parties";
    /// HandleEvent: what happens to payment intents.
    payment_events = "patio:sdk/payment-events";
    /// RecordOrderPaymentById.
    payments = "patio:sdk/payments";
    /// CreateReservation, GetReservationById, UpdateReservation, DeleteReservationById and SearchReservations.
    reservations = "patio:sdk/reservations";
    /// SearchTables.
    tables = "patio:sdk/tables";
}
