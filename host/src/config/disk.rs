//! Small files that the configuration names: read whole, with a bound, and not where others may read them too.

use std::{
    fs::{File, Metadata},
    io::Read as _,
    path::Path,
};

/// Secrets, certificates with their chains and keys: none is larger. A wrong path might be.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// A file's content.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    /// Whether the file's group, or everybody, may read it.
    pub(super) readable_by_others: bool,
}

/// Reads a file, or says why not, to stand after its path.
pub(super) fn read(path: &Path) -> Result<Content, String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    // Opening a pipe would wait for whoever writes to it.
    if !metadata.is_file() {
        return Err("is no file".to_owned());
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(format!("is larger than {MAX_FILE_BYTES} bytes"));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_FILE_BYTES).read_to_end(&mut bytes)).map_err(cannot)?;
    Ok(Content { bytes, readable_by_others: readable_by_others(&metadata) })
}

/// What to type so that nobody else may read a file.
pub(super) fn protect(path: &Path) -> String {
    format!("chmod 600 {}", path.display())
}

#[cfg(unix)]
fn readable_by_others(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(metadata) & 0o044 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_: &Metadata) -> bool {
    false
}
