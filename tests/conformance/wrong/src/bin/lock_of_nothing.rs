//! Says of an unknown order that it is locked.

use patio_wrong::{Corner, EposError, Mistake, Order, Result, wrong};

struct LockOfNothing;

impl Mistake for LockOfNothing {
    fn lock(right: &Corner, order_id: &str, lock_id: &str, expiry: &str) -> Result<Order> {
        right.lock(order_id, lock_id, expiry).map_err(|error| match error {
            EposError::NotFound(text) => EposError::Conflict(text),
            other => other,
        })
    }
}

wrong!(LockOfNothing);
