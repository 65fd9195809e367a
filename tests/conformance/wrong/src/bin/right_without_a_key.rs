//! Makes no mistake, and says of its POS that nothing keeps a payment from being posted twice.

use patio_wrong::{Mistake, PaymentSafety, wrong};

struct RightWithoutAKey;

impl Mistake for RightWithoutAKey {
    const SAFETY: PaymentSafety = PaymentSafety::None;
}

wrong!(RightWithoutAKey);
