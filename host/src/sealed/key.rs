//! The key that files are sealed with: random, made once for a folder, readable by its user alone.

use super::folder::{self, Unfit};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The file's name in the folder.
const NAME: &str = "key";
/// As long as the digest that it is used with.
const BYTES: usize = 32;

/// A key. Who can read it can write code that this user runs, which that user can anyway.
pub(super) struct Key([u8; BYTES]);

// === impl Key ===

impl Key {
    /// The folder's key, made where there is none. One that others could read is replaced: what they sealed with it
    /// is not ours.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let path = folder.join(NAME);
        match Self::read(&path) {
            Ok(Some(key)) => return Ok(key),
            Ok(None) => {}
            Err(unfit) => {
                tracing::warn!(path = %path.display(), "the key that compiled code is sealed with is replaced: {unfit}");
                fs::remove_file(&path)?;
            }
        }
        let key = Self(rand::random());
        let temporary = folder::temporary(folder);
        let mut file = folder::create(&temporary)?;
        // A link, which fails where another host made its own meanwhile: both then use the one that is there.
        let linked = file
            .write_all(&key.0)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::hard_link(&temporary, &path))
            .and_then(|()| folder::sync(folder));
        let _ = fs::remove_file(&temporary);
        match linked {
            Ok(()) => Ok(key),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Self::read(&path).map_err(io::Error::other)?.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) const fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn read(path: &Path) -> Result<Option<Self>, Unfit> {
        let Some(bytes) = folder::read_own(path, 2 * BYTES)? else { return Ok(None) };
        if folder::others_may_read(path)? {
            return Err(Unfit::Readable);
        }
        let bytes = bytes.try_into().map_err(|_| Unfit::Damaged)?;
        Ok(Some(Self(bytes)))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}
