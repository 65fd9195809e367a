//! The till of `script` that takes a payment as often as it comes, and shows its intent.

use patio_guests::{Case, EposError, Order, OrderPage, PaymentSafety, PaymentUpdate, Setting, case, page, script};

struct PaymentsLookup;

impl Case for PaymentsLookup {
    const PAYMENT_SAFETY: PaymentSafety = PaymentSafety::Lookup;

    fn settings() -> Vec<Setting> {
        script::settings()
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        Self::get("1").map(|order| page([order]))
    }

    fn get(order_id: &str) -> Result<Order, EposError> {
        script::get(order_id, Self::PAYMENT_SAFETY)
    }

    fn payment_updated(update: &PaymentUpdate) -> Result<(), EposError> {
        script::payment_updated(update, Self::PAYMENT_SAFETY)
    }
}

case!(PaymentsLookup: about, orders, payment_events);
