//! Compiled code, kept: compiling takes up to seconds, loading what was compiled a few milliseconds.
//!
//! An entry is named by the component's digest and by everything that compiled code depends on (wasmtime's version and
//! settings, the processor), and sealed: the bytes that are run are the bytes that were checked.

#[cfg(test)]
mod tests;

use super::load::Digest;
use crate::sealed::{Content, Kind, SealedFolder, Subject};
use sha2::{Digest as _, Sha256};
use std::hash::{Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Where compiled code is kept, if anywhere. Cloning shares it.
#[derive(Clone, Debug)]
pub struct CompileCache {
    kept: Option<Arc<SealedFolder>>,
}

/// Machine code that this host's own compiler made. Only of such a thing becomes a component.
#[derive(Debug)]
pub(super) enum CompiledCode {
    /// From its process.
    New(Vec<u8>),
    /// Out of the cache.
    Kept(Content),
}

/// What an entry of the cache is.
const KIND: Kind = Kind { magic: *b"patio code v1\0\0\0", suffix: "cwasm" };

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
        Ok(Self { kept: Some(Arc::new(SealedFolder::open(folder, KIND, bytes)?)) })
    }

    /// The component, where its code is kept. An entry that cannot be used is none.
    pub(super) fn get(&self, engine: &Engine, component: Digest) -> Option<Component> {
        let (kept, started) = (self.kept.as_deref()?, Instant::now());
        let code = match kept.read(&subject(engine, component)) {
            Ok(content) => CompiledCode::Kept(content?),
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
    pub(super) fn put(&self, engine: &Engine, component: Digest, code: &CompiledCode) {
        let Some(kept) = self.kept.as_deref() else { return };
        // The adapter works without; the next start is slower.
        if let Err(error) = kept.write(&subject(engine, component), code.bytes()) {
            tracing::warn!(digest = %component, "compiled code could not be kept ([adapters] cache, cache_mib): {error}");
        }
    }
}

/// Code as a component. The one place where bytes become code.
#[expect(
    unsafe_code,
    reason = "the bytes are this host's own: a `CompiledCode` comes from its child or out of its cache"
)]
pub(super) fn load(engine: &Engine, code: &CompiledCode) -> wasmtime::Result<Component> {
    // SAFETY: a `CompiledCode` is made in two places: of what this host's own compiler wrote to a pipe (`compilation.rs`), and of
    // an entry of its cache whose seal, under a key that only this host's user can read, says that it was such a one.
    // wasmtime itself refuses code of another version, other settings or another processor.
    unsafe { Component::deserialize(engine, code.bytes()) }
}

// === impl CompiledCode ===

impl CompiledCode {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::New(bytes) => bytes,
            Self::Kept(content) => content.bytes(),
        }
    }
}

/// What the entry of a component is about: the component, and what else its code depends on.
fn subject(engine: &Engine, component: Digest) -> Subject {
    let mut hasher = AllOfIt(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    Subject { of: *component.bytes(), by: hasher.0.finalize().into() }
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
