//! Names of venues and adapters: short, printable, and safe in a URL, a log line, a metric and a file name.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Arc};

/// Characters of a name at most: it stands in user names, metrics and file names.
pub const MAX_NAME_CHARACTERS: usize = 64;

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadName;

            fn from_str(text: &str) -> Result<Self, BadName> {
                check(text).map(|()| Self(text.into()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = BadName;

            fn try_from(text: String) -> Result<Self, BadName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

name! {
    /// The id of a venue: `[venues.<id>]`, and the user name of its Basic authentication.
    VenueId
}

name! {
    /// The name of an adapter: `<folder>/<name>.wasm`.
    AdapterName
}

/// A text that is no name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "{0:?} is no name: use 1 to {MAX_NAME_CHARACTERS} letters, digits, '-', '_' and '.', beginning with a letter or digit"
)]
pub struct BadName(String);

fn check(text: &str) -> Result<(), BadName> {
    let fits = text.len() <= MAX_NAME_CHARACTERS
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    fits.then_some(()).ok_or_else(|| BadName(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_in_a_url_and_a_file_name() {
        for good in ["crown", "The-Crown_2.1", "0"] {
            assert_eq!(good.parse::<VenueId>().unwrap().as_str(), good);
        }
        for bad in ["", ".hidden", "-x", "a b", "a:b", "a/b", "..", "ü", &"a".repeat(65)] {
            assert!(bad.parse::<VenueId>().is_err(), "{bad}");
        }
    }
}
