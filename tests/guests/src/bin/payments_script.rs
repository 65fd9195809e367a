//! The till of `script` that drops a payment that it has already.

use patio_guests::{Case, EposError, Order, OrderPage, PaymentSafety, PaymentUpdate, Setting, case, page, script};

struct PaymentsScript;

impl Case for PaymentsScript {
    const PAYMENT_SAFETY: PaymentSafety = PaymentSafety::Keyed;

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

case!(PaymentsScript: about, orders, payment_events);
