//! The little that must be known of a package before it is built. Not a TOML parser: a build script that every build
//! waits for has no dependencies.

use std::fs;
use std::path::Path;

use crate::Error;

/// The package's name.
pub(crate) fn package_name(folder: &Path) -> Result<String, Error> {
    let path = folder.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
    name_in(&text).map(str::to_owned).ok_or(Error::NoName { path })
}

fn name_in(manifest: &str) -> Option<&str> {
    let lines = manifest.lines().map(str::trim);
    lines
        .skip_while(|line| *line != "[package]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == "name")
        .and_then(|(_, value)| value.trim().strip_prefix('"')?.split_once('"'))
        .map(|(name, _)| name)
}

/// The names of the package's `src/bin/*.rs`, sorted.
pub(crate) fn bin_names(folder: &Path) -> Result<Vec<String>, Error> {
    let bins = folder.join("src/bin");
    let io = |source| Error::Io { path: bins.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&bins).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_packages_and_not_a_bins() {
        let manifest = "[[bin]]\nname = \"other\"\n\n[package]\nversion = \"1\"\nname = \"patio-demo\" # ours\n[lib]\n";
        assert_eq!(name_in(manifest), Some("patio-demo"));
    }

    #[test]
    fn a_manifest_without_a_package_has_no_name() {
        assert_eq!(name_in("[workspace]\nname = \"x\"\n"), None);
    }
}
