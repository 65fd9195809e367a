//! Puts payments on checks, and takes off what went back to the guest.

use patio_sdk::model::{Order, Requester};
use patio_sdk::payment::keyed;
use patio_sdk::payments::OrderPayment;
use patio_sdk::refund::Refund;
use patio_sdk::{PaymentEvents, Payments, Result};
use serde_json::json;

use crate::Corner;
use crate::pos::Check;

impl Payments for Corner {
    fn record_payment(&self, order_id: &str, payment: &OrderPayment, _: &Requester) -> Result<Order> {
        let tip = payment.tips_amount.as_ref().map(|tip| tip.to_decimal()).transpose()?;
        let mut body = json!({
            "type": "CARD",
            "reference": payment.payment_intent_id,
            "amount": payment.paid_amount.to_decimal()?,
        });
        // What is not there is left out.
        for (name, value) in [("tip", tip), ("lock", payment.lock_id.clone())] {
            if let Some(value) = value {
                body[name] = json!(value);
            }
        }
        let request = self.pos.post(&["checks", order_id, "payments"]).json(&body);
        // The intent is the key: posted twice, it is on the check once.
        keyed(&payment.payment_intent_id, request, |answer| answer.json::<Check>()?.order())
    }
}

impl PaymentEvents for Corner {
    fn refunded(&self, refund: &Refund) -> Result<()> {
        let body = json!({ "reference": refund.payment_intent_id, "amount": refund.amount.to_decimal()? });
        let request = self.pos.post(&["checks", refund.order()?, "refunds"]).json(&body);
        keyed(&refund.key, request, |_| Ok(()))
    }
}
