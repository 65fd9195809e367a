//! Passes a refund over whose amount it does not know.

use patio_wrong::{Corner, Mistake, PaymentUpdate, Result, wrong};

struct RefundGuessed;

impl Mistake for RefundGuessed {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        if update.intent.is_none() { Ok(()) } else { right.update(update) }
    }
}

wrong!(RefundGuessed);
