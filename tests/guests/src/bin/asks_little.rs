//! A first version: it asks for one server and for no setting that must be given. Orders are called by its version.

use patio_guests::{Case, EposError, Order, Setting, case, order, setting};

struct AsksLittle;

impl Case for AsksLittle {
    const VERSION: &str = "1.0";

    fn settings() -> Vec<Setting> {
        let printer = Setting {
            name: "printer".to_owned(),
            help: "where bills are printed".to_owned(),
            required: false,
            secret: false,
            default: None,
        };
        vec![
            setting("currency", "what prices are in", "GBP"),
            setting("old", "what the next version does not read", ""),
            printer,
        ]
    }

    fn http() -> Vec<String> {
        vec!["https://api.pos.example".to_owned(), "{printer}".to_owned()]
    }

    fn get(id: &str) -> Result<Order, EposError> {
        Ok(Order { display_name: Some(Self::VERSION.to_owned()), ..order(id) })
    }
}

case!(AsksLittle: about, orders, order_locks);
