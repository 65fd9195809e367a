//! `[adapters]`: where adapters and their compiled code lie.

use super::section::Section;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// `[adapters]`.
///
/// `trust` and `gate` have no field: what this version cannot do it refuses to pretend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adapters {
    /// Where `*.wasm` are dropped.
    pub folder: PathBuf,
    /// Where compiled code is kept.
    pub cache: PathBuf,
    /// How often the folder is looked at.
    pub scan_interval: Duration,
}

/// Reads the section.
pub(super) fn read(root: &mut Section<'_>) -> Adapters {
    let mut section = root.section("adapters");
    let folder = section.path("folder");
    if let Some(folder) = &folder
        && !folder.value.is_dir()
    {
        let shown = folder.value.display();
        folder.at.degraded(format!("= \"{shown}\" is no folder that can be read"), format!("mkdir -p {shown}"));
    }
    let cache = section.path("cache");
    if let (Some(folder), Some(cache)) = (&folder, &cache)
        && folder.value == cache.value
    {
        cache.at.problem("is the same as folder", "write cache = \"patio-cache\": compiled code is no adapter");
    }
    let scan_interval = section.milliseconds("scan_interval_ms", 50..=60_000);
    refuse_what_is_not_checked(&mut section);
    section.finish();
    Adapters {
        folder: folder.map(|folder| folder.value).unwrap_or_default(),
        cache: cache.map(|cache| cache.value).unwrap_or_default(),
        scan_interval,
    }
}

/// Who writes these relies on them: to go on without would load what they meant to keep out.
fn refuse_what_is_not_checked(section: &mut Section<'_>) {
    if let Some(key) = section.texts("trust", "trust = []").first() {
        key.at.problem(
            "names keys, but this version does not check signatures",
            "write trust = [], and keep what you do not trust out of the folder",
        );
    }
    let Some(gate) = section.text("gate") else { return };
    match gate.value.as_str() {
        "none" => {}
        "check" => gate.at.problem(
            "= \"check\" is not in this version",
            "write gate = \"none\", and run patio check on a file before you drop it",
        ),
        other => gate.at.problem(format!("= {other:?} is not known"), "write gate = \"none\""),
    }
}

/// The file of an adapter.
pub(super) fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.wasm"))
}

/// The adapters in the folder, for a message.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let name = |entry: std::fs::DirEntry| entry.file_name().to_str()?.strip_suffix(".wasm").map(str::to_owned);
    let mut names: Vec<_> = entries.filter_map(name).collect();
    names.sort();
    names
}
