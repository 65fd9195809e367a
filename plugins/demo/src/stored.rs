//! The host's store: one value for each thing that is kept, as JSON, so that a search costs one look.

use patio_sdk::model::EposError;
use patio_sdk::{Result, store};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is kept under one key. Where nothing was kept yet, it is the default.
pub(crate) trait Kept: Clone + PartialEq + Default + Serialize + DeserializeOwned {
    const KEY: &'static str;
}

/// Reads it.
pub(crate) fn read<K: Kept>() -> Result<K> {
    Ok(store::get_json(K::KEY)?.unwrap_or_default())
}

/// Changes it, once: nothing is written where the change is refused or changes nothing.
///
/// The change runs again where another call was faster, so it must depend on nothing but what it is given.
pub(crate) fn change<K: Kept, T>(change: impl Fn(&mut K) -> Result<T>) -> Result<T> {
    store::change(K::KEY, change)
}

/// What something takes in the store.
pub(crate) fn bytes(value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| EposError::Unexpected(format!("this cannot be stored: {error}")))
}

#[cfg(test)]
mod tests {
    use patio_sdk::testkit::TestKit;

    use super::*;
    use crate::book::Book;

    fn read_of(stored: &str) -> Result<Book> {
        TestKit::bare().call(|_| {
            store::set(Book::KEY, stored.as_bytes())?;
            read()
        })
    }

    #[test]
    fn what_was_never_stored_is_empty() {
        assert_eq!(TestKit::bare().call(|_| read()), Ok(Book::default()));
        assert_eq!(read_of("{}"), Ok(Book::default()));
    }

    #[test]
    fn what_was_stored_by_somebody_else_is_not_read() {
        for text in ["", "pi_1\t1001\t1000\t150\t0\n", "[]x", "{\"payments\":[{\"intent\":\"pi_1\"}]}"] {
            let refusal = read_of(text);
            assert!(matches!(&refusal, Err(EposError::Unexpected(why)) if why.contains("\"orders\"")), "{refusal:?}");
        }
    }
}
