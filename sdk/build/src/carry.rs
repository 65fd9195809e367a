//! Files of the repository that a binary carries: a build script writes a list of them that the compiler includes.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, environment, inherited};

/// What tools leave in a folder, and nobody carries.
const LEFT_BY_TOOLS: &[&str] =
    &[".mypy_cache", ".patio", ".pytest_cache", ".venv", "Cargo.lock", "__pycache__", "dist", "node_modules", "target"];

/// Folders that a binary carries, each as a constant of `(path, content)`.
#[derive(Debug)]
pub struct Carried {
    root: PathBuf,
    folders: Vec<(&'static str, &'static str)>,
}

// === impl Carried ===

impl Carried {
    /// Of the repository in a folder, named as seen from the package whose build script is running.
    pub fn of(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), folders: Vec::new() }
    }

    /// With all files of a folder of it, as the constant of that name: `&[(&str, &[u8])]`, sorted by path.
    #[must_use]
    pub fn folder(mut self, constant: &'static str, folder: &'static str) -> Self {
        self.folders.push((constant, folder));
        self
    }

    /// Writes the list, and answers where it is. Manifests of cargo are written as they are outside of the workspace.
    pub fn write(self) -> Result<PathBuf, Error> {
        let root = environment::folder("CARGO_MANIFEST_DIR")?.join(&self.root);
        let root = root.canonicalize().map_err(|source| Error::Io { path: root, source })?;
        let out = environment::folder("OUT_DIR")?;
        let workspace = read(&root.join("Cargo.toml"))?;
        let mut list = String::new();
        for (constant, folder) in self.folders {
            let (top, mut files) = (root.join(folder), BTreeMap::new());
            walk(&top, "", &mut files)?;
            let _ = writeln!(list, "pub(crate) const {constant}: &[(&str, &[u8])] = &[");
            for (path, file) in files {
                println_watch(&file);
                let file = if path == "Cargo.toml" {
                    let depth = folder.split('/').count();
                    let alone = inherited::resolve(&read(&file)?, &workspace, &"../".repeat(depth));
                    let alone = alone.map_err(|what| Error::Inherited { path: file.clone(), what })?;
                    let written = out.join(format!("{constant}.Cargo.toml"));
                    fs::write(&written, alone).map_err(|source| Error::Io { path: written.clone(), source })?;
                    written
                } else {
                    file
                };
                let _ = writeln!(list, "    ({path:?}, include_bytes!({:?})),", file.display().to_string());
            }
            list.push_str("];\n");
        }
        println_watch(&root.join("Cargo.toml"));
        let file = out.join("carried.rs");
        fs::write(&file, list).map_err(|source| Error::Io { path: file.clone(), source })?;
        Ok(file)
    }
}

fn read(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file).map_err(|source| Error::Io { path: file.to_path_buf(), source })
}

/// All files below a folder that belong to the repository, by their path in it.
fn walk(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> Result<(), Error> {
    let io = |source| Error::Io { path: folder.to_path_buf(), source };
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_left = LEFT_BY_TOOLS.contains(&name.as_str()) || name.ends_with(".egg-info") || name.ends_with(".wasm");
        if is_left {
            continue;
        }
        let below = format!("{prefix}{name}");
        if path.is_dir() {
            // A file that is added. Of the top folder itself cargo would look into what tools leave there, too.
            if prefix.is_empty() {
                println_watch(&path);
            }
            walk(&path, &format!("{below}/"), files)?;
        } else {
            files.insert(below, path);
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a build script speaks to cargo on its standard output")]
fn println_watch(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_leave_is_not_carried() {
        let folder = std::env::temp_dir().join(format!("patio-carry-{}", std::process::id()));
        for file in [
            "src/a.rs",
            "b.toml",
            ".gitignore",
            "node_modules/x/index.js",
            "corner.wasm",
            "target/y",
            "src/__pycache__/z",
        ] {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let mut files = BTreeMap::new();
        walk(&folder, "", &mut files).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(files.into_keys().collect::<Vec<_>>(), [".gitignore", "b.toml", "src/a.rs"]);
    }
}
