//! The types of the contract, as wasmtime makes them of `wit/`.
//!
//! They are bound as imports, because only that makes types without functions: what is exported is found by name, one
//! function at a time (see `function`).

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "generated: the WIT is the documentation, and the traits for a host of these interfaces are of no use here"
)]

wasmtime::component::bindgen!({
    path: "../wit",
    inline: "
        package patio:bindings;

        world contract {
            import patio:epos/about@0.1.0;
            import patio:epos/areas@0.1.0;
            import patio:epos/changes@0.1.0;
            import patio:epos/order-bills@0.1.0;
            import patio:epos/order-entry@0.1.0;
            import patio:epos/orders@0.1.0;
            import patio:epos/parties@0.1.0;
            import patio:epos/payment-events@0.1.0;
            import patio:epos/payments@0.1.0;
            import patio:epos/reservations@0.1.0;
            import patio:epos/tables@0.1.0;
        }
    ",
});
