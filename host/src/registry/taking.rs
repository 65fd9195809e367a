//! From a file in the folder to an adapter in its slot: read, approved, compiled, tried.

use super::gate::Verdict;
use super::look::{Seen, Taken};
use super::{Again, Failure, Registry, TOUCH};
use crate::adapter::{Adapter, Digest};
use crate::notice::{Level, Notice};
use crate::trust::{Approval, Unapproved};
use crate::venue::AdapterName;
use std::sync::{Arc, PoisonError};
use tokio::task::JoinHandle;

/// Files that are read and loaded at once: each is held in memory whole, and is tried in a sandbox beside the calls'.
/// More than are compiled at once, so that what is compiled already passes by those.
pub(super) const LOADED_AT_ONCE: usize = 4;

/// A file that was read.
struct Read {
    digest: Digest,
    approval: Result<Approval, Unapproved>,
    signature: Option<Vec<u8>>,
    bytes: Vec<u8>,
}

/// An adapter's file is being loaded; it is not any more when this is dropped, whatever became of it.
struct Busy {
    registry: Arc<Registry>,
    name: AdapterName,
}

// === impl Busy ===

impl Busy {
    fn with(registry: &Arc<Registry>, name: &AdapterName) -> Option<Self> {
        let first = registry.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
        first.then(|| Self { registry: Arc::clone(registry), name: name.clone() })
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.registry.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

// === impl Registry ===

impl Registry {
    /// Loads a file on its own, for an adapter that compiles for seconds does not delay another; none where one of this
    /// name is being loaded already.
    pub(super) fn begin(self: &Arc<Self>, seen: Seen) -> Option<JoinHandle<()>> {
        let busy = Busy::with(self, &seen.name)?;
        Some(tokio::spawn(async move { busy.registry.take_up(seen).await }))
    }

    /// Reads and loads a file, and swaps it in where it is an adapter.
    async fn take_up(&self, seen: Seen) {
        let (name, path) = (&seen.name, &seen.path);
        let Ok(reading) = self.reading.acquire().await else { return };
        let Some(read) = self.read(&seen).await else { return };
        let digest = read.digest;
        if let Err(unapproved) = &read.approval {
            return self.fail(name, path, Failure::unapproved(digest, unapproved));
        }
        let working = self.get(name).filter(|adapter| adapter.digest() == digest);
        if let (Some(adapter), Ok(approval)) = (working, &read.approval) {
            self.put(name, &adapter, approval);
            return;
        }
        if self.failure(name).is_some_and(|failure| failure.digest == digest && !failure.again.may_help(seen.marks)) {
            return;
        }
        // Whoever waits to be compiled holds neither its bytes nor a place that what is compiled already could have.
        drop((read, reading));
        let compilation = match self.compilation.ahead(&self.sandbox, digest).await {
            Ok(compilation) => compilation,
            Err(error) => return self.fail(name, path, Failure::of(digest, &error)),
        };
        let Ok(_reading) = self.reading.acquire().await else { return };
        let Some(Read { digest: read_again, approval, signature, bytes }) = self.read(&seen).await else { return };
        if read_again != digest {
            // Written to without a trace in its times: nothing was prepared for these bytes.
            return self.look_again(name.clone());
        }
        let approval = match approval {
            Ok(approval) => approval,
            Err(unapproved) => return self.fail(name, path, Failure::unapproved(digest, &unapproved)),
        };
        let held = self.gatekeeper.keeps(&bytes);
        let new = (!self.kept.holds(name, digest)).then(|| bytes.clone());
        let adapter = match Adapter::load(&self.sandbox, &compilation, &self.notices, name.clone(), bytes).await {
            Ok(adapter) => adapter,
            Err(error) => {
                let failure = Failure { again: Again::lasting(error.is_lasting()), ..Failure::of(digest, &error) };
                return self.fail(name, path, failure);
            }
        };
        let passed = match self.gatekeeper.judge(&adapter, &held).await {
            None => None,
            Some(Verdict::Passed(text)) => Some(text),
            Some(Verdict::Refused(reason)) => {
                return self.fail(name, path, Failure { again: Again::Never, ..Failure::of(digest, &reason) });
            }
            Some(Verdict::Undecided(reason)) => {
                let again = Again::Touched(seen.marks);
                return self.fail(name, path, Failure { again, hint: TOUCH, ..Failure::of(digest, &reason) });
            }
        };
        self.swap_in(name, &Arc::new(adapter), &approval, passed.as_deref());
        self.keep(name.clone(), digest, new, signature).await;
    }

    /// Keeps a file that works. The adapter is used whether that succeeds or not.
    async fn keep(&self, name: AdapterName, digest: Digest, new: Option<Vec<u8>>, signature: Option<Vec<u8>>) {
        let (kept, of) = (self.kept.clone(), name.clone());
        let keeping =
            tokio::task::spawn_blocking(move || kept.keep(&of, digest, new.as_deref(), signature.as_deref())).await;
        if let Err(error) = keeping.map_err(std::io::Error::other).and_then(|kept| kept) {
            let text = format!("adapter {name:?} could not be kept, so `adapters rollback` will not have it: {error}");
            self.notices.tell(Notice::new(Level::Warning, text).adapter(&name));
        }
    }

    /// Reads a file and judges it; none where there is nothing to judge yet.
    async fn read(&self, seen: &Seen) -> Option<Read> {
        let (trust, of) = (self.trust.load_full(), seen.clone());
        let read = tokio::task::spawn_blocking(move || {
            let taken = of.read()?;
            // Of the very bytes that are loaded: nothing else is read for it.
            Ok(taken.map(|Taken { file, signature }| Read {
                digest: Digest::of(&file),
                approval: trust.judge(&file, signature.as_deref()),
                signature,
                bytes: file,
            }))
        });
        match read.await.map_err(std::io::Error::other).and_then(|read| read) {
            Ok(Some(read)) => Some(read),
            // Half of a file is no news to anyone: the rest is on its way.
            Ok(None) => {
                self.look_again(seen.name.clone());
                None
            }
            Err(error) => {
                let text = format!("{} cannot be read: {error}", seen.path.display());
                self.notices.tell(Notice::new(Level::Error, text).adapter(&seen.name));
                None
            }
        }
    }
}
