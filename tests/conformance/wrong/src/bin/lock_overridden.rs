//! Pays with whatever lock there is.

use patio_wrong::{Corner, Mistake, Order, OrderPayment, Result, wrong};

struct LockOverridden;

impl Mistake for LockOverridden {
    fn pay(right: &Corner, order_id: &str, payment: &OrderPayment) -> Result<Order> {
        let check = right.check(order_id)?;
        let lock_id = check["lock"]["id"].as_str().map(str::to_owned);
        right.pay(order_id, &OrderPayment { lock_id, ..payment.clone() })
    }
}

wrong!(LockOverridden);
