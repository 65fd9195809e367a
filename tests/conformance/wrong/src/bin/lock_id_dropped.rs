//! Does not tell the POS who holds the lock.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct LockIdDropped;

impl Mistake for LockIdDropped {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        right.pay(order_id, &OrderPayment { lock_id: None, ..payment.clone() })
    }
}

wrong!(LockIdDropped);
