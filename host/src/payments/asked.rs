//! Intents that a request to record a payment is being answered for. The worker leaves them to it: what looks like a
//! request that nobody answered is one that is about to be.

use super::settlement::Inner;
use crate::ledger::IntentKey;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many requests are being answered for each intent.
#[derive(Default, Debug)]
pub(super) struct Asked(Mutex<HashMap<IntentKey, usize>>);

/// A request that is being answered, until it is dropped: then the worker looks at what is left.
pub(super) struct Asking<'a> {
    inner: &'a Inner,
    key: &'a IntentKey,
}

// === impl Asked ===

impl Asked {
    /// Whether a request is being answered for an intent.
    pub(super) fn holds(&self, key: &IntentKey) -> bool {
        self.counts().contains_key(key)
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IntentKey, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Asking ===

impl<'a> Asking<'a> {
    /// Before the request is written down: whoever reads it there knows that it is being answered.
    pub(super) fn begin(inner: &'a Inner, key: &'a IntentKey) -> Self {
        *inner.asked.counts().entry(key.clone()).or_default() += 1;
        Self { inner, key }
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut counts = self.inner.asked.counts();
        if let Some(count) = counts.get_mut(self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(self.key);
            }
        }
        drop(counts);
        // A reading later, a look, another try; and where the answer came to nothing, that.
        self.inner.look_at(self.key.clone(), self.inner.clock.now());
    }
}
