//! Takes of a payment what is due.

use patio_wrong::{Corner, Mistake, Money, Order, OrderPayment, Result, wrong};

struct OverpaymentCapped;

impl Mistake for OverpaymentCapped {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        let mut payment = payment.clone();
        let check = right.check(order_id)?;
        let due = check["balance"].as_str().unwrap_or_default();
        let due = Money::from_decimal(due, &payment.paid_amount.currency_code)?;
        payment.paid_amount.value = payment.paid_amount.value.min(due.value);
        right.pay(order_id, &payment)
    }
}

wrong!(OverpaymentCapped);
