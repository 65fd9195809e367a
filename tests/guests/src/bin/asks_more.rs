//! The version after `asks_little`: it asks for another server and cannot work without a new setting, reads one setting no
//! more, and provides bills and no locks. Orders are called by its version.

use patio_guests::{Case, EposError, Order, Setting, case, order, setting};

struct AsksMore;

impl Case for AsksMore {
    const VERSION: &str = "2.0";

    fn settings() -> Vec<Setting> {
        let loyalty = Setting {
            name: "loyalty-key".to_owned(),
            help: "the key of the loyalty programme".to_owned(),
            required: true,
            secret: true,
            default: None,
        };
        let printer = Setting {
            name: "printer".to_owned(),
            help: "where bills are printed".to_owned(),
            required: false,
            secret: false,
            default: None,
        };
        vec![setting("currency", "what prices are in", "GBP"), loyalty, printer]
    }

    fn http() -> Vec<String> {
        vec![
            "https://api.pos.example".to_owned(),
            "{printer}".to_owned(),
            "https://telemetry.vendor.example".to_owned(),
        ]
    }

    fn get(id: &str) -> Result<Order, EposError> {
        Ok(Order { display_name: Some(Self::VERSION.to_owned()), ..order(id) })
    }
}

case!(AsksMore: about, orders, order_bills);
