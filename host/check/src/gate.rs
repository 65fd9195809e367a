//! The kit as the gate of a host (`[adapters] gate = "check"`): what a file must pass before it is used.
//!
//! What runs there needs nobody's settings. An adapter that asks for nothing is played the cases that need only
//! invariants, in a store of its own; one that asks for what the example POS needs is played all of them against that; one
//! that asks for nothing but servers (as settings) and secrets is played those in which its POS does not answer. Of any
//! other, nothing can be known before a venue has it: it passes, with a word about that. Costs are not judged: a host that
//! starts on a busy machine must not refuse today what it took yesterday. For the same reason, an adapter that did nothing
//! wrong in the cases that there was time for is not refused for good: it is not let through, and nothing is said of it.

use crate::catalogue::{self, Catalogue, CatalogueError};
use crate::finding::{self, Outcome};
use crate::report::Report;
use crate::run::Check;
use async_trait::async_trait;
use patio_host::adapter::{Adapter, Digest};
use patio_host::registry::{Gate, Verdict};
use std::time::Duration;

/// Refusals that one sentence names.
const NAMED: usize = 3;

/// Plays the cases.
pub struct ConformanceGate {
    catalogue: Catalogue,
    memory_bytes: usize,
    deadline: Duration,
    edition: Digest,
}

// === impl ConformanceGate ===

impl ConformanceGate {
    /// A gate whose adapters may have as much memory as is said, and that takes so long for one at most.
    ///
    /// # Errors
    /// Where the cases that this program carries cannot be read, which a test rules out.
    pub fn new(memory_bytes: usize, deadline: Duration) -> Result<Self, CatalogueError> {
        let catalogue = Catalogue::embedded()?.without_measures();
        // Verdicts of more time are as good as those of less.
        Ok(Self { catalogue, memory_bytes, deadline, edition: edition(memory_bytes) })
    }
}

#[async_trait]
impl Gate for ConformanceGate {
    fn edition(&self) -> Digest {
        self.edition
    }

    async fn judge(&self, adapter: &Adapter, component: &[u8]) -> Verdict {
        let Some(check) = Check::without_an_operator(adapter, component, self.memory_bytes) else {
            let why = "its settings are known to a venue only";
            return Verdict::Passed(format!("the conformance kit could not run: {why}"));
        };
        let check = check.within(self.deadline, "[adapters] gate_deadline_ms");
        if check.reaches_nothing().await {
            let why = "it reaches its point of sale in a venue only";
            return Verdict::Passed(format!("the conformance kit could not run: {why}"));
        }
        verdict(&check.run(&self.catalogue).await)
    }
}

/// What verdicts depend on beside the adapter: the program, its cases, and how much memory an adapter has.
fn edition(memory_bytes: usize) -> Digest {
    let mut all = format!("{}\0{memory_bytes}\0", env!("CARGO_PKG_VERSION"));
    for (id, text) in catalogue::EMBEDDED {
        all.push_str(&format!("{id}\0{text}\0"));
    }
    Digest::of(all.as_bytes())
}

/// What is known of an adapter by what became of the cases.
fn verdict(report: &Report) -> Verdict {
    let count = report.count();
    let refusals: Vec<_> = report.cases.iter().filter(|outcome| outcome.is_refusal()).collect();
    if !refusals.is_empty() {
        let mut text = refusals.iter().take(NAMED).map(|outcome| told(outcome)).collect::<Vec<_>>().join("; ");
        if let Some(more) = refusals.len().checked_sub(NAMED).filter(|more| *more > 0) {
            text.push_str(&format!("; and {more} more"));
        }
        if count.prevented > 0 {
            text.push_str(&format!("; {} were not played", count.prevented));
        }
        let how = "patio check FILE.wasm says all";
        return Verdict::Refused(format!("it does not pass the conformance kit: {text} ({how})"));
    }
    let unknown = report.cases.iter().filter_map(|outcome| match &outcome.verdict {
        finding::Verdict::Prevented { reason } => Some((outcome, reason)),
        _ => None,
    });
    // The one that took all the time, where there was none left for others.
    if let Some((outcome, reason)) = unknown.max_by_key(|(outcome, _)| outcome.took_ms) {
        let known = format!("{} cases of the conformance kit hold", count.passed);
        let (more, id) = (count.prevented, &outcome.id);
        return Verdict::Undecided(format!(
            "it is not known whether it keeps the contract: {known}, and {more} could not be played; {id}: {reason}"
        ));
    }
    Verdict::Passed(format!("{} cases of the conformance kit hold", count.passed))
}

fn told(outcome: &Outcome) -> String {
    let finding = match &outcome.verdict {
        finding::Verdict::Failed { findings } => findings.first(),
        _ => None,
    };
    let detail = finding.map(|finding| format!(": expected {}, but {}", finding.expected, finding.came));
    format!("{} ({}){}", outcome.id, outcome.title, detail.unwrap_or_default())
}
