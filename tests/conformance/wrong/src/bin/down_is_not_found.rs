//! Takes a POS that is down for one without orders.

use patio_wrong::{EposError, Mistake, wrong};

struct DownIsNotFound;

impl Mistake for DownIsNotFound {
    fn unread(error: EposError) -> EposError {
        match error {
            EposError::Unavailable(text) => EposError::NotFound(text),
            other => other,
        }
    }
}

wrong!(DownIsNotFound);
