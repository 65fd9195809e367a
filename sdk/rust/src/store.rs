//! A small durable store, private to one venue and adapter. What is kept in memory is gone with the call.

pub use crate::bindings::host::store::StoreError;
use crate::lent;
use crate::model::EposError;

/// The value under a key.
///
/// # Errors
/// The store cannot be read.
pub fn get(key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    lent::store::get(key)
}

/// Sets the value of a key.
///
/// # Errors
/// It is too large, or the store cannot be written.
pub fn set(key: &str, value: &[u8]) -> Result<(), StoreError> {
    lent::store::set(key, value)
}

/// Takes a key away; one that is not there, too.
///
/// # Errors
/// The store cannot be written.
pub fn delete(key: &str) -> Result<(), StoreError> {
    lent::store::delete(key)
}

/// The keys that begin with `prefix` and come behind `after`, in order, at most 1000.
///
/// # Errors
/// The store cannot be read.
pub fn keys(prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
    lent::store::keys(prefix, after)
}

/// Sets the value only where the present one equals `expected`; true where it did.
///
/// # Errors
/// It is too large, or the store cannot be written.
pub fn compare_and_set(key: &str, expected: Option<&[u8]>, value: &[u8]) -> Result<bool, StoreError> {
    lent::store::compare_and_set(key, expected, value)
}

/// The value under a key, read as JSON.
///
/// ```
/// # use patio_sdk::testkit::TestKit;
/// use patio_sdk::store;
///
/// # TestKit::bare().call(|_| {
/// store::set_json("tabs", &vec!["1001", "1002"])?;
/// let tabs: Vec<String> = store::get_json("tabs")?.unwrap_or_default();
/// # assert_eq!(tabs, ["1001", "1002"]);
/// # Ok(()) }).unwrap();
/// ```
///
/// # Errors
/// The store cannot be read, or what is kept there is something else.
#[cfg(feature = "serde")]
pub fn get_json<T: serde::de::DeserializeOwned>(key: &str) -> Result<Option<T>, EposError> {
    let unreadable = |error| EposError::Unexpected(format!("what is stored under {key:?} cannot be read: {error}"));
    get(key)?.map(|bytes| serde_json::from_slice(&bytes).map_err(unreadable)).transpose()
}

/// Sets the value of a key to something, written as JSON.
///
/// # Errors
/// It cannot be written as JSON, is too large, or the store cannot be written.
#[cfg(feature = "serde")]
pub fn set_json<T: serde::Serialize + ?Sized>(key: &str, value: &T) -> Result<(), EposError> {
    let unwritable = |error| EposError::Unexpected(format!("what belongs under {key:?} cannot be stored: {error}"));
    Ok(set(key, &serde_json::to_vec(value).map_err(unwritable)?)?)
}

/// The store is the host's, and says nothing about the point of sale: an adapter whose *payments* are in it says
/// in-doubt where a write fails.
impl From<StoreError> for EposError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooLarge(text) => Self::Unexpected(text),
            StoreError::Unavailable(text) => Self::Unavailable(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::TestKit;

    #[test]
    fn what_is_stored_outlasts_the_call() {
        let kit = TestKit::bare();
        kit.call(|_| Ok(set("a/2", b"two").and(set("a/1", b"one")).and(set("b", b"three"))?)).unwrap();
        assert_eq!(kit.call(|_| Ok(get("a/1")?)), Ok(Some(b"one".to_vec())));
        assert_eq!(kit.call(|_| Ok(keys("a/", None)?)), Ok(vec!["a/1".to_owned(), "a/2".to_owned()]));
        assert_eq!(kit.call(|_| Ok(keys("a/", Some("a/1"))?)), Ok(vec!["a/2".to_owned()]));
        assert_eq!(kit.call(|_| Ok(compare_and_set("b", None, b"four")?)), Ok(false));
        assert_eq!(kit.call(|_| Ok(compare_and_set("b", Some(b"three"), b"four")?)), Ok(true));
        kit.call(|_| Ok(delete("a/1").and(delete("a/1"))?)).unwrap();
        assert_eq!(kit.call(|_| Ok((get("a/1")?, get("b")?))), Ok((None, Some(b"four".to_vec()))));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn what_is_no_json_is_named_by_its_key() {
        let kit = TestKit::bare();
        kit.call(|_| Ok(set("tabs", b"[1")?)).unwrap();
        let refusal = kit.call(|_| get_json::<Vec<u32>>("tabs")).unwrap_err();
        let text = "what is stored under \"tabs\" cannot be read: EOF while parsing a list at line 1 column 2";
        assert_eq!(refusal, EposError::Unexpected(text.to_owned()));
    }
}
