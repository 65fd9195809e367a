//! Connections that read, beside the one that writes: in WAL mode neither waits for the other.

use super::file::DatabaseFile;
use rusqlite::Connection;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Reads at once. Each holds a thread and a connection with its own page cache; a page of history takes some 30 µs, so
/// four are more than the writer can feed.
const READERS: usize = 4;

/// Why nothing was read.
#[derive(Clone, Debug)]
pub(crate) enum ReadError {
    /// The file is closed.
    Closed,
    /// The database says so.
    Failed(String),
    /// There is something in it that this version does not understand.
    Unreadable(String),
}

/// A small pool, filled as it is used.
#[derive(Debug)]
pub(crate) struct Readers {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: Arc<DatabaseFile>,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

// === impl Readers ===

impl Readers {
    pub(crate) fn new(file: Arc<DatabaseFile>) -> Self {
        let inner = Inner { file, idle: Mutex::default(), permits: Arc::new(Semaphore::new(READERS)) };
        Self { inner: Arc::new(inner) }
    }

    /// Reads on another thread.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, ReadError> {
        let inner = Arc::clone(&self.inner);
        let permit = Arc::clone(&inner.permits).acquire_owned().await.map_err(|_| ReadError::Closed)?;
        let reading = tokio::task::spawn_blocking(move || {
            // Held by the read itself: a caller that goes away does not make it end earlier.
            let _permit = permit;
            inner.read(read)
        });
        reading.await.unwrap_or_else(|_| Err(ReadError::Failed("the read was cut short".to_owned())))
    }

    /// Waits for what is being read, then closes.
    pub(crate) async fn close(&self) {
        let all = u32::try_from(READERS).unwrap_or(u32::MAX);
        let permits = self.inner.permits.acquire_many(all).await;
        self.inner.permits.close();
        drop(permits);
        self.inner.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

// === impl Inner ===

impl Inner {
    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, ReadError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.file.connect_reader().map_err(|error| ReadError::Failed(error.to_string()))?,
        };
        let outcome = read(&connection).map_err(|error| match error {
            rusqlite::Error::FromSqlConversionFailure(..) => ReadError::Unreadable(error.to_string()),
            error => ReadError::Failed(error.to_string()),
        });
        // A connection that failed may be the reason: the next read opens another one.
        if outcome.is_ok() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        outcome
    }
}
