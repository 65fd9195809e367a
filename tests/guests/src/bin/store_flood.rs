//! SearchOrders stores values of `value-bytes` until the store refuses one, at most `values`. The display name says how
//! many were taken, the note what the refusal was.

use patio_guests::patio_sdk::store;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, number, order, page, setting};

struct StoreFlood;

impl Case for StoreFlood {
    fn settings() -> Vec<Setting> {
        vec![
            setting("value-bytes", "the size of each value", "4096"),
            setting("values", "the largest number of values", "100000"),
        ]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let value = vec![b'x'; number("value-bytes", 4096)];
        let (mut taken, mut refusal) = (0, None);
        while taken < number("values", 100_000) && refusal.is_none() {
            match store::set(&format!("key-{taken:06}"), &value) {
                Ok(()) => taken += 1,
                Err(error) => refusal = Some(error.to_string()),
            }
        }
        Ok(page([Order { display_name: Some(taken.to_string()), note: refusal, ..order("1") }]))
    }
}

case!(StoreFlood);
