//! Takes off the sum of all refunds each time.

use patio_wrong::{Corner, Mistake, PaymentUpdate, Result, wrong};

struct RefundSumAgain;

impl Mistake for RefundSumAgain {
    fn updated(right: &Corner, update: &PaymentUpdate) -> Result<()> {
        right.update(&PaymentUpdate { refunded_before: None, ..update.clone() })
    }
}

wrong!(RefundSumAgain);
