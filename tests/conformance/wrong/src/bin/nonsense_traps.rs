//! Trusts that every answer can be read.

use patio_wrong::{EposError, Mistake, wrong};

struct NonsenseTraps;

impl Mistake for NonsenseTraps {
    #[expect(clippy::panic, reason = "this is the mistake")]
    fn unread(error: EposError) -> EposError {
        match error {
            EposError::Unexpected(text) => panic!("called `unwrap` on an error: {text}"),
            other => other,
        }
    }
}

wrong!(NonsenseTraps);
