//! What the point of sale opens with: files of checks and tables, two of which are part of it.

use crate::check::Check;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The checks and tables that it opens with.
#[derive(Clone, Debug)]
pub struct Opening {
    pub(crate) tables: Vec<Table>,
    /// Sorted by their place.
    pub(crate) checks: Vec<Check>,
}

/// What is wrong with an opening, or with a check.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadOpening {
    /// It is no TOML, or has something in it that no opening has.
    #[error("{0}")]
    NotToml(String),
    /// One of its checks is none.
    #[error("check {id}: {what}")]
    BadCheck {
        /// Which.
        id: String,
        /// What is wrong with it.
        what: String,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    id: String,
    name: String,
    seats: u32,
    pub(crate) area: String,
    waiters: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    table: Vec<Table>,
    check: Vec<Value>,
}

// === impl Opening ===

impl Opening {
    /// An evening in pounds and euros, with everything that a check can have.
    ///
    /// # Errors
    /// None, which a test sees to.
    pub fn evening() -> Result<Self, BadOpening> {
        Self::read(include_str!("opening/evening.toml"))
    }

    /// A few checks in yen, which have no smaller unit.
    ///
    /// # Errors
    /// None, which a test sees to.
    pub fn yen() -> Result<Self, BadOpening> {
        Self::read(include_str!("opening/yen.toml"))
    }

    /// A file of `[[table]]` and `[[check]]`, each with the fields that the API shows. What is computed is left out.
    ///
    /// # Errors
    /// What in it is no table, or no check.
    pub fn read(text: &str) -> Result<Self, BadOpening> {
        let not_toml = |error: toml::de::Error| BadOpening::NotToml(error.to_string().trim_end().to_owned());
        let File { table, check } = toml::from_str(text).map_err(not_toml)?;
        Self { tables: table, checks: Vec::new() }.with_checks(&check)
    }

    /// The same tables, and these checks in place of all others.
    ///
    /// # Errors
    /// Which of them is no check.
    pub fn with_checks(self, checks: &[Value]) -> Result<Self, BadOpening> {
        let mut checks = checks.iter().map(Check::read).collect::<Result<Vec<_>, _>>()?;
        checks.sort_by(|a, b| a.place().cmp(&b.place()));
        Ok(Self { checks, ..self })
    }
}
