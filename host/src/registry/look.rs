//! What lies in the folder, and which of it held still since the last look.

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
    marks: Marks,
}

/// A file's bytes, and those of the signature beside it, as they lay there at one time.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Taken {
    pub(super) file: Vec<u8>,
    pub(super) signature: Option<Vec<u8>>,
}

/// A file and its signature: a signature that is late, or another one, is a change of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Marks {
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

    /// What a look hands out, once the file held still.
    fn settled(folder: &Path) -> Seen {
        let (mut look, notices) = (Look::new(), Notices::default());
        let _ = look.at(folder, &notices);
        look.at(folder, &notices).settled.remove(0)
    }

    #[test]
    fn a_file_that_grew_shrank_or_was_replaced_since_the_look_is_not_read() {
        use std::io::Write;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("demo.wasm");
        let append = || fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(b" and more").unwrap();
        let shorten = || fs::write(&file, "h").unwrap();
        let replace = || {
            // The same length at the same time: another file all the same.
            let modified = fs::metadata(&file).unwrap().modified().unwrap();
            let other = folder.path().join("other");
            fs::write(&other, "flah").unwrap();
            fs::File::options().append(true).open(&other).unwrap().set_modified(modified).unwrap();
            fs::rename(other, &file).unwrap();
        };
        let remove = || fs::remove_file(&file).unwrap();
        for change in [&append as &dyn Fn(), &shorten, &replace, &remove] {
            fs::write(&file, "half").unwrap();
            let seen = settled(folder.path());
            assert_eq!(seen.read().unwrap(), Some(Taken { file: b"half".to_vec(), signature: None }));
            change();
            assert_eq!(seen.read().unwrap(), None);
        }
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_not_taken_up_half() {
        use std::io::Write;
        use std::sync::atomic::{AtomicBool, Ordering};
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("demo.wasm");
        fs::write(&file, vec![0; 4096]).unwrap();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut growing = fs::OpenOptions::new().append(true).open(&file).unwrap();
                while !stop.load(Ordering::Relaxed) && growing.metadata().unwrap().len() < 64 << 20 {
                    growing.write_all(&[0; 1024]).unwrap();
                }
            });
            let (mut look, notices) = (Look::new(), Notices::default());
            for _ in 0..200 {
                for seen in look.at(folder.path(), &notices).settled_or_new {
                    let Some(taken) = seen.read().unwrap() else { continue };
                    let length = u64::try_from(taken.file.len()).unwrap();
                    assert_eq!(length, seen.marks.file.bytes, "what was looked at, or nothing");
                }
                look = Look::new();
            }
            stop.store(true, Ordering::Relaxed);
        });
    }

    #[test]
    fn a_signature_that_comes_later_changes_or_goes_is_a_change_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let (mut look, notices) = (Look::new(), Notices::default());
        let mut settles = || {
            let _ = look.at(folder.path(), &notices);
            let found = look.at(folder.path(), &notices).settled.pop();
            found.map(|seen| seen.read().unwrap().unwrap().signature)
        };
        let signature = folder.path().join("demo.wasm.minisig");
        fs::write(folder.path().join("demo.wasm"), "x").unwrap();
        assert_eq!(settles(), Some(None));
        assert_eq!(settles(), None);
        for text in ["one", "two"] {
            fs::write(&signature, text).unwrap();
            assert_eq!(settles(), Some(Some(text.as_bytes().to_vec())));
        }
        fs::remove_file(&signature).unwrap();
        assert_eq!(settles(), Some(None));
        fs::write(&signature, vec![b'x'; 1 << 20]).unwrap();
        assert_eq!(settles(), Some(Some(Vec::new())), "no signature, and not read");
    }

    #[test]
    fn a_signature_that_changed_since_the_look_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("demo.wasm"), "x").unwrap();
        let seen = settled(folder.path());
        fs::write(folder.path().join("demo.wasm.minisig"), "late").unwrap();
        assert_eq!(seen.read().unwrap(), None);
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
