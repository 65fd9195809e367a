//! Posts a refund under another key each time.

use patio_wrong::{Corner, Mistake, PaymentUpdate, Result, wrong};

struct RefundWithoutAKey;

impl Mistake for RefundWithoutAKey {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        let Some(amount) = update.intent.as_ref().and_then(|intent| intent.refunded_amount.as_ref()) else {
            return right.update(update);
        };
        right.refund(update, amount, &format!("{}-{}", update.payment_intent_id, update.attempt))
    }
}

wrong!(RefundWithoutAKey);
