//! Files that are read when they changed and hold still: whoever copies or edits one is not overtaken.

use sha2::{Digest as _, Sha256};
use std::path::Path;

/// What was seen of some files.
#[derive(Default)]
pub(super) struct Still {
    last: Option<Seen>,
    taken: Option<Seen>,
}

/// What the files' contents hash to: they may hold secrets, of which no copy is kept. Nothing where one cannot be read.
type Seen = Option<[u8; 32]>;

// === impl Still ===

impl Still {
    /// Looks at files. Whether they are to be read: they are not what was taken up last, and are as they were at the
    /// last look. Says so once for each change.
    pub(super) fn look<'p>(&mut self, paths: impl IntoIterator<Item = &'p Path>) -> bool {
        let seen = hash(paths);
        let held_still = self.last == Some(seen);
        self.last = Some(seen);
        let changed = held_still && self.taken != Some(seen);
        if changed {
            self.taken = Some(seen);
        }
        changed
    }
}

fn hash<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Seen {
    let mut hasher = Sha256::new();
    for path in paths {
        let content = std::fs::read(path).ok()?;
        hasher.update(content.len().to_le_bytes());
        hasher.update(content);
    }
    Some(hasher.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_once_it_holds_still() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("patio.toml");
        let mut still = Still::default();
        let mut write_and_look = |text: Option<&str>| {
            if let Some(text) = text {
                std::fs::write(&path, text).unwrap();
            }
            still.look([path.as_path()])
        };
        assert!(!write_and_look(Some("a")));
        assert!(write_and_look(None));
        assert!(!write_and_look(None));
        // In the middle of being written.
        assert!(!write_and_look(Some("")));
        assert!(!write_and_look(Some("b")));
        assert!(write_and_look(None));
        assert!(!write_and_look(None));
        // There and back again between two looks is no change.
        assert!(!write_and_look(Some("c")));
        assert!(!write_and_look(Some("b")));
        assert!(!write_and_look(None));
    }

    #[test]
    fn a_file_that_is_gone_is_a_change_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("patio.toml");
        std::fs::write(&path, "a").unwrap();
        let mut still = Still::default();
        still.look([path.as_path()]);
        still.look([path.as_path()]);
        std::fs::remove_file(&path).unwrap();
        assert!(!still.look([path.as_path()]));
        assert!(still.look([path.as_path()]));
    }
}
