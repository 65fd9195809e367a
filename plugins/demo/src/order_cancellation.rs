//! Cancels orders.

use patio_sdk::model::{EposError, Order, Requester};
use patio_sdk::order_cancellation::Guest;
use patio_sdk::timestamp;

use crate::book::Book;
use crate::{Demo, currency, stored};

impl Guest for Demo {
    fn cancel_order(order_id: String, _: Requester) -> Result<Order, EposError> {
        let (currency, now) = (currency::chosen()?, timestamp::now());
        stored::change(|book: &mut Book| {
            book.cancel(&order_id, &now)?;
            book.order(&order_id, currency)
        })
    }
}
