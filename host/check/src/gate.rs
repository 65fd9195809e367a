//! The kit as the gate of a host (`[adapters] gate = "check"`): what a file must pass before it is used.
//!
//! What runs there needs nobody's settings. An adapter that asks for nothing is played the cases that need only
//! invariants, in a store of its own; one that asks for what the example POS needs is played all of them against that; one
//! that asks for nothing but servers (as settings) and secrets is played those in which its POS does not answer. Of any
//! other, nothing can be known before a venue has it: it passes, with a word about that. Costs are not judged: a host that
//! starts on a busy machine must not refuse today what it took yesterday.

use crate::catalogue::{Catalogue, CatalogueError};
use crate::finding::{Outcome, Verdict};
use crate::run::Check;
use async_trait::async_trait;
use patio_host::adapter::Adapter;
use patio_host::registry::Gate;

/// Refusals that one sentence names.
const NAMED: usize = 3;

/// Plays the cases.
pub struct ConformanceGate {
    catalogue: Catalogue,
    memory_bytes: usize,
}

// === impl ConformanceGate ===

impl ConformanceGate {
    /// A gate whose adapters may have as much memory as is said.
    ///
    /// # Errors
    /// Where the cases that this program carries cannot be read, which a test rules out.
    pub fn new(memory_bytes: usize) -> Result<Self, CatalogueError> {
        Ok(Self { catalogue: Catalogue::embedded()?.without_measures(), memory_bytes })
    }
}

#[async_trait]
impl Gate for ConformanceGate {
    async fn judge(&self, adapter: &Adapter, component: &[u8]) -> Result<String, String> {
        let Some(check) = Check::without_an_operator(adapter, component, self.memory_bytes) else {
            return Ok("the conformance kit could not run: its settings are known to a venue only".to_owned());
        };
        if check.reaches_nothing().await {
            return Ok("the conformance kit could not run: it reaches its point of sale in a venue only".to_owned());
        }
        let report = check.run(&self.catalogue).await;
        let refusals: Vec<_> = report.cases.iter().filter(|outcome| outcome.is_refusal()).collect();
        if refusals.is_empty() {
            let passed = report.cases.iter().filter(|outcome| outcome.verdict == Verdict::Passed).count();
            return Ok(format!("{passed} cases of the conformance kit hold"));
        }
        let mut text = refusals.iter().take(NAMED).map(|outcome| told(outcome)).collect::<Vec<_>>().join("; ");
        if let Some(more) = refusals.len().checked_sub(NAMED).filter(|more| *more > 0) {
            text.push_str(&format!("; and {more} more"));
        }
        Err(format!("it does not pass the conformance kit: {text} (patio check FILE.wasm says all)"))
    }
}

fn told(outcome: &Outcome) -> String {
    let finding = match &outcome.verdict {
        Verdict::Failed { findings } => findings.first(),
        Verdict::Passed | Verdict::Skipped { .. } | Verdict::Prevented { .. } => None,
    };
    let detail = finding.map(|finding| format!(": expected {}, but {}", finding.expected, finding.came));
    format!("{} ({}){}", outcome.id, outcome.title, detail.unwrap_or_default())
}
