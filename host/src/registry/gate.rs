//! Who must let an adapter pass before it is used: somebody who knows more than that it compiles.

use super::verdicts::Verdicts;
use crate::adapter::{Adapter, Digest};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Judges adapters (`[adapters] gate`). The conformance kit is one; the host knows none itself.
#[async_trait]
pub trait Gate: Send + Sync {
    /// What its verdicts depend on beside the component: another edition judges anew.
    fn edition(&self) -> Digest;

    /// Judges an adapter by calling it, within a time of its own. `component` are the bytes that it was made of.
    async fn judge(&self, adapter: &Adapter, component: &[u8]) -> Verdict;
}

/// What a gate says of an adapter, as a sentence for the operator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It passes; what is said of it follows the news that it is loaded.
    Passed(String),
    /// It does not, and would not another time either.
    Refused(String),
    /// Nothing is known: something kept the gate from finding out. It does not pass, and may another time.
    #[serde(skip)]
    Undecided(String),
}

/// Asks the gate, once for the same bytes: what it decided is kept over a restart.
pub(super) struct Gatekeeper {
    gate: Option<Arc<dyn Gate>>,
    verdicts: Verdicts,
}

// === impl Gatekeeper ===

impl Gatekeeper {
    pub(super) const fn new(gate: Option<Arc<dyn Gate>>, verdicts: Verdicts) -> Self {
        Self { gate, verdicts }
    }

    /// The bytes that judging takes, beside those that are loaded; none where nobody judges.
    pub(super) fn keeps(&self, bytes: &[u8]) -> Vec<u8> {
        if self.gate.is_some() { bytes.to_vec() } else { Vec::new() }
    }

    /// What the gate says of an adapter; nothing where there is no gate.
    pub(super) async fn judge(&self, adapter: &Adapter, component: &[u8]) -> Option<Verdict> {
        let gate = self.gate.as_ref()?;
        let (digest, edition) = (adapter.digest(), gate.edition());
        if let Some(verdict) = self.verdicts.get(digest, edition).await {
            return Some(verdict);
        }
        let verdict = gate.judge(adapter, component).await;
        self.verdicts.put(digest, edition, &verdict).await;
        Some(verdict)
    }
}
