//! Extends locks.

use patio_sdk::model::{Requester, Timestamp};
use patio_sdk::{OrderLockExtension, Result, timestamp};

use crate::book::Book;
use crate::{Demo, stored};

impl OrderLockExtension for Demo {
    fn extend_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, _: &Requester) -> Result<()> {
        let now = timestamp::now();
        stored::change(|book: &mut Book| book.extend(order_id, lock_id, expiry, &now))
    }
}
