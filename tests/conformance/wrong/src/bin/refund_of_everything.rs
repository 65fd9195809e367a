//! Takes all of a payment off where a part was refunded.

use patio_wrong::{Corner, Mistake, PaymentUpdate, Result, wrong};

struct RefundOfEverything;

impl Mistake for RefundOfEverything {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        let mut update = update.clone();
        update.intent.iter_mut().for_each(|intent| intent.refunded_amount = Some(intent.paid_amount.clone()));
        right.update(&update)
    }
}

wrong!(RefundOfEverything);
