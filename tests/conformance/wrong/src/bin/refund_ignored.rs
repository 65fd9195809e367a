//! Takes a refund for nothing to do.

use patio_wrong::{Corner, Mistake, PaymentStatus, PaymentUpdate, Result, wrong};

struct RefundIgnored;

impl Mistake for RefundIgnored {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        match update.status {
            PaymentStatus::Refunded => Ok(()),
            _ => right.update(update),
        }
    }
}

wrong!(RefundIgnored);
