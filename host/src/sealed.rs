//! Files that nobody but this host can have written: what was found out once and is believed at the next start.
//!
//! A file is named by what it is about, and begins with a magic number and a seal: an HMAC over its subject and over what
//! it holds, under a random key that lies in the folder for its user alone. What was damaged, renamed, or made elsewhere
//! is not read. A file is written beside its place, synced and renamed into it; what is read is copied, so that nothing is
//! in use afterwards and any of the files may be deleted at any time.

mod folder;
mod key;

use folder::Unfit;
use hmac::{Hmac, Mac};
use key::Key;
use sha2::Sha256;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const MAGIC_BYTES: usize = 16;
const SEAL_BYTES: usize = 32;
/// What stands before what a file holds.
const HEAD_BYTES: usize = MAGIC_BYTES + SEAL_BYTES;

/// What a file holds. A folder may have several kinds, with the same key: one is never taken for another.
#[derive(Debug)]
pub(crate) struct Kind {
    /// What its files begin with. Another layout has another number.
    pub(crate) magic: [u8; MAGIC_BYTES],
    /// What their names end with, behind a dot.
    pub(crate) suffix: &'static str,
}

/// What a file is about.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    /// A digest of the thing.
    pub(crate) of: [u8; 32],
    /// A digest of everything beside it that what the file holds depends on.
    pub(crate) by: [u8; 32],
}

/// The files of a kind in a folder.
#[derive(Debug)]
pub(crate) struct SealedFolder {
    path: PathBuf,
    key: Key,
    kind: Kind,
    /// Bytes of all of them together.
    most: u64,
}

/// What a file held.
#[derive(Debug)]
pub(crate) struct Content {
    /// With the head in front: code is megabytes, and is not copied to take it off.
    bytes: Vec<u8>,
}

// === impl Content ===

impl Content {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(HEAD_BYTES..).unwrap_or_default()
    }
}

// === impl Subject ===

impl Subject {
    /// The name of its file.
    pub(crate) fn file_name(&self, kind: &Kind) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        format!("{}-{}.{}", hex(&self.of), hex(self.by.split_at(16).0), kind.suffix)
    }
}

// === impl SealedFolder ===

impl SealedFolder {
    /// Keeps up to so many bytes of a kind in a folder, which is made if it is missing, readable by this user alone. What
    /// a process that died left half written is taken away.
    ///
    /// # Errors
    /// Where the folder cannot be made, or belongs to somebody else, or may be written by others: what lies in it would be
    /// theirs.
    pub(crate) fn open(path: &Path, kind: Kind, most: u64) -> io::Result<Self> {
        folder::make_private(path)?;
        folder::clean(path);
        Ok(Self { path: path.to_owned(), key: Key::of(path)?, kind, most })
    }

    /// Where a file lies.
    fn path_of(&self, subject: &Subject) -> PathBuf {
        self.path.join(subject.file_name(&self.kind))
    }

    /// What a file holds, if there is one.
    ///
    /// # Errors
    /// Why what lies there is not to be believed.
    pub(crate) fn read(&self, subject: &Subject) -> Result<Option<Content>, Unfit> {
        let path = self.path_of(subject);
        let Some(bytes) = folder::read_own(&path, usize::MAX)? else { return Ok(None) };
        let (magic, rest) = bytes.split_first_chunk().ok_or(Unfit::Damaged)?;
        let (seal, held) = rest.split_first_chunk::<SEAL_BYTES>().ok_or(Unfit::Damaged)?;
        if *magic != self.kind.magic {
            return Err(Unfit::Damaged);
        }
        self.sealed(subject, held)?.verify_slice(seal).map_err(|_| Unfit::Seal)?;
        // What was used last is kept longest.
        folder::touch(&path);
        Ok(Some(Content { bytes }))
    }

    /// Writes a file in place of what may be there, whole or not at all, and lets those go that were used longest ago
    /// where all together have too much.
    ///
    /// # Errors
    /// Where it cannot be written, or would be larger than all may be together.
    pub(crate) fn write(&self, subject: &Subject, held: &[u8]) -> io::Result<()> {
        let path = self.path_of(subject);
        let bytes = u64::try_from(held.len() + HEAD_BYTES).unwrap_or(u64::MAX);
        if bytes > self.most {
            let most = self.most;
            return Err(io::Error::other(format!("it has {bytes} bytes, and all together may have {most}")));
        }
        let seal = self.sealed(subject, held).map_err(io::Error::other)?.finalize().into_bytes();
        let temporary = folder::temporary(&self.path);
        let mut file = folder::create(&temporary)?;
        let written = [&self.kind.magic[..], &seal, held]
            .into_iter()
            .try_for_each(|part| file.write_all(part))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&temporary, &path))
            .and_then(|()| folder::sync(&self.path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        folder::evict(&self.path, self.kind.suffix, self.most, &path);
        written
    }

    /// Over everything that must be as it was: a file under another's name is as wrong as a changed one.
    fn sealed(&self, subject: &Subject, held: &[u8]) -> Result<Hmac<Sha256>, Unfit> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.bytes()).map_err(|_| Unfit::Seal)?;
        // Each of the parts before what is held has a length that does not change.
        for part in [&self.kind.magic[..], &subject.of, &subject.by, held] {
            mac.update(part);
        }
        Ok(mac)
    }
}
