//! Cancels orders.

use patio_sdk::model::{Order, Requester};
use patio_sdk::{OrderCancellation, Result, timestamp};

use crate::book::Book;
use crate::{Demo, currency, stored};

impl OrderCancellation for Demo {
    fn cancel_order(&self, order_id: &str, _: &Requester) -> Result<Order> {
        let (currency, now) = (currency::chosen()?, timestamp::now());
        stored::change(|book: &mut Book| {
            book.cancel(order_id, &now)?;
            book.order(order_id, currency)
        })
    }
}
