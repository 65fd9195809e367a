//! The version before: the files that last worked, kept so that one of them can be put back.
//!
//! What a file of the folder is replaced by is gone from there, and a vendor's newest version may work and still be
//! wrong. So each file that became an adapter is kept, beside the compiled code, in a folder that only the host's user
//! reads: the newest [`VERSIONS`] of each name. Putting one back is a person's decision (`patio adapters rollback`);
//! what is put back is approved, compiled and tried like any other file.

#[cfg(test)]
mod tests;

use crate::adapter::Digest;
use crate::trust;
use crate::venue::AdapterName;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Versions of one adapter: the one that works and the one before. With one, putting it back would lose the newer, which
/// may turn out to be right; with three, "the one before" would be a question.
const VERSIONS: usize = 2;
/// How long versions of an adapter that is not in the folder any more are kept. Who takes an adapter away by mistake hears
/// it from their venues within days; a folder of which names come and go for years does not grow for ever.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(30 * 24 * 3600);
/// What kept files end with.
const SUFFIX: &str = "wasm";

/// Where versions are kept, if anywhere.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: Option<PathBuf>,
}

/// A version that was kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// What its bytes hash to.
    pub digest: Digest,
    /// The component.
    pub bytes: Vec<u8>,
    /// The signature that lay beside it.
    pub signature: Option<Vec<u8>>,
    /// When it last became the adapter of its name.
    pub since: SystemTime,
}

// === impl Kept ===

impl Kept {
    /// Keeps nothing: for a look at a folder that another process serves from.
    pub const fn nothing() -> Self {
        Self { folder: None }
    }

    /// Keeps versions of a folder's adapters inside the folder of the compiled code, which only this user reads. Hosts may
    /// share that one; what another host's folder has under the same name is another adapter.
    pub fn inside(cache: &Path, adapters: &Path) -> Self {
        let adapters = fs::canonicalize(adapters).unwrap_or_else(|_| adapters.to_owned());
        let of = Digest::of(adapters.as_os_str().as_encoded_bytes()).to_string();
        Self { folder: Some(cache.join("kept").join(of)) }
    }

    /// Whether a version is here.
    pub fn holds(&self, name: &AdapterName, digest: Digest) -> bool {
        self.folder.is_none() || self.path_of(name, digest).is_some_and(|path| path.is_file())
    }

    /// Keeps a version that became the adapter of its name now, and lets those before the one before go. Without bytes,
    /// it is one that is [held](Self::holds) already.
    pub(super) fn keep(
        &self,
        name: &AdapterName,
        digest: Digest,
        bytes: Option<&[u8]>,
        signature: Option<&[u8]>,
    ) -> io::Result<()> {
        let Some(path) = self.path_of(name, digest) else { return Ok(()) };
        let folder = path.parent().unwrap_or(&path);
        make_private(folder)?;
        if let Some(bytes) = bytes {
            write(&path, bytes, None)?;
        }
        let beside = signature_of(&path);
        match signature {
            Some(signature) => write(&beside, signature, None)?,
            None => remove(&beside)?,
        }
        fs::File::open(&path)?.set_modified(SystemTime::now())?;
        for (_, path) in versions(folder)?.into_iter().skip(VERSIONS) {
            remove(&path)?;
            remove(&signature_of(&path))?;
        }
        Ok(())
    }

    /// Lets versions go of adapters that have not been in the folder for long.
    pub(super) fn forget(&self, mut is_there: impl FnMut(&AdapterName) -> bool) {
        let Some(folder) = &self.folder else { return };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse().ok());
            if name.is_none_or(|name| is_there(&name)) {
                continue;
            }
            let newest = versions(&path).ok().and_then(|versions| Some(versions.first()?.0));
            let age = newest.and_then(|newest| SystemTime::now().duration_since(newest).ok());
            if age.is_some_and(|age| age > FORGOTTEN_AFTER) {
                // What cannot be taken away now is tried again at the next start.
                let _ = fs::remove_dir_all(path);
            }
        }
    }

    /// The version of an adapter that last worked and is another than this one. One that is damaged is passed over.
    ///
    /// # Errors
    /// Where what is kept cannot be read.
    pub fn before(&self, name: &AdapterName, current: Option<Digest>) -> io::Result<Option<Version>> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let folder = folder.join(name.as_str());
        for (since, path) in versions(&folder)? {
            let bytes = fs::read(&path)?;
            let digest = Digest::of(&bytes);
            // Its name is what it was when it worked.
            if Some(digest) == current || path.file_stem() != Some(OsStr::new(&digest.to_string())) {
                continue;
            }
            let signature = match fs::read(signature_of(&path)) {
                Ok(signature) => Some(signature),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            return Ok(Some(Version { digest, bytes, signature, since }));
        }
        Ok(None)
    }

    fn path_of(&self, name: &AdapterName, digest: Digest) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(name.as_str()).join(format!("{digest}.{SUFFIX}")))
    }
}

// === impl Version ===

impl Version {
    /// Puts it where an adapter's file lies, with its signature. Each file is there whole or not at all; a host that looks
    /// between the two finds a signature of other bytes, waits until both hold still, and meanwhile goes on as it is.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn put_at(&self, path: &Path) -> io::Result<()> {
        // Whoever could read the file that is replaced can read this one: the host may be another user than who asks.
        let readers = fs::metadata(path).map_or_else(|_| everybody(), |metadata| Some(metadata.permissions()));
        let beside = signature_of(path);
        match &self.signature {
            Some(signature) => write(&beside, signature, readers.clone())?,
            // A signature of other bytes would make it one that is wrongly signed.
            None => remove(&beside)?,
        }
        write(path, &self.bytes, readers)
    }
}

/// Files of versions, the newest first. A folder that is not there has none.
fn versions(folder: &Path) -> io::Result<Vec<(SystemTime, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    // By their names: two files may be of one time, and the order is to be one.
    let mut found = BTreeMap::new();
    for entry in entries {
        let path = entry?.path();
        // Gone since: another host let it go.
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        if path.extension() == Some(OsStr::new(SUFFIX)) {
            found.insert((metadata.modified()?, path), ());
        }
    }
    Ok(found.into_keys().rev().collect())
}

/// Where the signature of a file lies.
fn signature_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(trust::SUFFIX);
    name.into()
}

/// Writes a file that is there whole or not at all, on the disk when this is done; for this user alone where nothing else
/// is said.
fn write(path: &Path, bytes: &[u8], readers: Option<fs::Permissions>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(readers) = readers {
        file.as_file().set_permissions(readers)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there is no such thing")]
fn everybody() -> Option<fs::Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn everybody() -> Option<fs::Permissions> {
    None
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    std::os::unix::fs::DirBuilderExt::mode(&mut fs::DirBuilder::new(), 0o700).recursive(true).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
