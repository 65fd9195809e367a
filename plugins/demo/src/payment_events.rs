//! Takes in what happens to payment intents.

use patio_sdk::PaymentEvents;
use patio_sdk::model::EposError;
use patio_sdk::payment_events::{PaymentIntent, PaymentStatus, PaymentUpdate};

use crate::book::{Book, Change, Payment};
use crate::{Demo, currency, id, stored};

impl PaymentEvents for Demo {
    /// All of it: to take off a whole payment, the book needs no amounts.
    fn payment_updated(&self, update: &PaymentUpdate) -> Result<(), EposError> {
        match change(update, currency::chosen()?)? {
            Some(change) => stored::change(|book: &mut Book| book.apply(&change).map(|_| ())),
            None => Ok(()),
        }
    }
}

/// What the update means for the orders; none where it means nothing yet.
fn change(update: &PaymentUpdate, currency: &str) -> Result<Option<Change>, EposError> {
    let intent = update.payment_intent_id.clone();
    id::check(&intent, "a payment intent's")?;
    let change = match update.status {
        // No money has moved, or none will.
        PaymentStatus::Created | PaymentStatus::Authorized | PaymentStatus::Canceled => return Ok(None),
        PaymentStatus::Captured => {
            let read = known(update)?;
            let order = read.order_id.as_ref().ok_or_else(|| refusal(update, "names no order"))?;
            Change::Captured(Payment::new(&intent, order, &read.paid_amount, read.tips_amount.as_ref(), currency)?)
        }
        PaymentStatus::PartlyRefunded => {
            let refunded = known(update)?.refunded_amount.as_ref();
            let refunded = refunded.ok_or_else(|| refusal(update, "does not say how much was refunded"))?;
            Change::Refunded { refunded: currency::value(refunded, currency, &format!("payment {intent}"))?, intent }
        }
        PaymentStatus::Refunded | PaymentStatus::Reversed => Change::Undone { intent },
    };
    Ok(Some(change))
}

/// The event itself has no amounts: they stand in the payment intent, which the host reads where it can.
fn known(update: &PaymentUpdate) -> Result<&PaymentIntent, EposError> {
    update.intent.as_ref().ok_or_else(|| {
        refusal(update, "came without its amounts: the venue needs a Dojo API key, so that the host can read them")
    })
}

fn refusal(update: &PaymentUpdate, why: &str) -> EposError {
    EposError::InvalidRequest(format!("payment {} {why}", update.payment_intent_id))
}

#[cfg(test)]
mod tests {
    use patio_sdk::model::{Money, Requester};
    use patio_sdk::payment_events::CaptureMode;

    use super::*;

    fn update(status: PaymentStatus, intent: Option<PaymentIntent>) -> PaymentUpdate {
        PaymentUpdate {
            event_id: "evt_1".to_owned(),
            payment_intent_id: "pi_1".to_owned(),
            status,
            capture_mode: CaptureMode::Auto,
            created_at: "2026-11-20T19:00:00.000Z".to_owned(),
            intent,
            refunded_before: None,
            requester: Requester { waiter_id: None, product: None, device_id: None, device_type: None },
            attempt: 1,
        }
    }

    fn intent() -> PaymentIntent {
        PaymentIntent {
            order_id: Some("1001".to_owned()),
            paid_amount: Money::new(1000, "GBP"),
            tips_amount: Some(Money::new(150, "GBP")),
            service_charge_amount: None,
            cashback_amount: None,
            refunded_amount: Some(Money::new(400, "GBP")),
            waiter_id: None,
            metadata: Vec::new(),
        }
    }

    #[track_caller]
    fn check_refused(intent: Option<PaymentIntent>, expected: &str) {
        let refusal = change(&update(PaymentStatus::Captured, intent), "GBP");
        assert_eq!(refusal, Err(EposError::InvalidRequest(expected.to_owned())));
    }

    #[test]
    fn what_moves_no_money_changes_nothing() {
        for status in [PaymentStatus::Created, PaymentStatus::Authorized, PaymentStatus::Canceled] {
            assert_eq!(change(&update(status, None), "GBP"), Ok(None));
        }
    }

    #[test]
    fn a_captured_payment_goes_to_the_order_that_the_intent_names() {
        let payment =
            Payment { intent: "pi_1".to_owned(), order: "1001".to_owned(), amount: 1000, tips: 150, refunded: 0 };
        let update = update(PaymentStatus::Captured, Some(intent()));
        assert_eq!(change(&update, "GBP"), Ok(Some(Change::Captured(payment))));
    }

    #[test]
    fn a_refund_needs_its_amount_only_where_it_is_a_part() {
        let refunded = Change::Refunded { intent: "pi_1".to_owned(), refunded: 400 };
        assert_eq!(change(&update(PaymentStatus::PartlyRefunded, Some(intent())), "GBP"), Ok(Some(refunded)));
        assert!(change(&update(PaymentStatus::PartlyRefunded, None), "GBP").is_err());
        for status in [PaymentStatus::Refunded, PaymentStatus::Reversed] {
            let undone = Change::Undone { intent: "pi_1".to_owned() };
            assert_eq!(change(&update(status, None), "GBP"), Ok(Some(undone)));
        }
    }

    #[test]
    fn a_capture_that_cannot_be_applied_says_why() {
        check_refused(
            None,
            "payment pi_1 came without its amounts: the venue needs a Dojo API key, so that the host can read them",
        );
        check_refused(Some(PaymentIntent { order_id: None, ..intent() }), "payment pi_1 names no order");
        let euros = PaymentIntent { paid_amount: Money::new(1000, "EUR"), ..intent() };
        check_refused(Some(euros), "payment pi_1 is in EUR, and this venue's bills are in GBP");
        let negative = PaymentIntent { tips_amount: Some(Money::new(-1, "GBP")), ..intent() };
        check_refused(Some(negative), "payment pi_1 has an amount that cannot be: -1");
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for id in ["", "pi_1\tx", "pi_1\n"] {
            let update = PaymentUpdate { payment_intent_id: id.to_owned(), ..update(PaymentStatus::Refunded, None) };
            assert!(matches!(change(&update, "GBP"), Err(EposError::InvalidRequest(_))));
        }
    }
}
