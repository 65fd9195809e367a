//! The till of `script` that takes a payment as often as it comes, and keeps no intent.

use patio_guests::{Case, EposError, Order, OrderPage, PaymentSafety, PaymentUpdate, Setting, case, page, script};

struct PaymentsNone;

impl Case for PaymentsNone {
    const PAYMENT_SAFETY: PaymentSafety = PaymentSafety::None;

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

case!(PaymentsNone: about, orders, payment_events);
