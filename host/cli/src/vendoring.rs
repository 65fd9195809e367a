//! The folder `patio/` of a project: written from what this binary carries, and known again by a record of it.

use crate::carried::vendored;
use crate::exit::{Failure, Outcome};
use patio_toolchain::Language;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The record, beside what it is of.
const RECORD: &str = "carried.toml";
/// What stands in its first line.
const HEADING: &str =
    "# What `patio wit update` wrote into this folder, and replaces. Your own files belong elsewhere.\n";
/// This binary's.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What was written, and by which version.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: String,
    /// The SHA-256 of each file, in hexadecimal.
    files: BTreeMap<String, String>,
}

/// What an update did.
#[derive(Default)]
pub(crate) struct Update {
    /// The version that was there, where there was a record of one.
    pub(crate) before: Option<String>,
    pub(crate) added: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) removed: Vec<String>,
}

/// Writes all of it into an empty folder.
pub(crate) fn write(folder: &Path, language: Language) -> Outcome {
    for (path, content) in vendored(language) {
        put(&folder.join(path), content)?;
    }
    record(folder, language)
}

/// Replaces what an earlier version wrote. What somebody changed there is replaced only where `overwrite` says so; what
/// nobody recorded is somebody's own, and stays.
pub(crate) fn update(folder: &Path, language: Language, overwrite: bool) -> Outcome<Update> {
    let before = read_record(folder)?;
    let mut update = Update { before: before.as_ref().map(|record| record.version.clone()), ..Update::default() };
    let recorded = before.map(|record| record.files).unwrap_or_default();
    let carried: BTreeMap<_, _> = vendored(language).into_iter().collect();
    let mut edited = Vec::new();
    for path in recorded.keys().chain(carried.keys()).collect::<BTreeSet<_>>() {
        let present = read(&folder.join(path))?;
        let Some(present) = present else {
            if carried.contains_key(path) {
                update.added.push(path.clone());
            }
            continue;
        };
        let content = carried.get(path);
        if content.is_some_and(|content| present == *content) {
            continue;
        }
        if recorded.get(path) != Some(&digest(&present)) {
            edited.push(path.clone());
        }
        if content.is_some() { &mut update.changed } else { &mut update.removed }.push(path.clone());
    }
    if !edited.is_empty() && !overwrite {
        let list: Vec<_> = edited.iter().map(|path| format!("\n  {}", folder.join(path).display())).collect();
        let what = format!("somebody changed these files, which are replaced by each update:{}", list.concat());
        return Err(Failure::failed(what).hint("put the changes elsewhere; `--overwrite` gives them up"));
    }
    for path in update.added.iter().chain(&update.changed) {
        if let Some(content) = carried.get(path) {
            put(&folder.join(path), content)?;
        }
    }
    for path in &update.removed {
        let file = folder.join(path);
        fs::remove_file(&file).map_err(|error| failed(&file, &error))?;
    }
    record(folder, language)?;
    Ok(update)
}

fn record(folder: &Path, language: Language) -> Outcome {
    let files = vendored(language).into_iter().map(|(path, content)| (path, digest(content))).collect();
    let record = Record { version: VERSION.to_owned(), files };
    let text = toml::to_string(&record).map_err(Failure::failed)?;
    put(&folder.join(RECORD), format!("{HEADING}{text}").as_bytes())
}

fn read_record(folder: &Path) -> Outcome<Option<Record>> {
    let file = folder.join(RECORD);
    let Some(bytes) = read(&file)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let record = toml::from_str(&text).map_err(|error| {
        Failure::failed(format_args!("{}: {error}", file.display()))
            .hint("delete it: then `patio wit update --overwrite` writes the folder anew")
    })?;
    Ok(Some(record))
}

/// A file, where there is one.
fn read(file: &Path) -> Outcome<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(file, &error)),
    }
}

/// Writes a file, with the folders that it is in.
pub(crate) fn put(file: &Path, content: &[u8]) -> Outcome {
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    fs::create_dir_all(&folder).and_then(|()| fs::write(file, content)).map_err(|error| failed(file, &error))
}

fn failed(file: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format_args!("{}: {error}", file.display()))
}

fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
