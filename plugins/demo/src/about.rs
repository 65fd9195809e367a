//! What the adapter is, and what it needs from the operator.

use patio_sdk::about::{Description, PaymentSafety, Setting};
use patio_sdk::{Adapter, Result};

use crate::{Demo, currency};

impl Adapter for Demo {
    fn describe() -> Description {
        let help = "the currency of all prices: GBP or EUR";
        Description::new("demo", env!("CARGO_PKG_VERSION"))
            .vendor("Patio")
            // The payment book has one line for each payment intent, so that the second one changes nothing.
            .payment_safety(PaymentSafety::Keyed)
            .setting(Setting::optional(currency::SETTING, help).default(currency::DEFAULT))
    }

    fn open() -> Result<Self> {
        Ok(Self)
    }
}
