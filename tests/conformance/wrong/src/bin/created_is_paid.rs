//! Counts a payment before it is captured.

use patio_wrong::{Corner, Mistake, OrderPayment, PaymentStatus, PaymentUpdate, Result, wrong};

struct CreatedIsPaid;

impl Mistake for CreatedIsPaid {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        let (PaymentStatus::Authorized, Some(intent)) = (update.status, &update.intent) else {
            return right.update(update);
        };
        let payment = OrderPayment {
            payment_intent_id: update.payment_intent_id.clone(),
            paid_amount: intent.paid_amount.clone(),
            tips_amount: None,
            lock_id: None,
            attempt: update.attempt,
        };
        right.pay(intent.order_id.as_deref().unwrap_or_default(), &payment).map(drop)
    }
}

wrong!(CreatedIsPaid);
