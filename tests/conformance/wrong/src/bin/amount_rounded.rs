//! Posts whole pounds.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct AmountRounded;

impl Mistake for AmountRounded {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        let mut payment = payment.clone();
        payment.paid_amount.value -= payment.paid_amount.value % 100;
        right.pay(order_id, &payment)
    }
}

wrong!(AmountRounded);
