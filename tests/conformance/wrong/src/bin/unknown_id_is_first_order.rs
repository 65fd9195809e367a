//! Answers with the first order where it does not find one.

use patio_wrong::{Corner, EposError, Mistake, Order, Result, wrong};

struct UnknownIdIsFirstOrder;

impl Mistake for UnknownIdIsFirstOrder {
    fn get(right: &Corner, id: &str) -> Result<Order> {
        match right.read(id) {
            Err(EposError::NotFound(_)) => right.read("1001"),
            other => other,
        }
    }
}

wrong!(UnknownIdIsFirstOrder);
