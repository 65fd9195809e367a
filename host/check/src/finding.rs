//! What became of a case.

use crate::case::{Case, Level};
use serde::Serialize;
use std::time::Duration;

/// What became of a case.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// `<group>/<rule>`.
    pub id: String,
    /// What is right, as a sentence.
    pub title: String,
    /// Whether an adapter must pass.
    pub level: Level,
    /// How it ended.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// How long it took.
    pub took_ms: u64,
}

/// How a case ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "verdict", rename_all = "camelCase")]
pub enum Verdict {
    /// All that is expected holds.
    Passed,
    /// Something does not.
    Failed {
        /// What, of the first step that went wrong.
        findings: Vec<Finding>,
    },
    /// It does not fit this adapter.
    Skipped {
        /// Why, and what would change it.
        reason: String,
    },
    /// It fits, and this machine kept it from being played to its end: nothing is known.
    Prevented {
        /// Why.
        reason: String,
    },
}

/// Something that is not as it must be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The mistake that this looks like.
    pub mistake: String,
    /// From 1.
    pub step: usize,
    /// What the step did.
    pub doing: String,
    /// What was expected of it.
    pub expected: String,
    /// What came.
    pub came: String,
    /// Where to read about it.
    pub read: String,
}

// === impl Outcome ===

impl Outcome {
    pub(crate) fn of(case: &Case, verdict: Verdict, took: Duration) -> Self {
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        Self { id: case.id.clone(), title: case.title.clone(), level: case.level, verdict, took_ms }
    }

    /// Whether an adapter that must pass did not.
    pub fn is_refusal(&self) -> bool {
        self.level == Level::Required && matches!(self.verdict, Verdict::Failed { .. })
    }
}
