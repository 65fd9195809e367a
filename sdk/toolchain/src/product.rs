//! What was built: a component, and what it says of itself without being run.

use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use wit_component::DecodedWasm;
use wit_parser::{WorldItem, WorldKey};

/// A component in a file.
#[derive(Debug)]
pub struct Product {
    /// The file.
    pub file: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// The interfaces that it exports, sorted: what it can do.
    pub exports: Vec<String>,
    /// The interfaces that it imports, sorted: what it needs.
    pub imports: Vec<String>,
}

// === impl Product ===

impl Product {
    /// Reads a component's interfaces.
    ///
    /// # Errors
    /// Where the file is no component.
    pub fn of(file: &Path) -> Result<Self, Error> {
        let bytes = fs::read(file).map_err(Error::io(file))?;
        let wrong = |reason: String| Error::Component { file: file.to_path_buf(), reason };
        let decoded = wit_component::decode(&bytes).map_err(|error| wrong(format!("{error:#}")))?;
        let DecodedWasm::Component(resolve, world) = decoded else {
            return Err(wrong("it is a package of WIT".to_owned()));
        };
        let world = resolve.worlds.get(world).ok_or_else(|| wrong("it has no world".to_owned()))?;
        let name = |(key, _): (&WorldKey, &WorldItem)| resolve.name_world_key(key);
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        Ok(Self {
            file: file.to_path_buf(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            exports: sorted(world.exports.iter().map(name).collect()),
            imports: sorted(world.imports.iter().map(name).collect()),
        })
    }
}
