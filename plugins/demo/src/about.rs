//! What the adapter is, and what it needs from the operator.

use patio_sdk::about::{Description, Guest, PaymentSafety, Setting};

use crate::{Demo, currency};

impl Guest for Demo {
    fn describe() -> Description {
        Description {
            name: "demo".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vendor: Some("Patio".to_owned()),
            // The payment book has one line for each payment intent, so that the second one changes nothing.
            payment_safety: PaymentSafety::Keyed,
            settings: vec![Setting {
                name: currency::SETTING.to_owned(),
                help: "the currency of all prices: GBP or EUR".to_owned(),
                required: false,
                secret: false,
                default: Some(currency::DEFAULT.to_owned()),
            }],
            http: Vec::new(),
        }
    }
}
