//! Exports an interface of ours that does not exist.
#![expect(unsafe_code, reason = "generated: the calling convention of components")]

use patio_guests::{Case, case};

mod bindings {
    wit_bindgen::generate!({
        inline: "
            package patio:guests;

            world teleports {
                export patio:epos/teleport@0.1.0;
            }

            package patio:epos@0.1.0 {
                interface teleport {
                    teleport: func(table-id: string);
                }
            }
        ",
        default_bindings_module: "crate::bindings",
    });

    pub(crate) use export as export_teleport;
}

struct UnknownExport;

impl Case for UnknownExport {}

impl bindings::exports::patio::epos::teleport::Guest for UnknownExport {
    fn teleport(_: String) {}
}

case!(UnknownExport);
bindings::export_teleport!(UnknownExport);
