//! What wit-bindgen makes of `wit/`: one binding for each interface, so that each can be exported on its own.
//!
//! The host takes the interfaces a component exports as the capabilities it declares. One binding of a whole world
//! would export all of them; therefore each interface has a world to itself (`worlds.wit`), and all share `model`.
#![allow(
    missing_docs,
    unsafe_code,
    reason = "generated: the WIT is the documentation, and the unsafe code is the component model's calling convention"
)]

/// Binds one exported interface; the module has its name.
macro_rules! exported {
    ($module:ident, $world:literal $(, shares $model:literal)?) => {
        pub mod $module {
            wit_bindgen::generate!({
                path: ["../../wit", "worlds.wit"],
                world: $world,
                with: { $($model: crate::model)? },
                pub_export_macro: true,
                additional_derives: [PartialEq, Eq],
            });

            pub use exports::patio::epos::$module::*;
        }
    };
}

/// What the host lends.
mod lent {
    wit_bindgen::generate!({
        path: ["../../wit", "worlds.wit"],
        world: "patio:sdk/lent",
        generate_all,
        additional_derives: [PartialEq, Eq],
    });
}

/// The entities that all exported interfaces share.
mod shared {
    wit_bindgen::generate!({
        path: ["../../wit", "worlds.wit"],
        world: "patio:sdk/model",
        generate_all,
        generate_unused_types: true,
        additional_derives: [PartialEq, Eq],
    });
}

pub use lent::patio::host::{call, log, settings, store};
pub use shared::patio::epos::model;

exported!(about, "patio:sdk/about");
exported!(areas, "patio:sdk/areas", shares "patio:epos/model@0.1.0");
exported!(changes, "patio:sdk/changes", shares "patio:epos/model@0.1.0");
exported!(order_bills, "patio:sdk/order-bills", shares "patio:epos/model@0.1.0");
exported!(order_cancellation, "patio:sdk/order-cancellation", shares "patio:epos/model@0.1.0");
exported!(order_entry, "patio:sdk/order-entry", shares "patio:epos/model@0.1.0");
exported!(order_lock_extension, "patio:sdk/order-lock-extension", shares "patio:epos/model@0.1.0");
exported!(order_locks, "patio:sdk/order-locks", shares "patio:epos/model@0.1.0");
exported!(orders, "patio:sdk/orders", shares "patio:epos/model@0.1.0");
exported!(parties, "patio:sdk/parties", shares "patio:epos/model@0.1.0");
exported!(payment_events, "patio:sdk/payment-events", shares "patio:epos/model@0.1.0");
exported!(payments, "patio:sdk/payments", shares "patio:epos/model@0.1.0");
exported!(reservations, "patio:sdk/reservations", shares "patio:epos/model@0.1.0");
exported!(tables, "patio:sdk/tables", shares "patio:epos/model@0.1.0");
