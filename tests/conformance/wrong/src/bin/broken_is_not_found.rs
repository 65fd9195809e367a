//! Takes an answer that it cannot read for one without orders.

use patio_wrong::{EposError, Mistake, wrong};

struct BrokenIsNotFound;

impl Mistake for BrokenIsNotFound {
    fn unread(error: EposError) -> EposError {
        match error {
            EposError::Unavailable(text) | EposError::Unexpected(text) => EposError::NotFound(text),
            other => other,
        }
    }
}

wrong!(BrokenIsNotFound);
