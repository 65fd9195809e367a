//! Locks orders for a card machine, and gives them back.

use patio_sdk::model::{Order, Requester, Timestamp};
use patio_sdk::{OrderLocks, Result, timestamp};

use crate::book::{Book, holder};
use crate::{Demo, currency, stored};

impl OrderLocks for Demo {
    fn create_lock(&self, order_id: &str, lock_id: &str, expiry: &Timestamp, requester: &Requester) -> Result<Order> {
        let (currency, now) = (currency::chosen()?, timestamp::now());
        stored::change(|book: &mut Book| {
            book.lock(order_id, lock_id, expiry, holder(requester), &now)?;
            book.order(order_id, currency)
        })
    }

    fn delete_lock(&self, order_id: &str, lock_id: &str, _: &Requester) -> Result<Order> {
        let currency = currency::chosen()?;
        stored::change(|book: &mut Book| {
            book.unlock(order_id, lock_id)?;
            book.order(order_id, currency)
        })
    }
}
