//! `adapter.toml` as it is written.

use crate::language::Language;
use serde::Deserialize;
use std::path::PathBuf;

/// Every key, and what holds where it is left out.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// The component is `<name>.wasm`.
    pub(crate) name: String,
    pub(crate) language: Language,
    /// The folder with the interfaces of Patio: `patio/wit`.
    pub(crate) contract: Option<PathBuf>,
    /// The folder with the language's SDK: `patio/sdk/<language>`.
    pub(crate) sdk: Option<PathBuf>,
    /// The project's own world in `wit/`, where the language needs one: the name.
    pub(crate) world: Option<String>,
    /// Where the program begins: a module of JavaScript, the name of a module of Python.
    pub(crate) entry: Option<String>,
    /// Files and folders that are compiled, where the language does not find them by itself.
    pub(crate) sources: Option<Vec<PathBuf>>,
}

/// Reads one; a mistake is told with its line.
pub(crate) fn read(text: &str) -> Result<Written, String> {
    toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())
}
