//! What a check found: for a terminal, for a browser, for programs.

mod html;
mod terminal;

use crate::class::Class;
use crate::finding::{Outcome, Verdict};
use crate::run::Behind;
use patio_host::adapter::Adapter;
use serde::Serialize;

pub use html::html;
pub use terminal::{Terminal, terminal};

/// What a check found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was checked.
    #[serde(rename = "adapter")]
    pub of: Subject,
    /// Each case, in the order in which it was played.
    pub cases: Vec<Outcome>,
}

/// What was checked.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// Its name, in its own words.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub digest: String,
    /// What it declares about a payment that is posted twice.
    pub payment_safety: String,
    /// What it is written in, as far as its costs go.
    pub class: Class,
    /// What was behind it, in a few words.
    pub pos: String,
}

/// How many cases ended in which way.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Count {
    /// All that was expected holds.
    pub passed: usize,
    /// Required, and something does not hold.
    pub failed: usize,
    /// Advice that is not followed.
    pub advice: usize,
    /// They do not fit.
    pub skipped: usize,
    /// They fit, and this machine kept them from being played.
    pub prevented: usize,
}

// === impl Report ===

impl Report {
    /// Whether all required cases hold, at least one was played, and none was prevented.
    pub fn is_passed(&self) -> bool {
        let count = self.count();
        count.failed == 0 && count.prevented == 0 && count.passed > 0
    }

    /// How many ended in which way.
    pub fn count(&self) -> Count {
        let mut count = Count::default();
        for outcome in &self.cases {
            let one = match &outcome.verdict {
                Verdict::Passed => &mut count.passed,
                Verdict::Failed { .. } if outcome.is_refusal() => &mut count.failed,
                Verdict::Failed { .. } => &mut count.advice,
                Verdict::Skipped { .. } => &mut count.skipped,
                Verdict::Prevented { .. } => &mut count.prevented,
            };
            *one += 1;
        }
        count
    }

    /// For programs: `{"passed": true, "adapter": {…}, "cases": […]}`.
    ///
    /// # Errors
    /// None that these types can cause.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        #[derive(Serialize)]
        struct Document<'a> {
            passed: bool,
            #[serde(flatten)]
            report: &'a Report,
        }
        serde_json::to_string_pretty(&Document { passed: self.is_passed(), report: self })
    }
}

// === impl Count ===

impl Count {
    /// Why an adapter does not pass of which no required case failed.
    pub(crate) const fn nothing(self) -> &'static str {
        if self.advice == 0 {
            "nothing was played: no case fits this adapter"
        } else {
            "nothing that is required was played: advice alone says nothing of the rest"
        }
    }
}

// === impl Subject ===

impl Subject {
    pub(crate) fn of(adapter: &Adapter, class: Class, behind: &Behind) -> Self {
        let description = adapter.description();
        Self {
            name: description.name.clone(),
            version: description.version.clone(),
            digest: adapter.digest().to_string(),
            payment_safety: description.payment_safety.to_string(),
            class,
            pos: match behind {
                Behind::Itself => "without a point of sale".to_owned(),
                Behind::Corner => "at the example POS".to_owned(),
                Behind::Own(url) => format!("at {url}"),
                Behind::Nobody => "at an address where nobody answers".to_owned(),
            },
        }
    }
}
