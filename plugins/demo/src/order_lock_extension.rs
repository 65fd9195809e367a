//! Extends locks.

use patio_sdk::model::{EposError, Requester, Timestamp};
use patio_sdk::order_lock_extension::Guest;
use patio_sdk::timestamp;

use crate::book::Book;
use crate::{Demo, stored};

impl Guest for Demo {
    fn extend_lock(order_id: String, lock_id: String, expiry: Timestamp, _: Requester) -> Result<(), EposError> {
        let now = timestamp::now();
        stored::change(|book: &mut Book| book.extend(&order_id, &lock_id, &expiry, &now))
    }
}
