//! Says of an unknown order that something went wrong.

use patio_wrong::{Corner, EposError, Mistake, Order, Result, wrong};

struct UnknownIdIsAnError;

impl Mistake for UnknownIdIsAnError {
    fn get(right: &Corner, id: &str) -> Result<Order> {
        right.read(id).map_err(|error| match error {
            EposError::NotFound(text) => EposError::Unexpected(text),
            other => other,
        })
    }
}

wrong!(UnknownIdIsAnError);
