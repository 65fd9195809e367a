//! Wants an interface that no host of ours has.

use patio_guests::{Case, EposError, OrderPage, case, order, page};

mod bindings {
    wit_bindgen::generate!({
        inline: "
            package patio:guests;

            world wants-a-till {
                import acme:pos/till@1.0.0;
            }

            package acme:pos@1.0.0 {
                interface till {
                    open: func() -> u32;
                }
            }
        ",
        generate_all,
    });
}

struct UnknownImport;

impl Case for UnknownImport {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        Ok(page([order(&bindings::acme::pos::till::open().to_string())]))
    }
}

case!(UnknownImport);
