//! One thing that was looked at, and how it stands.

use serde::Serialize;
use std::fmt;

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Check {
    /// What: one or two words, the same in every version.
    pub(super) name: &'static str,
    pub(super) state: State,
    /// What was found.
    pub(super) what: String,
    /// More of it, each a line.
    pub(super) details: Vec<String>,
    /// What to do.
    pub(super) hint: Option<String>,
}

/// How it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// As it should.
    Holds,
    /// It could be better.
    Warning,
    /// Something that is relied on does not hold.
    Fails,
}

// === impl Check ===

impl Check {
    pub(super) fn holds(name: &'static str, what: impl Into<String>) -> Self {
        Self { name, state: State::Holds, what: what.into(), details: Vec::new(), hint: None }
    }

    pub(super) fn warning(name: &'static str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { state: State::Warning, hint: Some(hint.into()), ..Self::holds(name, what) }
    }

    pub(super) fn fails(name: &'static str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { state: State::Fails, ..Self::warning(name, what, hint) }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Holds => "ok",
            State::Warning => "warning",
            State::Fails => "FAILS",
        };
        write!(f, "{state:<8} {:<14} {}", self.name, self.what)?;
        for detail in &self.details {
            write!(f, "\n{:24}{detail}", "")?;
        }
        self.hint.iter().try_for_each(|hint| write!(f, "\n{:24}hint: {hint}", ""))
    }
}
