//! Answers with success where another holds the lock.

use patio_wrong::{Corner, EposError, Mistake, Order, Result, wrong};

struct ForeignLockIgnored;

impl Mistake for ForeignLockIgnored {
    fn lock(right: &Corner, order_id: &str, lock_id: &str, expiry: &str) -> Result<Order> {
        match right.lock(order_id, lock_id, expiry) {
            Err(EposError::Conflict(_)) => right.read(order_id),
            other => other,
        }
    }
}

wrong!(ForeignLockIgnored);
