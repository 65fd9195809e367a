//! One scope of a store with its quota: what an adapter's calls are lent.

use super::{Owner, Quota, Scope, Store, StoreError};
use crate::venue::{AdapterName, Limits, VenueId};
use std::fmt;
use std::sync::Arc;

/// A venue's and adapter's part of a store.
#[derive(Clone)]
pub struct Shelf {
    store: Arc<dyn Store>,
    scope: Scope,
    quota: Quota,
}

// === impl Shelf ===

impl Shelf {
    /// The part of a venue and adapter.
    pub fn new(store: &Arc<dyn Store>, venue: &VenueId, adapter: &AdapterName, limits: &Limits) -> Self {
        let scope = Scope { venue: venue.clone(), owner: Owner::Adapter(adapter.clone()) };
        Self { store: Arc::clone(store), scope, quota: limits.into() }
    }

    /// What the host itself keeps of a venue.
    pub fn of_host(store: &Arc<dyn Store>, venue: &VenueId) -> Self {
        let scope = Scope { venue: venue.clone(), owner: Owner::Host };
        Self { store: Arc::clone(store), scope, quota: Quota::HOST }
    }

    /// The value of a key.
    ///
    /// # Errors
    /// As [`Store::get`].
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.store.get(&self.scope, key).await?.map(Into::into))
    }

    /// Keys with a prefix.
    ///
    /// # Errors
    /// As [`Store::keys`].
    pub async fn keys(&self, prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
        self.store.keys(&self.scope, prefix, after).await
    }

    /// Sets a value.
    ///
    /// # Errors
    /// As [`Store::set`].
    pub async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), StoreError> {
        self.store.set(&self.scope, &self.quota, key, value.into()).await
    }

    /// Removes a key.
    ///
    /// # Errors
    /// As [`Store::delete`].
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.store.delete(&self.scope, key).await
    }

    /// Sets a value only where the present one equals `expected`.
    ///
    /// # Errors
    /// As [`Store::compare_and_set`].
    pub async fn compare_and_set(
        &self,
        key: &str,
        expected: Option<Vec<u8>>,
        value: Vec<u8>,
    ) -> Result<bool, StoreError> {
        let expected = expected.map(Into::into);
        self.store.compare_and_set(&self.scope, &self.quota, key, expected, value.into()).await
    }
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shelf").field(&self.scope).finish()
    }
}
