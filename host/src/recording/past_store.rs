//! The adapter's store as a recorded call found it. What it did then has the same answers; what it did not do is done in
//! memory, over what the call read.

use crate::adapter::witness::{Account, Content, StoreAnswer, StoreCall, StoreStep};
use crate::store::{MemoryStore, Quota, Scope, Store, StoreError};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Nothing is refused in a replay but what was refused then.
const QUOTA: Quota = Quota { keys: usize::MAX, key_bytes: usize::MAX, value_bytes: usize::MAX, bytes: usize::MAX };

/// A store out of a recording.
pub(super) struct PastStore {
    /// Each with whether it was done again.
    steps: Mutex<Vec<(StoreStep, bool)>>,
    memory: MemoryStore,
}

// === impl PastStore ===

impl PastStore {
    /// As it was before a call.
    pub(super) async fn of(account: &Account, scope: &Scope) -> Self {
        let memory = MemoryStore::new();
        let mut seen = BTreeSet::new();
        for StoreStep { call, answer } in &account.store {
            let (StoreCall::Get { key }
            | StoreCall::Set { key, .. }
            | StoreCall::Delete { key }
            | StoreCall::CompareAndSet { key, .. }) = call
            else {
                continue;
            };
            // Only what was read before it was written was there before the call.
            if !seen.insert(key.clone()) {
                continue;
            }
            if let (StoreCall::Get { .. }, StoreAnswer::Value(value)) = (call, answer)
                && let Some(value) = value.bytes()
            {
                // Memory has room for what fitted into a recording.
                let _ = memory.set(scope, &QUOTA, key, value.into()).await;
            }
        }
        let steps = account.store.iter().map(|step| (step.clone(), false)).collect();
        Self { steps: Mutex::new(steps), memory }
    }

    /// What was answered then, where the same was asked.
    fn again(&self, call: &StoreCall) -> Option<StoreAnswer> {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let (step, used) = steps.iter_mut().find(|(step, used)| !used && step.call == *call)?;
        *used = true;
        Some(step.answer.clone())
    }
}

/// What refuses, as the adapter reads it.
fn refused(answer: &Option<StoreAnswer>) -> Result<(), StoreError> {
    match answer {
        Some(StoreAnswer::TooLarge(text)) => Err(StoreError::TooLarge { limit: "store_bytes", text: text.clone() }),
        Some(StoreAnswer::Unavailable(text)) => Err(StoreError::Unavailable(text.clone())),
        _ => Ok(()),
    }
}

#[async_trait]
impl Store for PastStore {
    async fn get(&self, scope: &Scope, key: &str) -> Result<Option<Bytes>, StoreError> {
        let answer = self.again(&StoreCall::Get { key: key.to_owned() });
        refused(&answer)?;
        match answer {
            Some(StoreAnswer::Value(value)) => Ok(value.bytes().map(Bytes::from)),
            Some(StoreAnswer::None) => Ok(None),
            _ => self.memory.get(scope, key).await,
        }
    }

    async fn keys(&self, scope: &Scope, prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
        let answer = self.again(&StoreCall::Keys { prefix: prefix.to_owned(), after: after.map(str::to_owned) });
        refused(&answer)?;
        match answer {
            Some(StoreAnswer::Keys(keys)) => Ok(keys),
            _ => self.memory.keys(scope, prefix, after).await,
        }
    }

    async fn set(&self, scope: &Scope, _: &Quota, key: &str, value: Bytes) -> Result<(), StoreError> {
        refused(&self.again(&StoreCall::Set { key: key.to_owned(), value: Content::of(&value) }))?;
        self.memory.set(scope, &QUOTA, key, value).await
    }

    async fn delete(&self, scope: &Scope, key: &str) -> Result<(), StoreError> {
        refused(&self.again(&StoreCall::Delete { key: key.to_owned() }))?;
        self.memory.delete(scope, key).await
    }

    async fn compare_and_set(
        &self,
        scope: &Scope,
        _: &Quota,
        key: &str,
        expected: Option<Bytes>,
        value: Bytes,
    ) -> Result<bool, StoreError> {
        let answer = self.again(&StoreCall::CompareAndSet {
            key: key.to_owned(),
            expected: expected.as_deref().map(Content::of),
            value: Content::of(&value),
        });
        refused(&answer)?;
        match answer {
            Some(StoreAnswer::Done) => self.memory.set(scope, &QUOTA, key, value).await.map(|()| true),
            Some(StoreAnswer::Differed) => Ok(false),
            _ => self.memory.compare_and_set(scope, &QUOTA, key, expected, value).await,
        }
    }

    async fn close(&self) {}
}
