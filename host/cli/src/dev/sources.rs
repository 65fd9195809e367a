//! What a project is made of, looked at again and again: which files there are, how long, and when they were written.
//!
//! Looked at, not watched, as the folder of adapters is: notifications do not cross network mounts and container layers,
//! where many a vendor's editor saves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Between two looks. A look takes a millisecond; a second more would be felt after each save.
const LOOK: Duration = Duration::from_millis(200);
/// Files at most that are looked at: a project has dozens. Whoever keeps a disk image of files beside them is told nothing
/// of changes there.
const FILES: usize = 20_000;
/// What tools make. Everything that begins with a dot is left out, too.
const MADE: [&str; 6] = ["__pycache__", "build", "dist", "node_modules", "target", "venv"];

/// A project's files as they were.
#[derive(PartialEq, Eq, Default)]
pub(super) struct Sources(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

// === impl Sources ===

impl Sources {
    /// As they are now.
    pub(super) fn of(folder: &Path) -> Self {
        let mut sources = Self::default();
        sources.look(folder);
        sources
    }

    fn look(&mut self, folder: &Path) {
        // What cannot be read is not there; the compiler will say why.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let is_made = name.starts_with('.') || MADE.contains(&name.as_ref()) || name.ends_with(".egg-info");
            let Ok(kind) = entry.file_type() else { continue };
            if is_made || self.0.len() >= FILES {
                continue;
            }
            if kind.is_dir() {
                self.look(&path);
            } else if !path.extension().is_some_and(|ending| ending == "wasm" || ending == "lock" || ending == "log") {
                let Ok(metadata) = path.metadata() else { continue };
                self.0.insert(path, (metadata.len(), metadata.modified().ok()));
            }
        }
    }

    /// Waits until they are others, and hold still: an editor that saves five files is one change. Tells which.
    pub(super) async fn changed(&mut self, folder: &Path) -> Vec<PathBuf> {
        loop {
            tokio::time::sleep(LOOK).await;
            let mut now = Self::of(folder);
            if now == *self {
                continue;
            }
            loop {
                tokio::time::sleep(LOOK).await;
                let again = Self::of(folder);
                if again == now {
                    break;
                }
                now = again;
            }
            let changed = self.unlike(&now);
            *self = now;
            // Changed and changed back.
            if !changed.is_empty() {
                return changed;
            }
        }
    }

    fn unlike(&self, other: &Self) -> Vec<PathBuf> {
        let new = other.0.iter().filter(|(path, state)| self.0.get(*path) != Some(*state)).map(|(path, _)| path);
        let gone = self.0.keys().filter(|path| !other.0.contains_key(*path));
        new.chain(gone).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_is_what_a_person_made_and_not_what_tools_leave() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        put("src/lib.rs", "a");
        let mut sources = Sources::of(folder.path());
        for made in ["target/x", "node_modules/y/z", ".patio/wit/w", "corner.wasm", "Cargo.lock", "src/__pycache__/q"] {
            put(made, "made");
        }
        assert!(Sources::of(folder.path()) == sources);
        put("src/lib.rs", "ab");
        put("src/new.rs", "");
        let changed = sources.changed(folder.path()).await;
        assert_eq!(changed, [folder.path().join("src/lib.rs"), folder.path().join("src/new.rs")]);
        fs::remove_file(folder.path().join("src/new.rs")).unwrap();
        assert_eq!(sources.changed(folder.path()).await, [folder.path().join("src/new.rs")]);
    }
}
