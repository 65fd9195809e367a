//! The adapters' small durable store: keys and values, private to one venue and adapter.
//!
//! Reading is on the way of every search, so it never leaves memory: an engine keeps what a venue's adapter has stored,
//! bounded by its quota, from first use on. Writing returns when it is on the disk. One process owns a store: what
//! another one wrote would not be seen.

pub mod error;
pub mod memory;
mod pairs;
pub mod quota;
pub mod shelf;
pub mod sqlite;
#[cfg(test)]
pub(crate) mod suite;

pub use error::StoreError;
pub use memory::MemoryStore;
pub use quota::Quota;
pub use shelf::Shelf;
pub use sqlite::SqliteStore;

use crate::venue::{AdapterName, VenueId};
use async_trait::async_trait;
use bytes::Bytes;

/// Keys that are listed at once, the contract's number: what an adapter walks through in one call without thinking.
pub const MAX_LISTED_KEYS: usize = 1_000;

/// Whose keys: nobody else sees them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Scope {
    /// The venue.
    pub venue: VenueId,
    /// Who keeps something there.
    pub owner: Owner,
}

/// Who keeps something in a venue's store.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Owner {
    /// An adapter.
    Adapter(AdapterName),
    /// The host itself, where no adapter sees it.
    Host,
}

// === impl Owner ===

impl Owner {
    /// As engines write it: the adapter's name, which is never empty, or nothing for the host.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Adapter(name) => name.as_str(),
            Self::Host => "",
        }
    }
}

/// A store, whatever its engine. Every engine passes the rules in `store/suite.rs`.
#[async_trait]
pub trait Store: Send + Sync {
    /// The value of a key.
    ///
    /// # Errors
    /// Where the scope could not be read at its first use.
    async fn get(&self, scope: &Scope, key: &str) -> Result<Option<Bytes>, StoreError>;

    /// Keys with a prefix, in their order, after `after`, at most [`MAX_LISTED_KEYS`].
    ///
    /// # Errors
    /// Where the scope could not be read at its first use.
    async fn keys(&self, scope: &Scope, prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError>;

    /// Sets a value. When this returns, it is on the disk.
    ///
    /// # Errors
    /// Where it is past the quota, or could not be written.
    async fn set(&self, scope: &Scope, quota: &Quota, key: &str, value: Bytes) -> Result<(), StoreError>;

    /// Removes a key, whether or not it is there.
    ///
    /// # Errors
    /// Where it could not be written.
    async fn delete(&self, scope: &Scope, key: &str) -> Result<(), StoreError>;

    /// Sets a value only where the present one equals `expected`; true where it did.
    ///
    /// # Errors
    /// Where it is past the quota, or could not be written.
    async fn compare_and_set(
        &self,
        scope: &Scope,
        quota: &Quota,
        key: &str,
        expected: Option<Bytes>,
        value: Bytes,
    ) -> Result<bool, StoreError>;

    /// Writes what is waiting, then lets go of the store. What is written afterwards fails.
    async fn close(&self);
}
