//! Which files are compiled.

use crate::error::Error;
use crate::project::{MANIFEST, Project};
use std::fs;
use std::path::{Path, PathBuf};

/// Where they are, where `adapter.toml` does not say.
const FOLDER: &str = "src";

/// Those of a project.
pub(crate) fn of(project: &Project) -> Result<Vec<PathBuf>, Error> {
    let named = match project.sources.as_slice() {
        [] => vec![project.folder.join(FOLDER)],
        named => named.to_vec(),
    };
    let mut sources = Vec::new();
    for path in named {
        if path.is_dir() {
            sources.extend(below(&path)?);
        } else if path.is_file() {
            sources.push(path);
        } else {
            return Err(wrong(project, &format!("sources: {} is neither a file nor a folder", path.display())));
        }
    }
    if sources.is_empty() {
        return Err(wrong(project, "sources: there is no file that ends in .c"));
    }
    Ok(sources)
}

fn wrong(project: &Project, what: &str) -> Error {
    Error::Manifest { file: project.folder.join(MANIFEST), what: what.to_owned() }
}

/// All files of C in a folder and below it. Sorted: the same project is the same component on each machine.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut entries = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
        .map_err(Error::io(folder))?;
    entries.sort();
    let mut sources = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            sources.extend(below(&entry)?);
        } else if entry.extension().is_some_and(|ending| ending == "c") {
            sources.push(entry);
        }
    }
    Ok(sources)
}
