//! Instances kept for the next call, for venues that trust their adapter (`instances = "reuse"`).
//!
//! A kept instance belongs to one venue and to the settings it was made with. A trap, a time-out or
//! `limits.reuse_calls` calls retire it.

use super::lend::Lending;
use super::state::CallState;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::Store;
use wasmtime::component::Instance;

/// An instance that has answered and may answer again.
pub(super) struct Warm {
    pub(super) store: Store<CallState>,
    pub(super) kept: Kept,
}

/// What is known of a kept instance beside its store.
pub(super) struct Kept {
    pub(super) instance: Instance,
    calls: usize,
    /// Its place in the pool.
    slot: OwnedSemaphorePermit,
}

/// The kept instances of one adapter.
pub(super) struct WarmInstances {
    /// Of the whole sandbox: kept instances take places of the pool.
    slots: Arc<Semaphore>,
    waiting: Mutex<Vec<(Arc<Lending>, Warm)>>,
}

// === impl WarmInstances ===

impl WarmInstances {
    pub(super) fn new(slots: &Arc<Semaphore>) -> Self {
        Self { slots: Arc::clone(slots), waiting: Mutex::default() }
    }

    /// The instance of a venue that was used last: its memory is the most likely to be in a cache.
    pub(super) fn take(&self, lending: &Arc<Lending>) -> Option<Warm> {
        if !lending.reuse {
            return None;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let index = waiting.iter().rposition(|(owner, _)| Arc::ptr_eq(owner, lending))?;
        Some(waiting.remove(index).1)
    }

    /// Keeps an instance that has answered, for a venue that wants that, where the pool has a place for it.
    pub(super) fn keep(&self, lending: &Arc<Lending>, store: Store<CallState>, instance: Instance, kept: Option<Kept>) {
        let (calls, slot) = match kept {
            Some(Kept { calls, slot, .. }) => (calls + 1, Some(slot)),
            None => (1, Arc::clone(&self.slots).try_acquire_owned().ok()),
        };
        let Some(slot) = slot.filter(|_| calls < lending.limits.reuse_calls) else { return };
        let warm = Warm { store, kept: Kept { instance, calls, slot } };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((Arc::clone(lending), warm));
    }

    /// Drops what was kept under a lending that is gone.
    pub(super) fn forget(&self, lending: &Arc<Lending>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|(owner, _)| !Arc::ptr_eq(owner, lending));
    }
}
