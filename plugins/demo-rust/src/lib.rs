//! Lets card machines pay the checks of a Corner point of sale.
//!
//! Start here, then `check.rs`: how a check of the POS becomes an order. The other files have the name of what they do.

mod check;
mod locks;
mod orders;
mod payments;
mod pos;
mod tables;
#[cfg(test)]
mod tests;

use patio_sdk::about::{Description, PaymentSafety, Setting};
use patio_sdk::http::Client;
use patio_sdk::{Adapter, Result};

/// The adapter. The host makes one for each call, so it holds nothing but the way to the POS.
struct Corner {
    pos: Client,
}

impl Adapter for Corner {
    fn describe() -> Description {
        Description::new("Corner", env!("CARGO_PKG_VERSION"))
            // The POS knows a payment again by its idempotency key.
            .payment_safety(PaymentSafety::Keyed)
            .setting(Setting::required("base_url", "where the POS answers, for example http://127.0.0.1:9400"))
            .setting(Setting::secret("api_key", "the key that the POS gave for this venue"))
            .http("{base_url}")
    }

    fn open() -> Result<Self> {
        Ok(Self { pos: pos::client()? })
    }
}

// What is named here is what the host offers for this adapter. `about` is every adapter's.
patio_sdk::register!(Corner: about, orders, payments, payment_events, order_locks, tables);
