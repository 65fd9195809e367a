//! What the point of sale opens with: files of checks and tables that are part of it.

use crate::check::Check;
use serde::{Deserialize, Serialize};

/// The checks and tables that it opens with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opening {
    /// An evening in pounds and euros, with everything that a check can have.
    Evening,
    /// A few checks in yen, which have no smaller unit.
    Yen,
}

/// What is wrong with an opening.
#[derive(Debug, thiserror::Error)]
#[error("the opening {opening:?}: {what}")]
pub struct BadOpening {
    opening: Opening,
    what: String,
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
    check: Vec<Check>,
}

// === impl Opening ===

impl Opening {
    const fn text(self) -> &'static str {
        match self {
            Self::Evening => include_str!("opening/evening.toml"),
            Self::Yen => include_str!("opening/yen.toml"),
        }
    }

    pub(crate) fn read(self) -> Result<(Vec<Check>, Vec<Table>), BadOpening> {
        let bad = |what: String| BadOpening { opening: self, what };
        let File { table, mut check } = toml::from_str(self.text()).map_err(|error| bad(error.to_string()))?;
        for check in &check {
            if let Some(fault) = check.fault() {
                return Err(bad(format!("check {}: {fault}", check.id)));
            }
        }
        check.sort_by(|a, b| a.place().cmp(&b.place()));
        Ok((check, table))
    }
}
