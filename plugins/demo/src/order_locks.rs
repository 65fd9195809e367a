//! Locks orders for a card machine, and gives them back.

use patio_sdk::model::{EposError, Order, Requester, Timestamp};
use patio_sdk::order_locks::Guest;
use patio_sdk::timestamp;

use crate::book::{Book, holder};
use crate::{Demo, currency, stored};

impl Guest for Demo {
    fn create_lock(
        order_id: String,
        lock_id: String,
        expiry: Timestamp,
        requester: Requester,
    ) -> Result<Order, EposError> {
        let (currency, now) = (currency::chosen()?, timestamp::now());
        stored::change(|book: &mut Book| {
            book.lock(&order_id, &lock_id, &expiry, holder(&requester), &now)?;
            book.order(&order_id, currency)
        })
    }

    fn delete_lock(order_id: String, lock_id: String, _: Requester) -> Result<Order, EposError> {
        let currency = currency::chosen()?;
        stored::change(|book: &mut Book| {
            book.unlock(&order_id, &lock_id)?;
            book.order(&order_id, currency)
        })
    }
}
