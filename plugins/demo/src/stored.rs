//! The payment book's place in the host's store: one key, so that a search costs one look.

use patio_sdk::model::EposError;
use patio_sdk::store::{self, StoreError};

use crate::payments::{Book, Change};

const KEY: &str = "payments";

/// How often a change is tried against others that happen at the same time. Each round one of them succeeds, so this
/// is also the number of payments that may arrive in the same moment.
const ROUNDS: usize = 16;

/// Reads the book.
pub(crate) fn book() -> Result<Book, EposError> {
    parse(read()?.as_deref())
}

/// Writes a change into the book, once.
pub(crate) fn apply(change: &Change) -> Result<(), EposError> {
    for _ in 0..ROUNDS {
        let before = read()?;
        let mut book = parse(before.as_deref())?;
        if !book.apply(change)? || write(before.as_deref(), &book)? {
            return Ok(());
        }
    }
    Err(EposError::Unavailable(format!("the payment book was busy {ROUNDS} times in a row; nothing was written")))
}

fn read() -> Result<Option<Vec<u8>>, EposError> {
    store::get(KEY).map_err(|error| match error {
        StoreError::Unavailable(text) | StoreError::TooLarge(text) => EposError::Unavailable(text),
    })
}

/// False where another call wrote since `before` was read.
fn write(before: Option<&[u8]>, book: &Book) -> Result<bool, EposError> {
    store::compare_and_set(KEY, before, book.to_text().as_bytes()).map_err(|error| match error {
        // Refused before it was written.
        StoreError::TooLarge(text) => EposError::Unavailable(text),
        // It may have been written before the answer was lost. Trying again is harmless; saying that nothing was
        // written would be a guess.
        StoreError::Unavailable(text) => EposError::InDoubt(text),
    })
}

fn parse(stored: Option<&[u8]>) -> Result<Book, EposError> {
    let Some(bytes) = stored else {
        return Ok(Book::default());
    };
    std::str::from_utf8(bytes)
        .ok()
        .and_then(Book::from_text)
        .ok_or_else(|| EposError::Unexpected(format!("what is stored under {KEY:?} is not a payment book")))
}
