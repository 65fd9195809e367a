//! How much a call may write to files, and a stream that asks before each write.

use super::super::premises::Refusals;
use bytes::Bytes;
use rustix::io::Errno;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasmtime_wasi::p2::{DynOutputStream, OutputStream, Pollable, StreamError, StreamResult};

/// What a call may still write.
pub(super) struct Allowance {
    left: AtomicUsize,
    /// Of a call.
    most: usize,
    /// The size that a file may be given.
    file_bytes: u64,
}

/// Why something is not written.
#[derive(Clone, Copy)]
pub(super) enum Refused {
    /// The call wrote as much as it may.
    Spent(usize),
    /// It would lie too far from the beginning of the file.
    TooFar(u64),
}

/// A stream into a file that takes from the allowance.
pub(super) struct Written {
    pub(super) stock: DynOutputStream,
    /// Where the next byte goes; none at the end of the file, wherever that is.
    pub(super) from: Option<u64>,
    pub(super) allowance: Arc<Allowance>,
    pub(super) refusals: Arc<Refusals>,
    pub(super) whose: String,
}

// === impl Allowance ===

impl Allowance {
    pub(super) const fn new(write_bytes: usize, file_bytes: u64) -> Self {
        Self { left: AtomicUsize::new(write_bytes), most: write_bytes, file_bytes }
    }

    /// The next call of a kept instance.
    pub(super) fn renew(&self, write_bytes: usize) {
        self.left.store(write_bytes, Ordering::Relaxed);
    }

    /// Takes so many bytes that go to a place of a file, all or none.
    pub(super) fn take(&self, bytes: usize, place: Option<u64>) -> Result<(), Refused> {
        let length = u64::try_from(bytes).unwrap_or(u64::MAX);
        if place.is_some_and(|place| place.saturating_add(length) > self.file_bytes) {
            return Err(Refused::TooFar(self.file_bytes));
        }
        let taken = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken.map(|_| ()).map_err(|_| Refused::Spent(self.most))
    }
}

// === impl Refused ===

impl Refused {
    /// Tells the operator, and says what the guest hears.
    pub(super) fn tell(self, whose: &str, refusals: &Refusals) -> Errno {
        match self {
            Self::Spent(most) => {
                refusals.hit("file_write_bytes", &format!(
                    "{whose} wrote more than {most} bytes to files in one call, which limits.file_write_bytes allows"
                ));
                Errno::NOSPC
            }
            Self::TooFar(most) => {
                refusals.hit(
                    "file_bytes",
                    &format!("{whose} may not give a file more than {most} bytes, which limits.file_bytes allows"),
                );
                Errno::FBIG
            }
        }
    }
}

// === impl Written ===

impl Written {
    fn take(&mut self, bytes: usize) -> StreamResult<()> {
        let taken = self.allowance.take(bytes, self.from);
        taken.map_err(|refused| {
            let error = io::Error::from(refused.tell(&self.whose, &self.refusals));
            StreamError::LastOperationFailed(error.into())
        })?;
        let length = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.from = self.from.map(|from| from.saturating_add(length));
        Ok(())
    }
}

#[async_trait::async_trait]
impl OutputStream for Written {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.take(bytes.len())?;
        self.stock.write(bytes)
    }

    async fn blocking_write_and_flush(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.take(bytes.len())?;
        self.stock.blocking_write_and_flush(bytes).await
    }

    fn flush(&mut self) -> StreamResult<()> {
        self.stock.flush()
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        self.stock.check_write()
    }

    async fn cancel(&mut self) {
        self.stock.cancel().await;
    }
}

#[async_trait::async_trait]
impl Pollable for Written {
    async fn ready(&mut self) {
        self.stock.ready().await;
    }
}
