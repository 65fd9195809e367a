//! Counts payments that were taken back.

use patio_wrong::{Mistake, Money, Order, Payment, Value, wrong};

struct VoidPaymentCounted;

impl Mistake for VoidPaymentCounted {
    fn order(check: &Value, order: &mut Order) {
        let payments = check["payments"].as_array().into_iter().flatten().filter(|payment| payment["void"] == true);
        let currency = check["currency"].as_str().unwrap_or_default();
        order.payments.extend(payments.filter_map(|payment| {
            let amount = Money::from_decimal(payment["amount"].as_str()?, currency).ok()?;
            let payment_intent_id = payment["reference"].as_str().map(str::to_owned);
            Some(Payment { payment_intent_id, ..Payment::new(amount) })
        }));
        order.paid_amount = None;
    }
}

wrong!(VoidPaymentCounted);
