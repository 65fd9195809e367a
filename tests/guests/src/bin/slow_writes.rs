//! Whatever writes takes half a second, and shows on the order only when it is done.

use std::thread;
use std::time::Duration;

use patio_guests::patio_sdk::store;
use patio_guests::{Case, EposError, Order, case, order};

struct SlowWrites;

impl Case for SlowWrites {
    fn get(order_id: &str) -> Result<Order, EposError> {
        let written = store::get(order_id).is_ok_and(|written| written.is_some());
        Ok(Order { note: written.then(|| "written".to_owned()), ..order(order_id) })
    }

    fn write(order_id: &str) -> Result<Order, EposError> {
        thread::sleep(Duration::from_millis(500));
        store::set(order_id, b"done").map_err(|error| EposError::Unavailable(format!("{error:?}")))?;
        Self::get(order_id)
    }
}

case!(SlowWrites: about, orders, order_cancellation);
