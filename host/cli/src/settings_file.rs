//! The `--config` argument that commands share, and reading the file it names.

use crate::exit::Outcome;
use clap::Args;
use patio_host::config::{Config, FILE_NAME, Warning, environment};
use std::path::PathBuf;

/// Which configuration.
#[derive(Args)]
pub(crate) struct SettingsFile {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = FILE_NAME, env = "PATIO_CONFIG")]
    pub(crate) config: PathBuf,
}

// === impl SettingsFile ===

impl SettingsFile {
    /// The configuration; warnings go to stderr.
    pub(crate) fn load(&self) -> Outcome<Config> {
        Ok(told(Config::load(&self.config, environment::of_process())?))
    }

    /// The same for commands that use none of its secrets: they work in any shell, also in a hurry.
    pub(crate) fn load_without_secrets(&self) -> Outcome<Config> {
        Ok(told(Config::load_without_secrets(&self.config, environment::of_process())?))
    }
}

fn told((config, warnings): (Config, Vec<Warning>)) -> Config {
    for warning in warnings {
        eprintln!("warning: {warning}");
    }
    config
}
