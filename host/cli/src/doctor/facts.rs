//! Gathers what the checks decide by: reads, tries and counts, and changes nothing that stays.

use super::ledger::FileSystem;
use super::secrets::File;
use super::{
    adapters_folder, address_space, approval, clock, compiled_code, configuration, descriptors, fence, ledger,
    listeners, pages, roots, sandbox, secrets, venues,
};
use crate::exit::{Failure, Outcome};
use patio_host::adapter::{CompileCache, Sandbox, SandboxSettings};
use patio_host::config::{Adapters, Config, Level, Problems, environment};
use patio_host::fence::{Fence, FenceError};
use patio_host::outgoing::Outgoing;
use patio_host::venue::Venue;
use patio_host::venue::grants::Scheme;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Everything that is decided by.
pub(super) struct Facts {
    pub(super) configuration: configuration::Facts,
    pub(super) fence: fence::Facts,
    pub(super) pages: pages::Facts,
    pub(super) address_space: address_space::Facts,
    pub(super) sandbox: sandbox::Facts,
    pub(super) descriptors: descriptors::Facts,
    pub(super) is_root: bool,
    pub(super) ledger: ledger::Facts,
    pub(super) compiled_code: compiled_code::Facts,
    pub(super) adapters_folder: adapters_folder::Facts,
    pub(super) approval: approval::Facts,
    pub(super) secrets: secrets::Facts,
    pub(super) listeners: listeners::Facts,
    pub(super) venues: venues::Facts,
    pub(super) roots: roots::Facts,
    pub(super) clock: clock::Facts,
}

// === impl Facts ===

impl Facts {
    /// Of this machine and the configuration in a file; of the default one where that cannot be used.
    pub(super) fn gather(file: &Path) -> Outcome<Self> {
        let (config, findings) = match Config::load(file, environment::of_process()) {
            Ok((config, warnings)) => {
                // Where adapters cannot be loaded at all, another check says why: no address space, or no cache.
                let of_venues = crate::desk::check_venues(&config, file).unwrap_or_default();
                (config, warnings.into_iter().chain(of_venues).collect())
            }
            Err(Problems { problems, warnings }) => {
                let folder = file.parent().unwrap_or(Path::new(""));
                let (config, _) = Config::parse("", folder, []).map_err(Failure::from)?;
                (config, problems.into_iter().chain(warnings).collect::<Vec<_>>())
            }
        };
        let sandbox = made(&config).map(Arc::new);
        let server = &config.server;
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Ok(Self {
            fence: fence(&config, file),
            pages: pages::Facts {
                kernel: kernel(),
                resets_written_pages_only: sandbox.as_ref().is_ok_and(|sandbox| sandbox.resets_written_pages_only()),
            },
            sandbox: sandbox::Facts { proofs: sandbox.as_ref().ok().map(Sandbox::prove) },
            address_space: address_space::Facts {
                calls: server.max_concurrent_calls,
                reserved: sandbox.map(drop),
                is_strict: read("/proc/sys/vm/overcommit_memory").as_deref() == Some("2"),
            },
            descriptors: descriptors::Facts {
                limit: open_files(),
                max_connections: count(server.max_connections),
                max_concurrent_calls: count(server.max_concurrent_calls),
                venues: count(config.venues.len()),
            },
            is_root: is_root(),
            ledger: ledger(&config, file),
            compiled_code: compiled_code(&config.adapters),
            adapters_folder: adapters_folder::Facts {
                folder: config.adapters.folder.display().to_string(),
                mode: fs::metadata(&config.adapters.folder).ok().filter(fs::Metadata::is_dir).map(|found| mode(&found)),
            },
            approval: approval::Facts { keys: config.adapters.trust.keys().len(), venues: config.venues.len() },
            secrets: secrets(&config, file),
            listeners: listeners::Facts {
                listen: server.listen,
                console: server.console,
                has_tls: server.tls.is_some(),
            },
            venues: venues::Facts { venues: config.venues.len(), lan_grants: server.lan_grants },
            roots: roots(&config),
            clock: clock::Facts { year: clock::year(SystemTime::now()), zones: zones() },
            configuration: configuration::Facts {
                file: file.display().to_string(),
                venues: config.venues.len(),
                // What is known to be wrong comes first.
                findings: sorted(findings),
            },
        })
    }
}

fn sorted(mut findings: Vec<patio_host::config::Finding>) -> Vec<patio_host::config::Finding> {
    findings.sort_by_key(|finding| std::cmp::Reverse::<Level>(finding.level));
    findings
}

/// The sandbox that `serve` would make.
fn made(config: &Config) -> Result<Sandbox, String> {
    let settings = SandboxSettings {
        calls_at_once: u32::try_from(config.server.max_concurrent_calls).unwrap_or(u32::MAX),
        memory_bytes: config.server.max_adapter_memory_bytes,
    };
    Sandbox::new(settings).map_err(|error| error.to_string())
}

/// Raises the fence that `serve` would, for a thread that ends with it.
fn fence(config: &Config, file: &Path) -> fence::Facts {
    let fence = Fence::around(config, file);
    let named = fence.rules().iter().filter(|rule| !rule.of_machine);
    let lets_in = named.map(|rule| format!("{} {} ({})", rule.access, rule.path.display(), rule.what)).collect();
    let raised = std::thread::spawn(move || fence.raise_here()).join();
    let raised = raised.unwrap_or_else(|_| Err(FenceError::Refused("the thread that tried it ended".to_owned())));
    fence::Facts { wanted: config.server.fence, raised, lets_in }
}

fn ledger(config: &Config, file: &Path) -> ledger::Facts {
    let folder = folder_of(&config.ledger.path);
    let written = (|| {
        let probe = folder.join(format!(".patio-doctor-{}", std::process::id()));
        let made = fs::File::create_new(&probe)?;
        let synced = made.sync_all();
        fs::remove_file(&probe).and(synced)?;
        // It may be another user's, who ran the host once.
        match fs::OpenOptions::new().append(true).open(&config.ledger.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    })();
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let is_below = |path: &Path| real(path).starts_with(real(&folder));
    let beside = [("the configuration", file), ("the adapters", config.adapters.folder.as_path())];
    let beside = beside.into_iter().filter(|(_, path)| path.exists() && is_below(path)).map(|(what, _)| what).collect();
    ledger::Facts {
        folder: folder.display().to_string(),
        file_system: file_system(&folder),
        written: written.map_err(|error| error.to_string()),
        beside,
    }
}

fn compiled_code(Adapters { cache: folder, cache_bytes, .. }: &Adapters) -> compiled_code::Facts {
    let opened = || CompileCache::open(folder, *cache_bytes).map(drop).map_err(|error| error.to_string());
    let opened = folder.exists().then(opened);
    compiled_code::Facts { folder: folder.display().to_string(), opened }
}

fn secrets(config: &Config, file: &Path) -> secrets::Facts {
    let of = |path: &Path| File {
        path: path.display().to_string(),
        mode: fs::metadata(path).map(|found| mode(&found)).unwrap_or_default(),
    };
    let key = config.server.tls.iter().map(|tls| tls.key.as_path());
    secrets::Facts {
        configuration: of(file),
        has_secrets: secrets::has_secrets(&fs::read_to_string(file).unwrap_or_default()),
        others: config.secret_files.iter().map(PathBuf::as_path).chain(key).map(of).collect(),
    }
}

fn roots(config: &Config) -> roots::Facts {
    let dials =
        |venue: &Venue| venue.dojo.is_some() || venue.grants.http.iter().any(|grant| grant.scheme == Scheme::Https);
    roots::Facts {
        trusts_somebody: Outgoing::new().map(|outgoing| outgoing.trusts_somebody()).map_err(|error| error.to_string()),
        is_needed: config.venues.values().any(|venue| dials(venue)),
    }
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn read(path: &str) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

fn kernel() -> Option<String> {
    Some(format!("Linux {}", read("/proc/sys/kernel/osrelease")?))
}

/// Where the machine keeps time zones, as it is looked for.
fn zones() -> Option<String> {
    let named = std::env::var("TZDIR").ok();
    let usual = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"].map(str::to_owned);
    named.into_iter().chain(usual).find(|folder| Path::new(folder).join("Europe/London").exists())
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata)
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(unix)]
fn open_files() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

#[cfg(not(unix))]
fn open_files() -> Option<u64> {
    None
}

#[cfg(target_os = "linux")]
fn file_system(folder: &Path) -> FileSystem {
    rustix::fs::statfs(folder).map_or(FileSystem::Disk, |found| FileSystem::of(found.f_type))
}

#[cfg(not(target_os = "linux"))]
fn file_system(_: &Path) -> FileSystem {
    FileSystem::Disk
}
