//! Adapters on the desk: loaded and called as a host would, without a host around them.

use crate::adapters::paste::key;
use crate::compile;
use crate::exit::{Failure, Outcome};
use patio_check::ConformanceGate;
use patio_host::adapter::{
    Adapter, Compilation, CompileCache, Compiler, Missing, Sandbox, SandboxSettings, SettingProblem,
};
use patio_host::config::{Config, Finding, GateKind, Level, Place, locate};
use patio_host::metrics::Metrics;
use patio_host::notice::Notices;
use patio_host::registry::{Folder, Gate, Kept, Registry, Verdicts};
use patio_host::venue::{AdapterName, Venue};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// Memory that an adapter may have here: what JavaScript and Python need.
pub(crate) const MEMORY_BYTES: usize = 256 * 1024 * 1024;

/// A sandbox with room for one call.
pub(crate) struct Desk {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) notices: Arc<Notices>,
}

// === impl Desk ===

impl Desk {
    pub(crate) fn set() -> Outcome<Self> {
        let settings = SandboxSettings { calls_at_once: 2, memory_bytes: MEMORY_BYTES };
        let sandbox = Sandbox::new(settings).map_err(Failure::failed)?;
        Ok(Self { sandbox: Arc::new(sandbox), notices: Arc::default() })
    }

    /// Loads one file, whatever its name.
    pub(crate) async fn load(&self, file: &Path) -> Outcome<Adapter> {
        let bytes = std::fs::read(file).map_err(|error| {
            let failure = Failure::usage(format_args!("{} cannot be read: {error}", file.display()));
            match error.kind() {
                ErrorKind::NotFound | ErrorKind::IsADirectory => {
                    failure.hint("`patio build` in an adapter's project makes its component, NAME.wasm: give that")
                }
                _ => failure,
            }
        })?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let name: AdapterName = stem
            .parse()
            .map_err(|error| Failure::usage(format_args!("{}: {error}", file.display())).hint("rename the file"))?;
        self.load_bytes(file, name, bytes).await
    }

    /// Loads what was read of a file.
    pub(crate) async fn load_bytes(&self, file: &Path, name: AdapterName, bytes: Vec<u8>) -> Outcome<Adapter> {
        // Nobody's configuration: its limits are those that stand in the defaults.
        let (config, _) = Config::parse("", Path::new(""), [])?;
        let compiler = Compiler::in_a_child(compile::command()?, (&config.adapters).into());
        let compilation = Compilation::new(compiler, CompileCache::none(), Metrics::new().0);
        Adapter::load(&self.sandbox, &compilation, &self.notices, name, bytes)
            .await
            .map_err(|error| Failure::failed(format_args!("{} is no adapter: {error}", file.display())))
    }

    /// Loads the folder of a configuration as a host would.
    pub(crate) async fn load_folder(&self, config: &Config) -> Outcome<Arc<Registry>> {
        let adapters = &config.adapters;
        let cache = CompileCache::open(&adapters.cache, adapters.cache_bytes).map_err(Failure::failed)?;
        let (metrics, _) = Metrics::new();
        let compiler = Compiler::in_a_child(compile::command()?, adapters.into());
        let compilation = Compilation::new(compiler, cache, metrics.clone());
        let (sandbox, notices) = (Arc::clone(&self.sandbox), Arc::clone(&self.notices));
        let verdicts = Verdicts::inside(&adapters.cache).map_err(Failure::failed)?;
        // What worked is for the host to keep.
        let (path, kept, trust) = (adapters.folder.clone(), Kept::nothing(), adapters.trust.clone());
        let folder = Folder { path, trust, gate: gate_of(config, MEMORY_BYTES)?, verdicts, kept };
        let registry = Registry::new(folder, compilation, sandbox, notices, metrics);
        registry.load_all().await;
        Ok(registry)
    }
}

/// The conformance kit, where a configuration asks for it.
pub(crate) fn gate_of(config: &Config, memory_bytes: usize) -> Outcome<Option<Arc<dyn Gate>>> {
    match config.adapters.gate {
        GateKind::None => Ok(None),
        GateKind::Check => {
            let gate = ConformanceGate::new(memory_bytes, config.adapters.gate_deadline).map_err(Failure::failed)?;
            Ok(Some(Arc::new(gate)))
        }
    }
}

/// Whether something was refused that a host's configuration would grant to this venue: what was told of it names a file
/// that nobody has at the desk.
pub(crate) fn lacks_grants(notices: &Notices, venue: &str) -> bool {
    let section = format!("[venues.{venue}.allow]");
    notices.last().iter().any(|notice| notice.text.contains(&section))
}

/// A runtime for a command that waits for something.
pub(crate) fn block_on<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::failed)?.block_on(work)
}

/// Loads the adapters of a configuration and holds each venue's settings against what its adapter says it reads.
pub(crate) fn check_venues(config: &Config, file: &Path) -> Outcome<Vec<Finding>> {
    // A folder that is missing, and adapters that are missing in it, are among the findings of the configuration.
    if config.venues.is_empty() || !config.adapters.folder.is_dir() {
        return Ok(Vec::new());
    }
    let registry = block_on(async { Desk::set()?.load_folder(config).await })?;
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let finding = |level, venue: &Venue, keys: &[&str], what: String, hint: &str| {
        let path: Vec<_> = ["venues", venue.id.as_str()].iter().chain(keys).copied().collect();
        Finding {
            level,
            place: Place::File { file: file.display().to_string(), line: locate::line_of(&text, &path) },
            what,
            hint: Some(hint.to_owned()),
        }
    };
    let mut findings = Vec::new();
    for venue in config.venues.values() {
        let section = format!("[venues.{}]", venue.id);
        if let Some(failure) = registry.failure(&venue.adapter) {
            let what = format!("{section} adapter {:?} cannot be used: {}", venue.adapter, failure.reason);
            findings.push(finding(Level::Degraded, venue, &["adapter"], what, failure.hint()));
        }
        let Some(adapter) = registry.get(&venue.adapter) else { continue };
        let given = venue.settings.iter().map(|(name, value)| (name.clone(), value.text.clone())).collect();
        for problem in adapter.description().settings(&given).err().unwrap_or_default() {
            let name = problem.name().to_owned();
            let what = format!("[venues.{}.settings] {problem}", venue.id);
            let hint = match &problem {
                SettingProblem::Missing { .. } => {
                    format!("write {} = … under [venues.{}.settings]", key(&name), venue.id)
                }
                SettingProblem::Unknown { .. } => "write one of those, or take the line out".to_owned(),
            };
            findings.push(finding(Level::Degraded, venue, &["settings", &name], what, &hint));
        }
        for server in &Missing::of(adapter.description(), &venue.settings, &venue.grants).http {
            let what = format!(
                "[venues.{}.allow] http does not grant {server}, which adapter {:?} asks for",
                venue.id, venue.adapter
            );
            let hint = format!("add \"{server}\" to it, or to declined");
            findings.push(finding(Level::Warning, venue, &["allow", "http"], what, &hint));
        }
    }
    Ok(findings)
}
