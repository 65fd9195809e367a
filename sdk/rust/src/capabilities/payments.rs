//! Money: payments recorded while the card machine waits, and what happens to payment intents afterwards.

use crate::model::{EposError, Order, Requester};
use crate::payment_events::{self, PaymentStatus, PaymentUpdate};
use crate::payments::{self, OrderPayment};
use crate::refund::Refund;
use crate::{Adapter, Result};

/// RecordOrderPaymentById.
pub trait Payments: Adapter {
    /// Puts a payment on an order: the card has been charged. [`payment`](crate::payment) has the two safe ways.
    ///
    /// # Errors
    /// What the error says decides about money: `conflict`, `invalid-request` and `not-found` that it is not on the
    /// order and never will be, `unavailable` that nothing was written and it may be tried again, `in-doubt` and
    /// `unexpected` that nobody knows.
    fn record_payment(&self, order_id: &str, payment: &OrderPayment, requester: &Requester) -> Result<Order>;
}

impl<A: Payments> payments::Guest for A {
    fn record_payment(order_id: String, payment: OrderPayment, requester: Requester) -> Result<Order, EposError> {
        A::open()?.record_payment(&order_id, &payment, &requester)
    }
}

/// HandleEvent: what happens to payment intents.
///
/// An adapter writes [`refunded`](Self::refunded), and [`captured`](Self::captured) where it does not offer
/// [`Payments`]; or [`payment_updated`](Self::payment_updated) alone. What is not written refuses money loudly: to lose
/// some is no default.
pub trait PaymentEvents: Adapter {
    /// Money went back to a guest, all of it or a part: it must be taken off the order.
    ///
    /// # Errors
    /// As [`Payments::record_payment`].
    fn refunded(&self, refund: &Refund) -> Result<()> {
        Err(no_place("refund", &refund.payment_intent_id, "refunded"))
    }

    /// Money was taken. It comes here only where the adapter does not offer [`Payments`].
    ///
    /// # Errors
    /// As [`Payments::record_payment`].
    fn captured(&self, update: &PaymentUpdate) -> Result<()> {
        Err(no_place("payment", &update.payment_intent_id, "captured"))
    }

    /// Everything that happens. Where nothing else is written, [`captured`](Self::captured) and
    /// [`refunded`](Self::refunded) hear of what moves money, and the rest is well as it is.
    ///
    /// # Errors
    /// Theirs, or a refund came without its amounts (`invalid-request`).
    fn payment_updated(&self, update: &PaymentUpdate) -> Result<()> {
        if update.status == PaymentStatus::Captured {
            return self.captured(update);
        }
        Refund::of(update)?.map_or(Ok(()), |refund| self.refunded(&refund))
    }
}

fn no_place(what: &str, intent: &str, method: &str) -> EposError {
    EposError::Unexpected(format!("the adapter has no place for the {what} {intent}: its `{method}` is not written"))
}

impl<A: PaymentEvents> payment_events::Guest for A {
    fn payment_updated(update: PaymentUpdate) -> Result<(), EposError> {
        A::open()?.payment_updated(&update)
    }
}
