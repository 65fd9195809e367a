//! Compiled code, kept: compiling takes up to seconds, loading what was compiled a millisecond.
//!
//! An entry is named by the component's digest and by everything that compiled code depends on (wasmtime's version and
//! settings, the processor). It is written beside its place and renamed into it, for overwriting a mapped file crashes
//! whoever runs it. Only files of this folder are ever loaded as code, so the folder belongs to the host alone.

use super::load::Digest;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Where compiled code is kept, if anywhere.
#[derive(Clone, Debug)]
pub struct CompileCache {
    folder: Option<PathBuf>,
}

// === impl CompileCache ===

impl CompileCache {
    /// Keeps nothing.
    pub const fn none() -> Self {
        Self { folder: None }
    }

    /// Keeps compiled code in a folder, which is made if it is missing, readable by this user alone.
    ///
    /// # Errors
    /// Where the folder cannot be made, or belongs to somebody else, or may be written by others: code from it would be
    /// theirs.
    pub fn open(folder: &Path) -> io::Result<Self> {
        make_private(folder)?;
        Ok(Self { folder: Some(folder.to_owned()) })
    }

    /// The compiled component: from the folder, or compiled now and put there. An entry that cannot be used is a miss.
    pub(super) fn get_or_compile(&self, engine: &Engine, digest: Digest, bytes: &[u8]) -> wasmtime::Result<Component> {
        let Some(folder) = &self.folder else { return Component::from_binary(engine, bytes) };
        let entry = folder.join(entry_name(engine, digest));
        if entry.exists() {
            match deserialize(engine, &entry) {
                Ok(component) => return Ok(component),
                Err(error) => tracing::warn!(%digest, "compiled code is not usable and is made anew: {error:#}"),
            }
        }
        let component = Component::from_binary(engine, bytes)?;
        if let Err(error) =
            component.serialize().map_err(io::Error::other).and_then(|code| write(folder, &entry, &code))
        {
            // The adapter works without; the next start is slower.
            tracing::warn!(folder = %folder.display(), "compiled code could not be kept: {error}");
        }
        Ok(component)
    }
}

fn entry_name(engine: &Engine, digest: Digest) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    format!("{digest}-{:016x}.cwasm", hasher.finish())
}

#[expect(unsafe_code, reason = "the folder is the host's own, private to its user, and holds what `write` put there")]
fn deserialize(engine: &Engine, entry: &Path) -> wasmtime::Result<Component> {
    // SAFETY: `open` refuses a folder that others may write, and entries are renamed into place whole.
    unsafe { Component::deserialize_file(engine, entry) }
}

fn write(folder: &Path, entry: &Path, code: &[u8]) -> io::Result<()> {
    // The process and a number: two hosts may share the folder.
    let unique = format!(".{}-{:016x}", std::process::id(), rand::random::<u64>());
    let temporary = folder.join(unique);
    let mut file = fs::File::create_new(&temporary)?;
    let written = file.write_all(code).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&temporary, entry));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let metadata = fs::metadata(folder)?;
    let mine = metadata.uid() == rustix::process::geteuid().as_raw();
    if !mine || metadata.mode() & 0o022 != 0 {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "{} holds code that the host runs, but others may write it: chown it to this user and chmod 700 it",
                folder.display()
            ),
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
