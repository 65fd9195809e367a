//! Takes a reversal for nothing to do.

use patio_wrong::{Corner, Mistake, PaymentStatus, PaymentUpdate, Result, wrong};

struct ReversalIgnored;

impl Mistake for ReversalIgnored {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        match update.status {
            PaymentStatus::Reversed => Ok(()),
            _ => right.update(update),
        }
    }
}

wrong!(ReversalIgnored);
