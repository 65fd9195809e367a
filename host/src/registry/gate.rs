//! Who must let an adapter pass before it is used: somebody who knows more than that it compiles.

use crate::adapter::{Adapter, Digest};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Verdicts that are kept: versions of many adapters over many days, at some hundred bytes each.
const MOST_VERDICTS: usize = 1000;

/// Judges adapters (`[adapters] gate`). The conformance kit is one; the host knows none itself.
#[async_trait]
pub trait Gate: Send + Sync {
    /// Judges an adapter by calling it. `component` are the bytes that it was made of. What it says of one that passes
    /// follows the news that it is loaded.
    ///
    /// # Errors
    /// Why it is refused, as a sentence for the operator.
    async fn judge(&self, adapter: &Adapter, component: &[u8]) -> Result<String, String>;
}

/// Asks the gate, once for the same bytes.
pub(super) struct Gatekeeper {
    gate: Option<Arc<dyn Gate>>,
    verdicts: Mutex<HashMap<Digest, Result<String, String>>>,
}

// === impl Gatekeeper ===

impl Gatekeeper {
    pub(super) fn new(gate: Option<Arc<dyn Gate>>) -> Self {
        Self { gate, verdicts: Mutex::default() }
    }

    /// The bytes that judging takes, beside those that are loaded; none where nobody judges.
    pub(super) fn keeps(&self, bytes: &[u8]) -> Vec<u8> {
        if self.gate.is_some() { bytes.to_vec() } else { Vec::new() }
    }

    /// What the gate says of an adapter; nothing where there is no gate.
    pub(super) async fn judge(&self, adapter: &Adapter, component: &[u8]) -> Result<Option<String>, String> {
        let Some(gate) = &self.gate else { return Ok(None) };
        let digest = adapter.digest();
        let verdicts = || self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = verdicts().get(&digest).cloned();
        let verdict = match known {
            Some(verdict) => verdict,
            None => {
                let verdict = gate.judge(adapter, component).await;
                let mut verdicts = verdicts();
                // Whoever hands in so many has time to have them judged again.
                if verdicts.len() >= MOST_VERDICTS {
                    verdicts.clear();
                }
                verdicts.insert(digest, verdict.clone());
                verdict
            }
        };
        verdict.map(Some)
    }
}
