//! Exports `orders`, with other functions' shapes than ours.
#![expect(unsafe_code, reason = "generated: the calling convention of components")]

use patio_guests::{Case, case};

mod bindings {
    wit_bindgen::generate!({
        inline: "
            package patio:guests;

            world other-orders {
                export patio:epos/orders@0.1.0;
            }

            package patio:epos@0.1.0 {
                interface orders {
                    search-orders: func(limit: u32) -> list<string>;
                    get-order: func(order-id: string) -> string;
                }
            }
        ",
        default_bindings_module: "crate::bindings",
    });

    pub(crate) use export as export_orders;
}

struct WrongShape;

impl Case for WrongShape {}

impl bindings::exports::patio::epos::orders::Guest for WrongShape {
    fn search_orders(_: u32) -> Vec<String> {
        Vec::new()
    }

    fn get_order(order_id: String) -> String {
        order_id
    }
}

case!(WrongShape: about);
bindings::export_orders!(WrongShape);
