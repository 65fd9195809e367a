//! What is wrong with a configuration: where, what, and what to write instead.

use serde::Serialize;
use std::{fmt, path::Path};

/// One thing to say about a configuration.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Finding {
    /// What follows from it.
    pub level: Level,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong, beginning with the section: `[venues.crown] unknown key "adaptor"`.
    pub what: String,
    /// What to write.
    pub hint: Option<String>,
}

/// A finding that a configuration is refused for.
pub type Problem = Finding;

/// A finding that it is not refused for.
pub type Warning = Finding;

/// What follows from a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Warning,
    /// Something will not work until it is put right, while everything else does: a venue whose adapter is not in the
    /// folder yet. `serve` says so and goes on, for one venue must not keep the others closed; `check-config` fails.
    Degraded,
    /// The configuration is refused.
    Problem,
}

/// Where a finding stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(untagged)]
pub enum Place {
    /// In a file.
    File {
        /// As it was named on the command line.
        file: String,
        /// Counted from 1; none where it is about the whole file.
        line: Option<usize>,
    },
    /// In a variable of the environment.
    Variable {
        /// Its name.
        variable: String,
    },
}

/// Why a configuration is refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Problems {
    /// Everything that it is refused for, in the order of the file. At least one.
    pub problems: Vec<Problem>,
    /// What else there is to say.
    pub warnings: Vec<Warning>,
}

// === impl Problems ===

impl Problems {
    /// A file that cannot be read.
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "name the file with --config, or begin without one: patio demo".to_owned(),
            std::io::ErrorKind::InvalidData => "write it in UTF-8".to_owned(),
            _ => "see that this user may read it".to_owned(),
        };
        let place = Place::File { file: path.display().to_string(), line: None };
        let what = format!("cannot be read: {error}");
        Self { problems: vec![Problem { level: Level::Problem, place, what, hint: Some(hint) }], warnings: Vec::new() }
    }
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{problem}")?;
        }
        Ok(())
    }
}

// === impl Finding ===

impl fmt::Display for Finding {
    /// `patio.toml:12: …`, and a second line with the hint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

// === impl Place ===

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { file, line: Some(line) } => write!(f, "{file}:{line}"),
            Self::File { file, line: None } => f.write_str(file),
            Self::Variable { variable } => f.write_str(variable),
        }
    }
}
