//! The venue's values for the settings that the adapter described.
//!
//! ```
//! # use patio_sdk::testkit::TestKit;
//! use patio_sdk::settings;
//!
//! # TestKit::bare().setting("base_url", "http://127.0.0.1:9400").setting("tables", "12").call(|_| {
//! let base_url = settings::required("base_url")?;
//! let tables: u32 = settings::parsed("tables")?.unwrap_or(10);
//! # assert_eq!((base_url.as_str(), tables), ("http://127.0.0.1:9400", 12));
//! # Ok(()) }).unwrap();
//! ```

use std::fmt;
use std::str::FromStr;

use crate::lent;
use crate::model::EposError;

/// What is wrong with a setting. The text names the setting and never has its value, which may be a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SettingError {
    /// It has no value.
    Missing {
        /// Its name.
        name: String,
    },
    /// Its value is not what the adapter reads.
    Unreadable {
        /// Its name.
        name: String,
        /// Why it cannot be read.
        why: String,
    },
}

/// A setting's value; none where it is not set and was described without a default.
pub fn get(name: &str) -> Option<String> {
    lent::settings::get(name)
}

/// The value of a setting that must have one.
///
/// # Errors
/// It has none, or an empty one.
pub fn required(name: &str) -> Result<String, SettingError> {
    get(name).filter(|value| !value.is_empty()).ok_or_else(|| SettingError::Missing { name: name.to_owned() })
}

/// A setting's value as a number, or whatever else reads itself from a text; none where it is not set.
///
/// # Errors
/// It cannot be read.
pub fn parsed<T: FromStr<Err: fmt::Display>>(name: &str) -> Result<Option<T>, SettingError> {
    let read = |value: String| {
        value.parse().map_err(|why: T::Err| SettingError::Unreadable { name: name.to_owned(), why: why.to_string() })
    };
    get(name).map(read).transpose()
}

// === impl SettingError ===

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "the setting {name} has no value: write it into the venue's settings"),
            Self::Unreadable { name, why } => write!(f, "the setting {name} cannot be read: {why}"),
        }
    }
}

impl std::error::Error for SettingError {}

/// No request is to blame, and nothing was written: it is read before anything is sent.
impl From<SettingError> for EposError {
    fn from(error: SettingError) -> Self {
        Self::Unexpected(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testkit::{Nothing, TestKit};

    fn kit() -> TestKit<Nothing> {
        TestKit::bare().setting("port", "94O0").setting("empty", "")
    }

    #[test]
    fn a_setting_without_a_value_is_named() {
        for name in ["url", "empty"] {
            let refusal = kit().call(|_| Ok(required(name)?)).unwrap_err();
            let text = format!("the setting {name} has no value: write it into the venue's settings");
            assert_eq!(refusal, EposError::Unexpected(text));
        }
    }

    #[test]
    fn a_setting_that_cannot_be_read_is_named_without_its_value() {
        let refusal = kit().call(|_| Ok(parsed::<u16>("port")?)).unwrap_err();
        let text = "the setting port cannot be read: invalid digit found in string";
        assert_eq!(refusal, EposError::Unexpected(text.to_owned()));
        assert_eq!(kit().call(|_| Ok(parsed::<u16>("other")?)), Ok(None));
    }
}
