//! The host's store: one value for each thing that is kept, as JSON, so that a search costs one look.

use patio_sdk::model::EposError;
use patio_sdk::store::{self, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How often a change is tried against others that happen at the same time. Each round one of them succeeds, so this
/// is also the number of changes that may arrive in the same moment.
const ROUNDS: usize = 16;

/// What is kept under one key. Where nothing was kept yet, it is the default.
pub(crate) trait Kept: Clone + PartialEq + Default + Serialize + DeserializeOwned {
    const KEY: &'static str;
}

/// Reads it.
pub(crate) fn read<K: Kept>() -> Result<K, EposError> {
    parse(get(K::KEY)?.as_deref())
}

/// Changes it, once: nothing is written where the change is refused or changes nothing.
///
/// The change runs again where another call was faster, so it must depend on nothing but what it is given.
pub(crate) fn change<K: Kept, T>(change: impl Fn(&mut K) -> Result<T, EposError>) -> Result<T, EposError> {
    for _ in 0..ROUNDS {
        let stored = get(K::KEY)?;
        let before: K = parse(stored.as_deref())?;
        let mut after = before.clone();
        let answer = change(&mut after)?;
        if after == before || set(stored.as_deref(), &after)? {
            return Ok(answer);
        }
    }
    Err(EposError::Unavailable(format!("{:?} was busy {ROUNDS} times in a row; nothing was written", K::KEY)))
}

fn get(key: &str) -> Result<Option<Vec<u8>>, EposError> {
    store::get(key).map_err(|error| match error {
        StoreError::Unavailable(text) | StoreError::TooLarge(text) => EposError::Unavailable(text),
    })
}

/// False where another call wrote since `stored` was read.
fn set<K: Kept>(stored: Option<&[u8]>, value: &K) -> Result<bool, EposError> {
    store::compare_and_set(K::KEY, stored, &bytes(value)?).map_err(|error| match error {
        // Refused before it was written.
        StoreError::TooLarge(text) => EposError::Unavailable(text),
        // It may have been written before the answer was lost. Trying again is harmless; saying that nothing was
        // written would be a guess.
        StoreError::Unavailable(text) => EposError::InDoubt(text),
    })
}

fn parse<K: Kept>(stored: Option<&[u8]>) -> Result<K, EposError> {
    let Some(bytes) = stored else {
        return Ok(K::default());
    };
    serde_json::from_slice(bytes)
        .map_err(|error| EposError::Unexpected(format!("what is stored under {:?} cannot be read: {error}", K::KEY)))
}

/// What something takes in the store.
pub(crate) fn bytes(value: &impl Serialize) -> Result<Vec<u8>, EposError> {
    serde_json::to_vec(value).map_err(|error| EposError::Unexpected(format!("this cannot be stored: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;

    #[test]
    fn what_was_never_stored_is_empty() {
        assert_eq!(parse(None), Ok(Book::default()));
        assert_eq!(parse(Some(b"{}")), Ok(Book::default()));
    }

    #[test]
    fn what_was_stored_by_somebody_else_is_not_read() {
        for text in ["", "pi_1\t1001\t1000\t150\t0\n", "[]x", "{\"payments\":[{\"intent\":\"pi_1\"}]}"] {
            let refusal = parse::<Book>(Some(text.as_bytes()));
            assert!(matches!(&refusal, Err(EposError::Unexpected(why)) if why.contains("\"orders\"")), "{refusal:?}");
        }
    }
}
