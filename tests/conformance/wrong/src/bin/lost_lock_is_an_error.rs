//! Fails where a lock is gone already.

use patio_wrong::{Corner, Mistake, Order, Result, wrong};

struct LostLockIsAnError;

impl Mistake for LostLockIsAnError {
    fn unlock(right: &Corner, order_id: &str, lock_id: &str) -> Result<Order> {
        right.delete_lock_strictly(order_id, lock_id)
    }
}

wrong!(LostLockIsAnError);
