//! A store that is gone with its process: for `patio call` and for tests.

use super::pairs::Pairs;
use super::{Quota, Scope, Store, StoreError};
use async_trait::async_trait;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keys and values in memory.
#[derive(Default, Debug)]
pub struct MemoryStore {
    /// None once it is closed.
    scopes: Mutex<Option<HashMap<Scope, Pairs>>>,
}

// === impl MemoryStore ===

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self { scopes: Mutex::new(Some(HashMap::new())) }
    }

    fn scopes(&self) -> MutexGuard<'_, Option<HashMap<Scope, Pairs>>> {
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, scope: &Scope, act: impl FnOnce(&mut Pairs) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match self.scopes().as_mut() {
            Some(scopes) => act(scopes.entry(scope.clone()).or_default()),
            None => Err(StoreError::Unavailable("it is closed".to_owned())),
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn get(&self, scope: &Scope, key: &str) -> Result<Option<Bytes>, StoreError> {
        self.with(scope, |pairs| Ok(pairs.get(key).cloned()))
    }

    async fn keys(&self, scope: &Scope, prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
        self.with(scope, |pairs| Ok(pairs.keys(prefix, after)))
    }

    async fn set(&self, scope: &Scope, quota: &Quota, key: &str, value: Bytes) -> Result<(), StoreError> {
        self.with(scope, |pairs| {
            quota.admit(pairs.usage(), key, pairs.get(key).map(Bytes::len), value.len())?;
            pairs.set(key, Some(value));
            Ok(())
        })
    }

    async fn delete(&self, scope: &Scope, key: &str) -> Result<(), StoreError> {
        self.with(scope, |pairs| {
            pairs.set(key, None);
            Ok(())
        })
    }

    async fn compare_and_set(
        &self,
        scope: &Scope,
        quota: &Quota,
        key: &str,
        expected: Option<Bytes>,
        value: Bytes,
    ) -> Result<bool, StoreError> {
        self.with(scope, |pairs| {
            if pairs.get(key) != expected.as_ref() {
                return Ok(false);
            }
            quota.admit(pairs.usage(), key, pairs.get(key).map(Bytes::len), value.len())?;
            pairs.set(key, Some(value));
            Ok(true)
        })
    }

    async fn close(&self) {
        *self.scopes() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::suite::{Engine, every_rule};
    use std::sync::Arc;

    struct Memory;

    impl Engine for Memory {
        async fn open(&self) -> Arc<dyn Store> {
            Arc::new(MemoryStore::new())
        }
    }

    every_rule!(Memory);
}
