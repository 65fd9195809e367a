//! What lies in the folder, and which of it held still since the last look.

use crate::notice::{Level, Notice, Notices};
use crate::venue::AdapterName;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

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
    mark: Option<Mark>,
    handed_out: bool,
}

/// What changes with a file's content.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    bytes: u64,
    modified: Option<SystemTime>,
    inode: u64,
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
            let gone = file.mark.take().is_none();
            if gone {
                found.gone.push(name.clone());
            }
            !gone
        });
        for (name, (path, mark)) in present {
            let seen = Seen { name: name.clone(), path };
            match self.files.get_mut(&name) {
                Some(file) if file.mark == Some(mark) => {
                    if !file.handed_out {
                        file.handed_out = true;
                        found.settled.push(seen.clone());
                        found.settled_or_new.push(seen);
                    }
                }
                Some(file) => *file = File { mark: Some(mark), handed_out: false },
                None => {
                    self.files.insert(name, File { mark: Some(mark), handed_out: false });
                    found.settled_or_new.push(seen);
                }
            }
        }
        found
    }

    fn read(&mut self, folder: &Path, notices: &Notices) -> io::Result<HashMap<AdapterName, (PathBuf, Mark)>> {
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
            // Gone between the two calls, or a dangling link: the same as not there.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            if metadata.is_file() {
                present.insert(name, (path, Mark::of(&metadata)));
            }
        }
        Ok(present)
    }

    fn tell_once(&mut self, notices: &Notices, text: String) {
        if self.told.insert(text.clone()) {
            notices.tell(Notice::new(Level::Error, text));
        }
    }
}

// === impl Mark ===

impl Mark {
    fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), inode }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(seen: &[Seen]) -> Vec<&str> {
        seen.iter().map(|seen| seen.name.as_str()).collect()
    }

    #[test]
    fn a_file_counts_when_it_held_still_and_only_once() {
        let folder = tempfile::tempdir().unwrap();
        let (mut look, notices) = (Look::new(), Notices::default());
        let mut at = || look.at(folder.path(), &notices);
        let file = folder.path().join("demo.wasm");
        fs::write(&file, "half").unwrap();
        assert_eq!(names(&at().settled), [""; 0]);
        fs::write(&file, "whole of it").unwrap();
        assert_eq!(names(&at().settled), [""; 0], "it changed since");
        assert_eq!(names(&at().settled), ["demo"]);
        assert_eq!(names(&at().settled), [""; 0], "it was handed out");
    }

    #[test]
    fn a_file_is_gone_when_it_was_missing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (mut look, notices) = (Look::new(), Notices::default());
        let file = folder.path().join("demo.wasm");
        fs::write(&file, "x").unwrap();
        let _ = look.at(folder.path(), &notices);
        fs::remove_file(&file).unwrap();
        assert!(look.at(folder.path(), &notices).gone.is_empty());
        assert_eq!(look.at(folder.path(), &notices).gone.len(), 1);
        assert!(look.at(folder.path(), &notices).gone.is_empty());
    }

    #[test]
    fn other_files_are_passed_over_and_bad_names_are_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let (mut look, notices) = (Look::new(), Notices::default());
        for name in ["README.md", "bad name.wasm", "demo.wasm.part"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("folder.wasm")).unwrap();
        for _ in 0..3 {
            assert!(look.at(folder.path(), &notices).settled_or_new.is_empty());
        }
        let told = notices.last();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("bad name.wasm is passed over"), "{}", told[0].text);
    }
}
