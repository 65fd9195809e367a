//! Refuses a lock that is there, whoever asks for it.

use patio_wrong::{Corner, EposError, Mistake, Order, Result, wrong};

struct LockAgainIsConflict;

impl Mistake for LockAgainIsConflict {
    fn lock(right: &Corner, order_id: &str, lock_id: &str, expiry: &str) -> Result<Order> {
        if right.check(order_id)?["lock"].is_null() {
            return right.lock(order_id, lock_id, expiry);
        }
        Err(EposError::Conflict("it is locked".to_owned()))
    }
}

wrong!(LockAgainIsConflict);
