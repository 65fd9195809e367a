//! A copy of what Python reads, below the target folder: the sources stay as they are.

use std::fs;
use std::path::{Path, PathBuf};

/// What is copied: as the paths between them are.
const FOLDERS: [&str; 3] = ["wit", "sdk/python", "plugins/demo-python"];

/// Left out: what tools wrote there on somebody's desk.
const MADE: [&str; 4] = ["__pycache__", ".venv", ".mypy_cache", ".patio"];

/// A copy, for one test alone.
pub struct Copy(PathBuf);

// === impl Copy ===

impl Copy {
    /// A fresh one.
    pub fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python").join(name);
        let _ = fs::remove_dir_all(&root);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for folder in FOLDERS {
            copy(&source.join(folder), &root.join(folder));
        }
        Self(root)
    }

    /// Something in it.
    pub fn path(&self, below: &str) -> String {
        self.0.join(below).to_str().unwrap().to_owned()
    }

    /// Replaces a text that stands in a file once.
    #[track_caller]
    pub fn replace(&self, file: &str, before: &str, after: &str) {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(before).count(), 1, "{before:?} in {file}");
        fs::write(path, text.replace(before, after)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_dir() {
            if !MADE.iter().any(|made| name == *made) {
                copy(&path, &to.join(name));
            }
        } else if path.extension().is_none_or(|extension| extension != "wasm") {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
