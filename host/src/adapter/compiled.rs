//! Compiled code, kept: compiling takes up to seconds, loading what was compiled a few milliseconds.
//!
//! An entry is named by the component's digest and by everything that compiled code depends on (wasmtime's version and
//! settings, the processor). It is written beside its place, synced and renamed into it. What is read is checked whole
//! (`entry.rs`) and then copied: the bytes that are run are the bytes that were checked, and no entry is in use once it
//! was loaded, so that any of them may be deleted at any time.

mod entry;
mod folder;
mod key;

#[cfg(test)]
mod tests;

use super::load::Digest;
use entry::Code;
use key::Key;
use sha2::{Digest as _, Sha256};
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Where compiled code is kept, if anywhere. Cloning shares it.
#[derive(Clone, Debug)]
pub struct CompileCache {
    kept: Option<Arc<Kept>>,
}

#[derive(Debug)]
struct Kept {
    folder: PathBuf,
    key: Key,
    /// Bytes of all entries together.
    bytes: u64,
}

/// What an entry is about.
#[derive(Clone, Copy)]
struct Subject {
    component: Digest,
    /// Digest of everything beside the component that its code depends on.
    engine: [u8; 32],
}

// === impl CompileCache ===

impl CompileCache {
    /// Keeps nothing.
    pub const fn none() -> Self {
        Self { kept: None }
    }

    /// Keeps up to so many bytes of compiled code in a folder, which is made if it is missing, readable by this user
    /// alone. What a process that died left half written is taken away.
    ///
    /// # Errors
    /// Where the folder cannot be made, or belongs to somebody else, or may be written by others: code from it would be
    /// theirs.
    pub fn open(folder: &Path, bytes: u64) -> io::Result<Self> {
        folder::make_private(folder)?;
        folder::clean(folder);
        let key = Key::of(folder)?;
        Ok(Self { kept: Some(Arc::new(Kept { folder: folder.to_owned(), key, bytes })) })
    }

    /// The component, where its code is kept. An entry that cannot be used is none.
    pub(super) fn get(&self, engine: &Engine, component: Digest) -> Option<Component> {
        let (kept, started) = (self.kept.as_deref()?, Instant::now());
        let subject = Subject::new(engine, component);
        let path = kept.folder.join(subject.file_name());
        let code = match entry::read(&path, &kept.key, &subject) {
            Ok(code) => code?,
            Err(error) => {
                tracing::warn!(digest = %component, "compiled code is not usable and is made anew: {error}");
                return None;
            }
        };
        match load(engine, &code) {
            Ok(loaded) => {
                tracing::debug!(digest = %component, took = ?started.elapsed(), "compiled code was loaded");
                Some(loaded)
            }
            Err(error) => {
                tracing::warn!(digest = %component, "compiled code is not usable and is made anew: {error:#}");
                None
            }
        }
    }

    /// Keeps the code of a component.
    pub(super) fn put(&self, engine: &Engine, component: Digest, code: &Code) {
        let Some(kept) = self.kept.as_deref() else { return };
        let subject = Subject::new(engine, component);
        let path = kept.folder.join(subject.file_name());
        // The adapter works without; the next start is slower.
        if let Err(error) = entry::write(&path, &kept.key, &subject, code, kept.bytes) {
            tracing::warn!(folder = %kept.folder.display(), "compiled code could not be kept: {error}");
        }
        folder::evict(&kept.folder, kept.bytes, &path);
    }
}

/// Code as a component. The one place where bytes become code.
#[expect(unsafe_code, reason = "the bytes are this host's own: a `Code` comes from its child or out of its cache")]
pub(super) fn load(engine: &Engine, code: &Code) -> wasmtime::Result<Component> {
    // SAFETY: a `Code` is made in two places: of what this host's own compiler wrote to a pipe (`compilation.rs`), and of
    // an entry of its cache whose seal, under a key that only this host's user can read, says that it was such a one.
    // wasmtime itself refuses code of another version, other settings or another processor.
    unsafe { Component::deserialize(engine, code.bytes()) }
}

pub(super) use entry::Code as CompiledCode;

// === impl Subject ===

impl Subject {
    fn new(engine: &Engine, component: Digest) -> Self {
        let mut hasher = AllOfIt(Sha256::new());
        engine.precompile_compatibility_hash().hash(&mut hasher);
        Self { component, engine: hasher.0.finalize().into() }
    }

    fn file_name(&self) -> String {
        let engine: String = self.engine.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{engine}.cwasm", self.component)
    }
}

/// Takes what is hashed into a digest of full length: the 64 bits of a [`Hasher`] are few to name code by.
struct AllOfIt(Sha256);

impl Hasher for AllOfIt {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let digest: [u8; 32] = self.0.clone().finalize().into();
        digest.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }
}
