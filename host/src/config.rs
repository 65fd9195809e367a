//! Configuration: raw TOML and the environment → a validated [`Config`].
//!
//! Layers, the later wins: `config.default.toml` < the file < the environment. Everything that is wrong is found in one
//! go, each with its line, what is wrong and what to write.

mod adapters;
mod addresses;
mod alerts;
mod allow;
mod at;
mod disk;
mod dojo;
pub mod environment;
pub mod finding;
mod folders;
mod http;
mod layer;
mod ledger;
mod limits;
pub mod locate;
mod nearest;
mod reader;
mod restart;
mod secrets;
mod section;
mod server;
mod settings;
mod tls;
mod tree;
mod values;
mod venue;
mod venues;

#[cfg(test)]
mod tests;

use crate::venue::{Limits, Venue, VenueId};
use reader::{Reader, Secrets};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

pub use adapters::{Adapters, GateKind};
pub use alerts::Alerts;
pub use finding::{Finding, Level, Place, Problem, Problems, Warning};
pub use ledger::LedgerConfig;
pub use server::{Fencing, Server};
pub use tls::Tls;

/// Every setting with its default, unit and reason. It *is* the default.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// What the file is called where nothing else is said, here and in messages about a text that came from no file.
pub const FILE_NAME: &str = "patio.toml";

/// A valid configuration.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// `[server]`.
    pub server: Server,
    /// `[adapters]`.
    pub adapters: Adapters,
    /// `[ledger]`.
    pub ledger: LedgerConfig,
    /// `[alerts]`, where there is an address.
    pub alerts: Option<Alerts>,
    /// `[venues.<id>]`. Shared, for every call holds its venue.
    pub venues: BTreeMap<VenueId, Arc<Venue>>,
    /// The files that secrets were read from: they are read again with the configuration.
    pub secret_files: BTreeSet<PathBuf>,
}

// === impl Config ===

impl Config {
    /// Reads a file. The environment is that of [`environment::of_process`], or a test's.
    ///
    /// # Errors
    /// Everything that is wrong, and every warning.
    pub fn load(
        path: &Path,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(Self, Vec<Warning>), Problems> {
        load(path, env, Secrets::Read)
    }

    /// Reads a file and looks for no secret: for whoever looks at what the host has on the disk, in a shell without the
    /// host's environment. In the place of a secret that lies elsewhere stand words that say that it was not read.
    ///
    /// # Errors
    /// Everything else that is wrong, and every warning.
    pub fn load_without_secrets(
        path: &Path,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(Self, Vec<Warning>), Problems> {
        load(path, env, Secrets::LeaveUnread)
    }

    /// Reads a text, whose paths are relative to `folder`.
    ///
    /// # Errors
    /// Everything that is wrong, and every warning.
    pub fn parse(
        text: &str,
        folder: &Path,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(Self, Vec<Warning>), Problems> {
        read(text, Path::new(FILE_NAME), folder, env, Secrets::Read)
    }

    /// The limits of a venue that says nothing about them, for a single call outside any venue.
    ///
    /// # Errors
    /// None, as long as [`DEFAULTS`] is valid, which a test sees to.
    pub fn default_limits() -> Result<Limits, Problems> {
        let reader = Reader::new(Path::new(FILE_NAME), Path::new(""), BTreeMap::new(), Secrets::Read);
        let mut root = reader.root("")?;
        let server = server::read(&mut root);
        let limits = limits::read(&mut root.section("venue").section("limits"), &server);
        reader.finish().map(|_| limits)
    }

    /// The settings that differ in a new configuration and are only taken up by a restart. All others (venues with
    /// their grants, limits and passwords, `lan_grants`) apply to the next call.
    pub fn needs_restart(&self, new: &Self) -> Vec<String> {
        restart::settings(self, new)
    }
}

fn load(
    path: &Path,
    env: impl IntoIterator<Item = (String, String)>,
    secrets: Secrets,
) -> Result<(Config, Vec<Warning>), Problems> {
    let text = std::fs::read_to_string(path).map_err(|error| Problems::unreadable(path, &error))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    read(&text, path, folder, env, secrets)
}

fn read(
    text: &str,
    file: &Path,
    folder: &Path,
    env: impl IntoIterator<Item = (String, String)>,
    secrets: Secrets,
) -> Result<(Config, Vec<Warning>), Problems> {
    let reader = Reader::new(file, folder, env.into_iter().collect(), secrets);
    let mut root = reader.root(text)?;
    let server = server::read(&mut root);
    let adapters = adapters::read(&mut root);
    let ledger = ledger::read(&mut root);
    let alerts = alerts::read(&mut root);
    let venues = venues::read(&mut root, &server, &adapters);
    root.finish();
    folders::check(&reader, &own_files(&server, &adapters, &ledger));
    let secret_files = reader.secret_files();
    reader.finish().map(|warnings| (Config { server, adapters, ledger, alerts, venues, secret_files }, warnings))
}

/// What the host itself keeps on the disk besides its configuration, and what each is.
fn own_files<'a>(
    server: &'a Server,
    adapters: &'a Adapters,
    ledger: &'a LedgerConfig,
) -> Vec<(&'static str, &'a Path)> {
    let tls = server.tls.iter().map(|tls| ("its TLS key", tls.key.as_path()));
    // The adapters' store lies beside the ledger, and is named like it.
    let kept =
        [("adapters", adapters.folder.as_path()), ("compiled code", &adapters.cache), ("payments", &ledger.path)];
    kept.into_iter().chain(tls).collect()
}

/// A path of the configuration, seen from the file's folder.
fn resolve(folder: &Path, path: &str) -> PathBuf {
    folder.join(path)
}
