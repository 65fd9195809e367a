//! What lies in the folder, and which of it held still since the last look.

#[cfg(test)]
mod tests;

use crate::notice::{Level, Notice, Notices};
use crate::trust;
use crate::venue::AdapterName;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes of a signature's file that are read; more is no signature.
const MAX_SIGNATURE: u64 = 64 * 1024;

/// One look after another at a folder.
pub(super) struct Look {
    files: HashMap<AdapterName, File>,
    /// Names that are no adapter's, and the folder's own error: told once.
    told: HashSet<String>,
}

/// A file that is ready to be loaded.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) name: AdapterName,
    pub(super) path: PathBuf,
    pub(super) marks: Marks,
}

/// A file's bytes, and those of the signature beside it, as they lay there at one time.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Taken {
    pub(super) file: Vec<u8>,
    pub(super) signature: Option<Vec<u8>>,
}

/// A file and its signature: a signature that is late, or another one, is a change of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Marks {
    file: Mark,
    signature: Option<Mark>,
}

/// What a look found.
#[derive(Default, Debug)]
pub(super) struct Found {
    /// Files that are as they were at the last look, and were not handed out as they are now.
    pub(super) settled: Vec<Seen>,
    /// Those, and files that were not there at the last look.
    pub(super) settled_or_new: Vec<Seen>,
    /// Files that were missing at this look and at the last.
    pub(super) gone: Vec<AdapterName>,
}

struct File {
    marks: Option<Marks>,
    handed_out: bool,
}

/// What changes with a file's content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mark {
    bytes: u64,
    modified: Option<SystemTime>,
    inode: u64,
    /// In seconds and nanoseconds. Who copies may set the other time back, this one nobody can.
    changed: (i64, i64),
}

// === impl Look ===

impl Look {
    pub(super) fn new() -> Self {
        Self { files: HashMap::new(), told: HashSet::new() }
    }

    /// Hands a file out again at the next look where it holds still.
    pub(super) fn forget(&mut self, name: &AdapterName) {
        if let Some(file) = self.files.get_mut(name) {
            file.handed_out = false;
        }
    }

    pub(super) fn at(&mut self, folder: &Path, notices: &Notices) -> Found {
        let mut found = Found::default();
        let present = match self.read(folder, notices) {
            Ok(present) => present,
            Err(error) => {
                // What is loaded goes on: a network folder that is away for a moment retires nothing.
                self.tell_once(notices, format!("the folder {} cannot be read: {error}", folder.display()));
                return found;
            }
        };
        self.files.retain(|name, file| {
            if present.contains_key(name) {
                return true;
            }
            // Missing once may be a copy that replaces the file; missing twice is gone.
            let gone = file.marks.take().is_none();
            if gone {
                found.gone.push(name.clone());
            }
            !gone
        });
        for (name, (path, marks)) in present {
            let seen = Seen { name: name.clone(), path, marks };
            match self.files.get_mut(&name) {
                Some(file) if file.marks == Some(marks) => {
                    if !file.handed_out {
                        file.handed_out = true;
                        found.settled.push(seen.clone());
                        found.settled_or_new.push(seen);
                    }
                }
                Some(file) => *file = File { marks: Some(marks), handed_out: false },
                None => {
                    self.files.insert(name, File { marks: Some(marks), handed_out: false });
                    found.settled_or_new.push(seen);
                }
            }
        }
        found
    }

    fn read(&mut self, folder: &Path, notices: &Notices) -> io::Result<HashMap<AdapterName, (PathBuf, Marks)>> {
        let mut present = HashMap::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "wasm") {
                continue;
            }
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = match stem.parse::<AdapterName>() {
                Ok(name) => name,
                Err(error) => {
                    self.tell_once(notices, format!("{} is passed over: {error}", path.display()));
                    continue;
                }
            };
            let Some(file) = Mark::at(&path) else { continue };
            let signature = Mark::at(&signature_of(&path));
            present.insert(name, (path, Marks { file, signature }));
        }
        Ok(present)
    }

    fn tell_once(&mut self, notices: &Notices, text: String) {
        if self.told.insert(text.clone()) {
            notices.tell(Notice::new(Level::Error, text));
        }
    }
}

// === impl Seen ===

impl Seen {
    /// The bytes that were looked at; none where they are others by now, or become others while they are read. What holds
    /// still for half a second may be a copy over a network that takes a breath.
    pub(super) fn read(&self) -> io::Result<Option<Taken>> {
        let Some(file) = self.marks.file.read(&self.path)? else { return Ok(None) };
        let beside = signature_of(&self.path);
        let signature = match self.marks.signature {
            // Far more than a signature has: whatever that is, it is none, and need not be read to be refused.
            Some(mark) if mark.bytes > MAX_SIGNATURE => Some(Vec::new()),
            Some(mark) => match mark.read(&beside)? {
                Some(signature) => Some(signature),
                None => return Ok(None),
            },
            None => None,
        };
        // Both are of one time.
        let stayed = Mark::at(&self.path) == Some(self.marks.file) && Mark::at(&beside) == self.marks.signature;
        Ok(stayed.then_some(Taken { file, signature }))
    }
}

/// Where the signature of a file lies.
fn signature_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(trust::SUFFIX);
    name.into()
}

// === impl Mark ===

impl Mark {
    /// Of what lies there, where that is a file.
    fn at(path: &Path) -> Option<Self> {
        // Gone between two calls, or a dangling link: the same as not there.
        fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| Self::of(&metadata))
    }

    /// The bytes of the file that has this mark before and after it is read.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        let file = match fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if Self::of(&file.metadata()?) != *self {
            return Ok(None);
        }
        // One byte more than it had: a file that grows for ever is read no further.
        let mut bytes = Vec::new();
        (&file).take(self.bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        let whole = u64::try_from(bytes.len()).is_ok_and(|length| length == self.bytes);
        Ok((whole && Self::of(&file.metadata()?) == *self).then_some(bytes))
    }

    fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        let (inode, changed) = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ino(), (metadata.ctime(), metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let (inode, changed) = (0, (0, 0));
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), inode, changed }
    }
}
