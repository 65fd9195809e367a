//! The file of the configuration, with the environment that wins over it: where a configuration comes from, again and
//! again.

use crate::config::{Config, Problems, Warning};
use std::path::{Path, PathBuf};

/// A file of the configuration.
#[derive(Clone)]
pub struct ConfigFile {
    path: PathBuf,
    environment: Vec<(String, String)>,
}

// === impl ConfigFile ===

impl ConfigFile {
    /// A file and an environment. That of the process does not change while it runs.
    pub fn new(path: impl Into<PathBuf>, environment: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { path: path.into(), environment: environment.into_iter().collect() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self) -> Result<(Config, Vec<Warning>), Problems> {
        Config::load(&self.path, self.environment.iter().cloned())
    }
}
