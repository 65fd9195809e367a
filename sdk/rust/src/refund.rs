//! Money that goes back: which part of it is new, and the key that makes it go back once.

use crate::Result;
use crate::model::{EposError, Money};
use crate::payment_events::{PaymentIntent, PaymentStatus, PaymentUpdate};

/// A refund that the order does not show yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refund {
    /// The order, where the payment intent names one.
    pub order_id: Option<String>,
    /// The payment that it is a part of.
    pub payment_intent_id: String,
    /// The part that was not handed over before: more than zero.
    pub amount: Money,
    /// The same for the same refund, however often it is tried, and another for the next one of the same payment: made
    /// of the payment intent and of what went back in all.
    pub key: String,
    /// 1 the first time; higher when an earlier attempt failed or its outcome is unknown.
    pub attempt: u32,
}

// === impl Refund ===

impl Refund {
    /// What goes back because of an update; none where nothing does, or nothing new.
    ///
    /// # Errors
    /// Money went back, and the update does not say how much (`invalid-request`), or its amounts do not go together.
    pub fn of(update: &PaymentUpdate) -> Result<Option<Self>> {
        let all = match update.status {
            PaymentStatus::PartlyRefunded => {
                let refunded = known(update)?.refunded_amount.as_ref();
                refunded.ok_or_else(|| refusal(update, "does not say how much went back"))?
            }
            // All of it, where it is not said how much that is.
            PaymentStatus::Refunded => {
                let intent = known(update)?;
                intent.refunded_amount.as_ref().unwrap_or(&intent.paid_amount)
            }
            PaymentStatus::Reversed => &known(update)?.paid_amount,
            PaymentStatus::Created | PaymentStatus::Authorized | PaymentStatus::Captured | PaymentStatus::Canceled => {
                return Ok(None);
            }
        };
        let amount = match &update.refunded_before {
            Some(before) => all.checked_sub(before)?,
            None => all.clone(),
        };
        let payment_intent_id = update.payment_intent_id.clone();
        Ok((amount.value > 0).then(|| Self {
            order_id: update.intent.as_ref().and_then(|intent| intent.order_id.clone()),
            key: format!("{payment_intent_id}-refund-{}", all.value),
            payment_intent_id,
            amount,
            attempt: update.attempt,
        }))
    }

    /// The order that the payment is on.
    ///
    /// # Errors
    /// The payment intent names none (`invalid-request`).
    pub fn order(&self) -> Result<&str> {
        let nameless = || EposError::InvalidRequest(format!("the payment {} names no order", self.payment_intent_id));
        self.order_id.as_deref().ok_or_else(nameless)
    }
}

/// The event itself has no amounts: they stand in the payment intent, which the host reads where it can.
fn known(update: &PaymentUpdate) -> Result<&PaymentIntent> {
    update.intent.as_ref().ok_or_else(|| {
        refusal(update, "came without its amounts: the venue needs a Dojo API key, so that the host can read them")
    })
}

fn refusal(update: &PaymentUpdate, why: &str) -> EposError {
    EposError::InvalidRequest(format!("the payment {} {why}", update.payment_intent_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(status: PaymentStatus, refunded: Option<i64>, before: Option<i64>) -> PaymentUpdate {
        let pounds = |value| Money::new(value, "GBP");
        let intent = PaymentIntent {
            refunded_amount: refunded.map(pounds),
            ..PaymentIntent::new(pounds(1000)).of_order("1001")
        };
        PaymentUpdate {
            intent: Some(intent),
            refunded_before: before.map(pounds),
            ..PaymentUpdate::new("pi_1", status)
        }
    }

    #[track_caller]
    fn check(status: PaymentStatus, refunded: Option<i64>, before: Option<i64>, expected: Option<(i64, &str)>) {
        let refund = Refund::of(&update(status, refunded, before)).unwrap();
        assert_eq!(refund.as_ref().map(|it| (it.amount.value, it.key.as_str())), expected);
    }

    #[test]
    fn a_refund_is_what_was_not_handed_over_before() {
        check(PaymentStatus::PartlyRefunded, Some(400), None, Some((400, "pi_1-refund-400")));
        check(PaymentStatus::PartlyRefunded, Some(800), Some(400), Some((400, "pi_1-refund-800")));
        check(PaymentStatus::Refunded, Some(1000), Some(800), Some((200, "pi_1-refund-1000")));
        check(PaymentStatus::Refunded, Some(1000), Some(1000), None);
        check(PaymentStatus::Refunded, None, Some(800), Some((200, "pi_1-refund-1000")));
        check(PaymentStatus::Reversed, None, None, Some((1000, "pi_1-refund-1000")));
    }

    #[test]
    fn what_moves_no_money_back_is_no_refund() {
        for status in
            [PaymentStatus::Created, PaymentStatus::Authorized, PaymentStatus::Captured, PaymentStatus::Canceled]
        {
            assert_eq!(Refund::of(&PaymentUpdate::new("pi_1", status)), Ok(None));
        }
    }

    #[test]
    fn a_refund_without_its_amounts_is_an_invalid_request() {
        let refused = |update: &PaymentUpdate, text: &str| {
            assert_eq!(Refund::of(update), Err(EposError::InvalidRequest(text.to_owned())));
        };
        refused(
            &PaymentUpdate::new("pi_1", PaymentStatus::Refunded),
            "the payment pi_1 came without its amounts: the venue needs a Dojo API key, so that the host can read them",
        );
        refused(&update(PaymentStatus::PartlyRefunded, None, None), "the payment pi_1 does not say how much went back");
        let nameless =
            Refund { order_id: None, ..Refund::of(&update(PaymentStatus::Reversed, None, None)).unwrap().unwrap() };
        assert_eq!(nameless.order(), Err(EposError::InvalidRequest("the payment pi_1 names no order".to_owned())));
    }
}
