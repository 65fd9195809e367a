//! The store in a SQLite file of its own, beside the ledger's: an adapter that floods its store delays other adapters'
//! writes at most, never a payment.
//!
//! Writes go through one thread, which groups them into transactions and, after each, updates what is kept in memory, in
//! the same order. A scope is first read by that thread too: so nothing is missed between reading it and keeping it.

use super::pairs::Pairs;
use super::quota::Usage;
use super::{Quota, Scope, Store, StoreError};
use crate::ledger::OpenError;
use crate::ledger::sqlite::file::{DatabaseFile, Kind};
use crate::ledger::sqlite::writer::{Work, WriteError, Writer};
use async_trait::async_trait;
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

const KIND: Kind =
    Kind { what: "store", application_id: 0x5061_7453, migrations: &[include_str!("sqlite/schema.sql")] };

/// Keys and values in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    cache: Arc<Cache>,
}

/// The scopes that were used, as they are on the disk. Only the writer's thread changes them.
#[derive(Default, Debug)]
struct Cache {
    scopes: RwLock<HashMap<Scope, Pairs>>,
}

// === impl SqliteStore ===

impl SqliteStore {
    /// The store's file beside a ledger: `patio.db.store`.
    pub fn path_beside(ledger: &Path) -> PathBuf {
        let mut path = ledger.as_os_str().to_owned();
        path.push(".store");
        path.into()
    }

    /// Opens the store of this host, making it where there is none.
    ///
    /// # Errors
    /// Where it cannot be opened, or cannot be relied upon.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let (file, connection, lock) = DatabaseFile::own(path, &KIND)?;
        let writer = Writer::start(Arc::new(file), connection, Some(lock)).map_err(|error| OpenError::Io {
            what: KIND.what,
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { writer, cache: Arc::default() })
    }

    /// Reads a scope as it is kept in memory, fetching it before if need be.
    async fn read<T>(&self, scope: &Scope, read: impl Fn(&Pairs) -> T) -> Result<T, StoreError> {
        if let Some(found) = self.cache.read(scope, &read) {
            return Ok(found);
        }
        self.write(Load { cache: Arc::clone(&self.cache), scope: scope.clone() }).await?;
        self.cache.read(scope, &read).ok_or_else(|| StoreError::Unavailable("it was not kept in memory".to_owned()))
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Done, StoreError> {
        self.writer.write(work).await.map_err(|error| match error {
            WriteError::Closed => StoreError::Unavailable("it is closed".to_owned()),
            WriteError::Failed(text) => StoreError::Unavailable(text),
        })
    }

    fn change(&self, scope: &Scope, key: &str, expected: Expected, value: Option<(Bytes, Quota)>) -> Change {
        Change { cache: Arc::clone(&self.cache), scope: scope.clone(), key: key.to_owned(), expected, value }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn get(&self, scope: &Scope, key: &str) -> Result<Option<Bytes>, StoreError> {
        self.read(scope, |pairs| pairs.get(key).cloned()).await
    }

    async fn keys(&self, scope: &Scope, prefix: &str, after: Option<&str>) -> Result<Vec<String>, StoreError> {
        self.read(scope, |pairs| pairs.keys(prefix, after)).await
    }

    async fn set(&self, scope: &Scope, quota: &Quota, key: &str, value: Bytes) -> Result<(), StoreError> {
        self.write(self.change(scope, key, Expected::Anything, Some((value, *quota)))).await?.map(|_| ())
    }

    async fn delete(&self, scope: &Scope, key: &str) -> Result<(), StoreError> {
        self.write(self.change(scope, key, Expected::Anything, None)).await?.map(|_| ())
    }

    async fn compare_and_set(
        &self,
        scope: &Scope,
        quota: &Quota,
        key: &str,
        expected: Option<Bytes>,
        value: Bytes,
    ) -> Result<bool, StoreError> {
        self.write(self.change(scope, key, Expected::Exactly(expected), Some((value, *quota)))).await?
    }

    async fn close(&self) {
        self.writer.close().await;
    }
}

// === impl Cache ===

impl Cache {
    fn read<T>(&self, scope: &Scope, read: impl FnOnce(&Pairs) -> T) -> Option<T> {
        self.scopes.read().unwrap_or_else(PoisonError::into_inner).get(scope).map(read)
    }

    fn keep(&self, scope: &Scope, pairs: Pairs) {
        self.scopes.write().unwrap_or_else(PoisonError::into_inner).insert(scope.clone(), pairs);
    }

    fn set(&self, scope: &Scope, key: &str, value: Option<Bytes>) {
        if let Some(pairs) = self.scopes.write().unwrap_or_else(PoisonError::into_inner).get_mut(scope) {
            pairs.set(key, value);
        }
    }
}

struct Load {
    cache: Arc<Cache>,
    scope: Scope,
}

// === impl Load ===

impl Work for Load {
    type Done = Pairs;

    fn run(&self, connection: &Connection) -> rusqlite::Result<Pairs> {
        connection
            .prepare_cached("SELECT key, value FROM pairs WHERE venue = ?1 AND adapter = ?2")?
            .query_map(params![self.scope.venue.as_str(), self.scope.owner.as_str()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?))
            })?
            .collect()
    }

    fn committed(&self, pairs: &Pairs) {
        self.cache.keep(&self.scope, pairs.clone());
    }
}

/// Sets or removes a key.
struct Change {
    cache: Arc<Cache>,
    scope: Scope,
    key: String,
    expected: Expected,
    /// None removes it.
    value: Option<(Bytes, Quota)>,
}

enum Expected {
    Anything,
    Exactly(Option<Bytes>),
}

// === impl Change ===

impl Work for Change {
    type Done = Result<bool, StoreError>;

    fn run(&self, connection: &Connection) -> rusqlite::Result<Self::Done> {
        let (venue, adapter) = (self.scope.venue.as_str(), self.scope.owner.as_str());
        let old: Option<Vec<u8>> = connection
            .prepare_cached("SELECT value FROM pairs WHERE venue = ?1 AND adapter = ?2 AND key = ?3")?
            .query_row(params![venue, adapter, self.key], |row| row.get(0))
            .optional()?;
        if let Expected::Exactly(expected) = &self.expected
            && expected.as_deref() != old.as_deref()
        {
            return Ok(Ok(false));
        }
        let Some((value, quota)) = &self.value else {
            connection
                .prepare_cached("DELETE FROM pairs WHERE venue = ?1 AND adapter = ?2 AND key = ?3")?
                .execute(params![venue, adapter, self.key])?;
            return Ok(Ok(true));
        };
        let usage = connection
            .prepare_cached("SELECT keys, bytes FROM usage WHERE venue = ?1 AND adapter = ?2")?
            .query_row(params![venue, adapter], |row| Ok(Usage { keys: read_size(row, 0)?, bytes: read_size(row, 1)? }))
            .optional()?
            .unwrap_or_default();
        if let Err(refusal) = quota.admit(usage, &self.key, old.as_ref().map(Vec::len), value.len()) {
            return Ok(Err(refusal));
        }
        connection
            .prepare_cached(
                "INSERT INTO pairs (venue, adapter, key, value) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (venue, adapter, key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![venue, adapter, self.key, value.as_ref()])?;
        Ok(Ok(true))
    }

    fn committed(&self, done: &Self::Done) {
        if *done == Ok(true) {
            self.cache.set(&self.scope, &self.key, self.value.as_ref().map(|(value, _)| value.clone()));
        }
    }
}

fn read_size(row: &Row<'_>, column: usize) -> rusqlite::Result<usize> {
    Ok(usize::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
}

#[cfg(test)]
mod tests;
