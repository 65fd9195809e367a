//! Asks until there is an answer.

use patio_wrong::{Corner, EposError, Mistake, Order, Result, wrong};

struct NoTimeout;

impl Mistake for NoTimeout {
    fn get(right: &Corner, id: &str) -> Result<Order> {
        loop {
            match right.read(id) {
                Err(EposError::Unavailable(_)) => (),
                other => return other,
            }
        }
    }
}

wrong!(NoTimeout);
