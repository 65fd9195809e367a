//! Extends a lock by locking: one that ran out is another one.

use patio_wrong_restaurant::{Demo, Mistake, OrderLocks, Requester, Result, wrong};

struct ExtensionMakesALock;

impl Mistake for ExtensionMakesALock {
    fn extend(right: &Demo, order_id: &str, lock_id: &str, expiry: &String) -> Result<()> {
        right.create_lock(order_id, lock_id, expiry, &Requester::default()).map(drop)
    }
}

wrong!(ExtensionMakesALock);
