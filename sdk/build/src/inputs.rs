//! Which files, when they change, make a component out of date.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Error;

/// Watches what is known of a package before it is built: its sources, for a file may be added to them, its manifest,
/// and the workspace's manifest and lock file.
pub(crate) fn watch_package(folder: &Path) {
    watch(&folder.join("Cargo.toml"));
    watch(&folder.join("src"));
    if let Some(workspace) = folder.ancestors().find(|folder| folder.join("Cargo.lock").is_file()) {
        watch(&workspace.join("Cargo.lock"));
        watch(&workspace.join("Cargo.toml"));
    }
}

/// Watches every file that components were made from, as cargo lists them beside each: the sources of the package and
/// of its path dependencies, WIT included, but none from a registry. The dependencies' manifests are added.
pub(crate) fn watch_sources<'a>(components: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Error> {
    let mut paths = BTreeSet::new();
    for component in components {
        let path = component.with_extension("d");
        let dep_info = fs::read_to_string(&path).map_err(|source| Error::Io { path, source })?;
        paths.extend(sources_in(&dep_info));
    }
    let manifests: BTreeSet<PathBuf> = paths.iter().filter_map(|source| manifest_of(source)).collect();
    for path in paths.union(&manifests) {
        watch(path);
    }
    Ok(())
}

/// Dep-info is a line of make: the artifact, a colon, the sources with their spaces escaped.
fn sources_in(dep_info: &str) -> BTreeSet<PathBuf> {
    let Some((_, sources)) = dep_info.lines().next().and_then(|line| line.split_once(": ")) else {
        return BTreeSet::new();
    };
    let spaced = sources.replace("\\ ", "\0");
    spaced.split(' ').filter(|path| !path.is_empty()).map(|path| PathBuf::from(path.replace('\0', " "))).collect()
}

fn manifest_of(source: &Path) -> Option<PathBuf> {
    source.ancestors().skip(1).map(|folder| folder.join("Cargo.toml")).find(|manifest| manifest.is_file())
}

#[expect(clippy::print_stdout, reason = "a build script speaks to cargo on its standard output")]
fn watch(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_split_at_spaces_that_are_not_escaped() {
        let sources = sources_in("/t/demo.wasm: /w/a\\ b/lib.rs /w/c.wit\n");
        assert_eq!(sources, BTreeSet::from([PathBuf::from("/w/a b/lib.rs"), PathBuf::from("/w/c.wit")]));
    }

    #[test]
    fn dep_info_of_another_form_names_no_sources() {
        assert!(sources_in("").is_empty());
    }
}
