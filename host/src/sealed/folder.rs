//! The folder of the files: private to its user, bounded in size, free of what dead processes left.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How old a half-written file must be to be nobody's: a file is written within seconds.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);
/// What half-written files begin with.
const TEMPORARY: &str = ".writing-";

/// Why a file of the folder is not used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("it is no file of this user's: a link, a folder, or somebody else's")]
    NotOwn,
    #[error("others may read it")]
    Readable,
    #[error("it is damaged")]
    Damaged,
    #[error("its seal does not fit: it was changed, or was not written here")]
    Seal,
}

/// A name for a file that is being written. Random, for two hosts may share the folder.
pub(super) fn temporary(folder: &Path) -> PathBuf {
    folder.join(format!("{TEMPORARY}{:032x}", rand::random::<u128>()))
}

/// A new file that only its user may read.
pub(super) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A rename or a link is on the disk when its folder is.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Says that a file was used now.
pub(super) fn touch(path: &Path) {
    // Where that is refused, the oldest written goes first in place of the oldest used.
    let _ = OpenOptions::new().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
}

/// The bytes of a file of this user's, if there is one; no link is followed.
pub(super) fn read_own(path: &Path, most: usize) -> Result<Option<Vec<u8>>, Unfit> {
    let mut file = match open(path) {
        Ok(file) => file,
        Err(Unfit::Io(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() || !is_mine(&metadata) {
        return Err(Unfit::NotOwn);
    }
    if metadata.len() > u64::try_from(most).unwrap_or(u64::MAX) {
        return Err(Unfit::Damaged);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Lets the files of a kind go that were used longest ago, until the rest fits; never the one that was just written.
pub(super) fn evict(folder: &Path, suffix: &str, most: u64, newest: &Path) {
    let mut entries: Vec<_> = files(folder)
        .filter(|(path, _)| path.extension().is_some_and(|extension| extension == suffix))
        .map(|(path, metadata)| (path != newest, metadata.modified().ok(), path, metadata.len()))
        .collect();
    // The newest is last, whatever its time says.
    entries.sort_by(|one, other| (!one.0, one.1, &one.2).cmp(&(!other.0, other.1, &other.2)));
    let mut bytes: u64 = entries.iter().map(|(_, _, _, bytes)| bytes).sum();
    for (may_go, _, path, size) in entries {
        if bytes <= most || !may_go {
            break;
        }
        if fs::remove_file(&path).is_ok() {
            bytes -= size;
        }
    }
}

/// Takes away what was never finished.
pub(super) fn clean(folder: &Path) {
    let now = SystemTime::now();
    for (path, metadata) in files(folder) {
        let is_temporary = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY));
        let age = metadata.modified().ok().and_then(|modified| now.duration_since(modified).ok());
        if is_temporary && age.is_some_and(|age| age > ABANDONED_AFTER) {
            let _ = fs::remove_file(path);
        }
    }
}

/// What lies in the folder; links as what they are.
fn files(folder: &Path) -> impl Iterator<Item = (PathBuf, fs::Metadata)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.path(), entry.metadata().ok()?)))
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File, Unfit> {
    use rustix::fs::{Mode, OFlags};
    // A pipe in an entry's place must not hold the host up either.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => Ok(file.into()),
        // The system's answer where the name is a link.
        Err(rustix::io::Errno::LOOP) => Err(Unfit::NotOwn),
        Err(error) => Err(Unfit::Io(error.into())),
    }
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, Unfit> {
    Ok(File::open(path)?)
}

#[cfg(unix)]
fn is_mine(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_mine(_: &fs::Metadata) -> bool {
    true
}

/// Whether more than the file's user may read it.
#[cfg(unix)]
pub(super) fn others_may_read(path: &Path) -> io::Result<bool> {
    Ok(std::os::unix::fs::MetadataExt::mode(&fs::symlink_metadata(path)?) & 0o077 != 0)
}

/// Whether more than the file's user may read it.
#[cfg(not(unix))]
pub(super) fn others_may_read(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Makes the folder where it is missing, and sees that nobody else writes it.
#[cfg(unix)]
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let metadata = fs::metadata(folder)?;
    if !is_mine(&metadata) || metadata.mode() & 0o022 != 0 {
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

/// Makes the folder where it is missing.
#[cfg(not(unix))]
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
