//! Puts payments on checks, and takes off what went back to the guest.

use patio_sdk::model::{Money, Order, Requester};
use patio_sdk::payment::keyed;
use patio_sdk::payments::OrderPayment;
use patio_sdk::refund::Refund;
use patio_sdk::{PaymentEvents, Payments, Result};
use serde::Serialize;

use crate::Corner;
use crate::pos::Check;

impl Payments for Corner {
    fn record_payment(&self, order_id: &str, payment: &OrderPayment, _: &Requester) -> Result<Order> {
        let body = NewPayment {
            kind: "CARD",
            reference: &payment.payment_intent_id,
            amount: payment.paid_amount.to_decimal()?,
            tip: payment.tips_amount.as_ref().map(Money::to_decimal).transpose()?,
            lock: payment.lock_id.as_deref(),
        };
        let request = self.pos.post(&["checks", order_id, "payments"]).json(&body);
        // The intent is the key: posted twice, it is on the check once.
        keyed(&payment.payment_intent_id, request, |answer| answer.json::<Check>()?.order())
    }
}

/// What the POS wants of a payment; what is not there is left out.
#[derive(Serialize)]
struct NewPayment<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    reference: &'a str,
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<&'a str>,
}

impl PaymentEvents for Corner {
    fn refunded(&self, refund: &Refund) -> Result<()> {
        let body = NewRefund { reference: &refund.payment_intent_id, amount: refund.amount.to_decimal()? };
        let request = self.pos.post(&["checks", refund.order()?, "refunds"]).json(&body);
        keyed(&refund.key, request, |_| Ok(()))
    }
}

#[derive(Serialize)]
struct NewRefund<'a> {
    reference: &'a str,
    amount: String,
}
