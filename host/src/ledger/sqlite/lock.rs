//! The lock that lets one host at a time own a database file.
//!
//! It is a file of its own beside the database: a lock on the database itself would share its fate with SQLite's locks,
//! which a process loses as soon as it closes any descriptor of that file. The system frees it when the process dies,
//! however it dies; the file stays and means nothing by itself.

use crate::ledger::OpenError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Held for as long as it lives.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

// === impl FileLock ===

impl FileLock {
    /// Takes the lock of a database, or says who has it.
    pub(crate) fn take(database: &Path, what: &'static str) -> Result<Self, OpenError> {
        let path = path_of(database);
        let io = |error: std::io::Error| OpenError::Io { what, path: path.clone(), reason: error.to_string() };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is a courtesy: without it the message still says what to do.
                let _ = file.read_to_string(&mut holder);
                let holder = Some(holder.trim().to_owned()).filter(|id| !id.is_empty());
                return Err(OpenError::InUse { what, path: database.to_owned(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(io)?;
        Ok(Self { _file: file })
    }
}

fn path_of(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    path.into()
}
