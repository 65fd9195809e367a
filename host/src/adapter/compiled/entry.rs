//! One entry: a magic number, a seal over what it is about and what it holds, and the code.

use super::Subject;
use super::folder::{self, Unfit};
use super::key::Key;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// What an entry begins with. Another layout has another number.
const MAGIC: [u8; 16] = *b"patio code v1\0\0\0";
const SEAL_BYTES: usize = 32;
/// What stands before the code.
const HEAD_BYTES: usize = MAGIC.len() + SEAL_BYTES;

/// Machine code that this host's own compiler made. Only of such a thing becomes a component.
#[derive(Debug)]
pub(in crate::adapter) struct Code {
    /// With the head in front, where it was read from an entry: code is megabytes, and is not copied to take it off.
    bytes: Vec<u8>,
    head: usize,
}

// === impl Code ===

impl Code {
    /// Of what the compiler wrote.
    pub(in crate::adapter) const fn from_compiler(bytes: Vec<u8>) -> Self {
        Self { bytes, head: 0 }
    }

    pub(in crate::adapter) fn bytes(&self) -> &[u8] {
        self.bytes.get(self.head..).unwrap_or_default()
    }
}

/// The code of an entry, if there is one.
pub(super) fn read(path: &Path, key: &Key, subject: &Subject) -> Result<Option<Code>, Unfit> {
    let Some(bytes) = folder::read_own(path, usize::MAX)? else { return Ok(None) };
    let (magic, rest) = bytes.split_first_chunk().ok_or(Unfit::Damaged)?;
    let (seal, code) = rest.split_first_chunk::<SEAL_BYTES>().ok_or(Unfit::Damaged)?;
    if *magic != MAGIC {
        return Err(Unfit::Damaged);
    }
    sealed(key, subject, code)?.verify_slice(seal).map_err(|_| Unfit::Seal)?;
    // What was used last is kept longest.
    folder::touch(path);
    Ok(Some(Code { bytes, head: HEAD_BYTES }))
}

/// Writes an entry in place of what may be there, whole or not at all; not where it is larger than all may be.
pub(super) fn write(path: &Path, key: &Key, subject: &Subject, code: &Code, most: u64) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let bytes = u64::try_from(code.bytes().len() + HEAD_BYTES).unwrap_or(u64::MAX);
    if bytes > most {
        return Err(io::Error::other(format!("it has {} MiB (adapters.cache_mib)", bytes >> 20)));
    }
    let seal = sealed(key, subject, code.bytes()).map_err(io::Error::other)?.finalize().into_bytes();
    let temporary = folder::temporary(folder);
    let mut file = folder::create(&temporary)?;
    let written = [&MAGIC[..], &seal, code.bytes()]
        .into_iter()
        .try_for_each(|part| file.write_all(part))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, path))
        .and_then(|()| folder::sync(folder));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Over everything that must be as it was: an entry under another's name is as wrong as a changed one.
fn sealed(key: &Key, subject: &Subject, code: &[u8]) -> Result<Hmac<Sha256>, Unfit> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).map_err(|_| Unfit::Seal)?;
    // Each of the parts before the code has a length that does not change.
    for part in [&MAGIC[..], subject.component.bytes(), &subject.engine, code] {
        mac.update(part);
    }
    Ok(mac)
}
