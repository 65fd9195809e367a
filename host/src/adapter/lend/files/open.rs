//! Opening below a folder by the system's own rule: no path and no link leads out, and nothing is waited for.
//!
//! Opening a pipe waits for its other end, with a thread of the host, for ever. So everything is opened without waiting,
//! and what is neither file nor folder is closed again. To look before opening would leave a moment in which an adapter
//! could put something else in the place.

use rustix::fs::{FileType, Mode, OFlags};
use rustix::io::Errno;
use std::fs::File;
use std::sync::Arc;
use wasmtime_wasi::OpenMode;
use wasmtime_wasi::p2::bindings::filesystem::types::{DescriptorFlags, ErrorCode, OpenFlags, PathFlags};

/// How an adapter wants to open something.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    follow: bool,
    open: OpenFlags,
    read: bool,
    write: bool,
}

/// What was opened.
pub(super) enum Opened {
    File(File),
    Folder(File),
    /// A pipe, a device, a socket.
    Other,
}

// === impl Wish ===

impl Wish {
    /// # Errors
    /// Where the flags contradict each other, or ask for what the stock implementation has not either.
    pub(super) fn new(path: PathFlags, open: OpenFlags, flags: DescriptorFlags) -> Result<Self, ErrorCode> {
        let synced = DescriptorFlags::FILE_INTEGRITY_SYNC
            | DescriptorFlags::DATA_INTEGRITY_SYNC
            | DescriptorFlags::REQUESTED_WRITE_SYNC;
        if flags.intersects(synced) {
            return Err(ErrorCode::Unsupported);
        }
        let makes = open.intersects(OpenFlags::CREATE | OpenFlags::EXCLUSIVE | OpenFlags::TRUNCATE);
        if makes && open.contains(OpenFlags::DIRECTORY) {
            return Err(ErrorCode::Invalid);
        }
        let write = flags.contains(DescriptorFlags::WRITE);
        Ok(Self {
            follow: path.contains(PathFlags::SYMLINK_FOLLOW),
            open,
            // What is not opened for writing is opened for reading, as the stock implementation has it.
            read: flags.contains(DescriptorFlags::READ) || !write,
            write: write || open.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE),
        })
    }

    /// Whether something may be there, or empty, that was not.
    pub(super) fn makes(self) -> bool {
        self.open.intersects(OpenFlags::CREATE | OpenFlags::TRUNCATE)
    }

    /// Whether it is to be written to.
    pub(super) const fn writes(self) -> bool {
        self.write
    }

    pub(super) fn mode(self) -> OpenMode {
        let mut mode = OpenMode::empty();
        mode.set(OpenMode::READ, self.read);
        mode.set(OpenMode::WRITE, self.write);
        mode
    }

    fn flags(self) -> OFlags {
        let mut flags = OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        flags |= match (self.read, self.write) {
            (true, true) => OFlags::RDWR,
            (false, true) => OFlags::WRONLY,
            _ => OFlags::RDONLY,
        };
        flags.set(OFlags::NOFOLLOW, !self.follow);
        flags.set(OFlags::CREATE, self.open.contains(OpenFlags::CREATE));
        flags.set(OFlags::TRUNC, self.open.contains(OpenFlags::TRUNCATE));
        flags.set(OFlags::EXCL, self.open.contains(OpenFlags::CREATE | OpenFlags::EXCLUSIVE));
        flags.set(OFlags::DIRECTORY, self.open.contains(OpenFlags::DIRECTORY));
        flags
    }
}

/// Opens a path below a folder, on a thread that may wait for the disk. None where the system cannot hold the path below
/// the folder by itself.
pub(super) async fn beneath(folder: &Arc<File>, path: String, wish: Wish) -> Result<Option<Opened>, Errno> {
    let folder = Arc::clone(folder);
    let opened = tokio::task::spawn_blocking(move || open(&folder, &path, wish)).await;
    opened.unwrap_or(Err(Errno::IO))
}

#[cfg(target_os = "linux")]
fn open(folder: &File, path: &str, wish: Wish) -> Result<Option<Opened>, Errno> {
    use rustix::fs::{ResolveFlags, openat2};
    /// The system gives up where somebody renames something meanwhile; after that many times it was no accident.
    const TRIES: usize = 4;
    let mode = if wish.makes() { Mode::from_raw_mode(0o666) } else { Mode::empty() };
    // Only with CREATE may a mode be said.
    let mode = if wish.open.contains(OpenFlags::CREATE) { mode } else { Mode::empty() };
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    let mut result = Err(Errno::AGAIN);
    for _ in 0..TRIES {
        result = openat2(folder, path, wish.flags(), mode, resolve);
        if !matches!(result, Err(Errno::AGAIN)) {
            break;
        }
    }
    match result {
        Ok(file) => {
            let kind = FileType::from_raw_mode(rustix::fs::fstat(&file)?.st_mode);
            let file = File::from(file);
            Ok(Some(match kind {
                FileType::RegularFile => Opened::File(file),
                FileType::Directory => Opened::Folder(file),
                _ => Opened::Other,
            }))
        }
        // A pipe that nobody reads, a socket.
        Err(Errno::NXIO) => Ok(Some(Opened::Other)),
        // An old kernel, or a filter of system calls that does not know it.
        Err(Errno::NOSYS | Errno::PERM) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(not(target_os = "linux"))]
fn open(_: &File, _: &str, _: Wish) -> Result<Option<Opened>, Errno> {
    Ok(None)
}

/// Whether a folder has more entries than so many.
pub(super) async fn has_more_entries_than(folder: &Arc<File>, most: usize) -> std::io::Result<bool> {
    let folder = Arc::clone(folder);
    let counted = tokio::task::spawn_blocking(move || -> Result<bool, Errno> {
        let mut entries = 0;
        for entry in rustix::fs::Dir::read_from(&folder)? {
            let entry = entry?;
            // Every folder has these two.
            entries += usize::from(!matches!(entry.file_name().to_bytes(), b"." | b".."));
            if entries > most {
                return Ok(true);
            }
        }
        Ok(false)
    });
    Ok(counted.await.map_err(std::io::Error::other)??)
}
