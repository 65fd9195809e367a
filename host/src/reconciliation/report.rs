//! A report: what one reconciliation of one venue came to.

use super::calendar::Period;
use super::finding::{Finding, List, NotCompared};
use crate::epos::Timestamp;
use serde::{Deserialize, Serialize};

/// What one reconciliation of one venue came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The venue.
    pub venue: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// What it is about: payments that changed in this time.
    #[serde(flatten)]
    pub period: Period,
    /// Payments on which Dojo and the point of sale agree.
    pub agreed: usize,
    /// Sales without an order of this point of sale.
    pub unrelated: usize,
    /// Intents that were taken in because no event had told of them.
    pub taken_in: Vec<String>,
    /// The three lists, in order.
    pub findings: Vec<Finding>,
    /// What could not be compared.
    pub not_compared: Vec<NotCompared>,
}

/// A reconciliation that came to nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The venue.
    pub venue: String,
    /// When.
    pub at: Timestamp,
    /// Why, and what to do.
    pub reason: String,
}

/// Several, as JSON.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Reports {
    /// Those that were made.
    pub reports: Vec<Report>,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

// === impl Report ===

impl Report {
    /// How many lines a list has.
    pub fn count(&self, list: List) -> usize {
        self.findings.iter().filter(|finding| finding.list == list).count()
    }

    /// In a line.
    pub fn summary(&self) -> String {
        let lists = List::ALL.map(|list| format!("{} {list}", self.count(list))).join(", ");
        let mut summary = format!("{} agreed, {lists}", self.agreed);
        if !self.not_compared.is_empty() {
            summary.push_str(&format!(", {} not compared", self.not_compared.len()));
        }
        if !self.taken_in.is_empty() {
            summary.push_str(&format!(", {} taken in", self.taken_in.len()));
        }
        summary
    }
}
