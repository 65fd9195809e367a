//! The whole host: built from a configuration, served on listeners that the caller brings, stopped in order.
//!
//! Everything that can be wrong is found by [`Server::load`], before anything listens.

mod bell;
mod beside;
mod config_file;
mod dojos;
mod readiness;
mod reload;
mod running;
mod still;
mod tills;
mod watches;

#[cfg(test)]
mod tests;

pub use beside::Beside;
pub use config_file::ConfigFile;
pub use running::Running;

use crate::adapter::{
    Compilation, CompileCache, CompileCommand, CompileLimits, Compiler, Proof, Sandbox, SandboxError, SandboxSettings,
    Unproven,
};
use crate::alerts::Alerts;
use crate::config::{Config, GateKind};
use crate::console::{Console, Sources};
use crate::dispatch::{Admission, Dispatch};
use crate::fence::Fence;
use crate::ledger::{Ledger, LedgerError, OpenError, SqliteLedger};
use crate::metrics::Metrics;
use crate::notice::Notices;
use crate::outgoing::{Outgoing, OutgoingError};
use crate::payments::{self, Outside, Payments, SystemClock};
use crate::reconciliation::{Asked, Kept, Reconciler, Worker};
use crate::recording;
use crate::registration;
use crate::registry::{self, Gate, Registry};
use crate::store::{SqliteStore, Store};
use crate::transport::http1::{Settings, Tls, TlsError, listen};
use crate::transport::rest::Rest;
use crate::transport::socket::{self, Sockets, Statuses};
use crate::transport::work::Work;
use crate::transport::{CurrentVenues, Venues};
use bell::Bell;
use dojos::VenueDojos;
use prometheus_client::metrics::gauge::Gauge;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tills::VenueTills;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

/// Connections of the console: a probe, a scraper and a few people.
const CONSOLE_CONNECTIONS: usize = 64;
/// How long the console's last answer may take.
const CONSOLE_DRAIN: Duration = Duration::from_secs(1);

/// How long a start waits for the adapters. Compiled code is there in milliseconds, and a hundred adapters are compiled
/// anew in this time; a file that is made to be compiled for ever must not hold up the venues of the others.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// Why the host cannot start.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's text says what it is")]
pub enum StartError {
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    #[error(transparent)]
    Unproven(#[from] Unproven),
    #[error("the sandbox could not be tried: {0}")]
    ProofCutShort(String),
    #[error("[adapters] cache {path}: {error}", path = .path.display())]
    Cache { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Outgoing(#[from] OutgoingError),
    #[error(
        "[adapters] gate = \"check\" needs the conformance kit, which this program does not have: write gate = \"none\""
    )]
    NoGate,
    #[error("[server] tls: {0}")]
    Tls(#[from] TlsError),
    #[error("{what} = \"{address}\" cannot be listened on: {error}")]
    Bind { what: &'static str, address: SocketAddr, error: io::Error },
}

/// Where is listened.
pub struct Listeners {
    /// The EPOS Data API.
    pub api: TcpListener,
    /// The operator's side.
    pub console: TcpListener,
}

/// A host that is built and does not listen yet.
pub struct Server {
    config: Config,
    file: Option<ConfigFile>,
    /// What the process is fenced in with.
    fence: Option<Fence>,
    notices: Arc<Notices>,
    metrics: Metrics,
    metrics_list: prometheus_client::registry::Registry,
    ledger: Arc<dyn Ledger>,
    store: Arc<dyn Store>,
    registry: Arc<Registry>,
    dispatch: Arc<Dispatch>,
    venues: Arc<CurrentVenues>,
    tls: Option<Arc<Tls>>,
    /// What the host itself sends.
    outgoing: Outgoing,
    /// How patient the venues' sockets are.
    socket_settings: socket::Settings,
    sockets: Arc<Statuses>,
    /// How much is recorded.
    recordings: recording::Bounds,
}

// === impl Listeners ===

impl Listeners {
    /// Listens where the configuration says.
    ///
    /// # Errors
    /// Where that is not possible.
    pub async fn bind(server: &crate::config::Server) -> Result<Self, StartError> {
        let api = bind("[server] listen", server.listen).await?;
        let console = bind("[server] console", server.console).await?;
        Ok(Self { api, console })
    }
}

async fn bind(what: &'static str, address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|error| StartError::Bind { what, address, error })
}

// === impl Server ===

impl Server {
    /// Opens the ledger, sets up the sandbox, proves that it holds, and loads the adapters. With a file, its changes are
    /// taken up later. Without a command, components are compiled in this process, which a hostile one can hold up for
    /// ever.
    ///
    /// # Errors
    /// Why the host cannot start. An adapter that cannot be loaded is no reason: its venues are not ready.
    pub async fn load(
        config: Config,
        file: Option<ConfigFile>,
        compile: Option<CompileCommand>,
    ) -> Result<Self, StartError> {
        Self::load_behind(None, config, file, compile).await
    }

    /// As [`Self::load`], with who judges adapters where the configuration asks for it (`[adapters] gate`).
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn load_behind(
        gate: Option<Arc<dyn Gate>>,
        config: Config,
        file: Option<ConfigFile>,
        compile: Option<CompileCommand>,
    ) -> Result<Self, StartError> {
        let notices = Arc::new(Notices::default());
        let (metrics, metrics_list) = Metrics::new();
        let tls = config.server.tls.as_ref().map(|tls| Tls::read(&tls.certificate, &tls.key)).transpose()?;
        let ledger = SqliteLedger::open(&config.ledger.path)?;
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&SqliteStore::path_beside(&config.ledger.path))?);
        let sandbox = sandbox(&config)?;
        prove(&sandbox).await?;
        let registry = adapters(&config, gate, compile, sandbox, &notices, &metrics)?;
        // What takes longer is taken up when it is ready, and its venues are not ready until then.
        let _ = tokio::time::timeout(START_PATIENCE, registry.load_all()).await;
        let dispatch = dispatch(&config, &registry, &store, &notices, &metrics);
        let venues = CurrentVenues::from_pointee(Venues::default().replaced_by(config.venues.values()));
        Ok(Self {
            file,
            fence: None,
            notices,
            metrics,
            metrics_list,
            ledger: Arc::new(ledger),
            store,
            registry,
            dispatch: Arc::new(dispatch),
            venues: Arc::new(venues),
            tls: tls.map(Arc::new),
            outgoing: Outgoing::new()?,
            socket_settings: socket::Settings::default(),
            sockets: Arc::default(),
            recordings: recording::Bounds::default(),
            config,
        })
    }

    /// Sends with something else than what this machine trusts.
    #[must_use]
    pub fn with_outgoing(self, outgoing: Outgoing) -> Self {
        Self { outgoing, ..self }
    }

    /// Has sockets of another patience than the usual.
    #[must_use]
    pub fn with_socket_settings(self, socket_settings: socket::Settings) -> Self {
        Self { socket_settings, ..self }
    }

    /// Records more or less than usual.
    #[must_use]
    pub fn with_recordings(self, recordings: recording::Bounds) -> Self {
        Self { recordings, ..self }
    }

    /// Says when a new configuration names what the process is fenced off from.
    #[must_use]
    pub fn with_fence(self, fence: Option<Fence>) -> Self {
        Self { fence, ..self }
    }

    /// What the operator must see.
    pub const fn notices(&self) -> &Arc<Notices> {
        &self.notices
    }

    /// The adapters.
    pub const fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// What calls them.
    pub const fn dispatch(&self) -> &Arc<Dispatch> {
        &self.dispatch
    }

    /// The venues that are served.
    pub const fn venues(&self) -> &Arc<CurrentVenues> {
        &self.venues
    }

    /// Settles payments, and serves.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn serve(self, listeners: Listeners) -> Result<Running, StartError> {
        let alerts = Alerts::start(self.config.alerts.as_ref(), &self.outgoing, Arc::clone(&self.notices));
        let dojos = Arc::new(VenueDojos::new(Arc::clone(&self.venues), self.outgoing.clone()));
        let tills = Arc::new(VenueTills { venues: Arc::clone(&self.venues), dispatch: Arc::clone(&self.dispatch) });
        let outside = Outside {
            ledger: Arc::clone(&self.ledger),
            tills: tills.clone(),
            dojos: dojos.clone(),
            alarm: Arc::new(Bell { notices: Arc::clone(&self.notices), alerts: alerts.clone() }),
            clock: Arc::new(SystemClock),
            metrics: self.metrics.clone(),
        };
        let payments = Payments::start(outside, payments::Limits::default()).await?;
        let (stop_api, _) = watch::channel(false);
        let (stop_console, _) = watch::channel(false);
        let reload = Arc::new(Notify::new());
        let mut watches = self.watches(&payments, &dojos, &reload);
        let reconciler = Reconciler {
            lists: dojos.clone(),
            tills,
            ledger: Arc::clone(&self.ledger),
            intake: Some(Arc::new(payments.clone())),
            clock: Arc::new(SystemClock),
        };
        let kept = Arc::<Kept>::default();
        let worker = Worker {
            reconciler: reconciler.clone(),
            venues: Arc::clone(&self.venues),
            kept: Arc::clone(&kept),
            notices: Arc::clone(&self.notices),
            metrics: self.metrics.clone(),
        };
        watches.spawn(worker.watch());
        let registrations = Arc::<registration::Kept>::default();
        watches.spawn(self.registration(&dojos, &registrations).watch());
        self.let_record(&mut watches);
        let asked = Asked::new(reconciler, Arc::clone(&self.venues), kept);
        let work =
            Work { dispatch: Arc::clone(&self.dispatch), payments: payments.clone(), metrics: self.metrics.clone() };
        let sockets = tokio::spawn(self.sockets(work.clone()).keep(stop_api.subscribe()));
        let rest = Rest::new(
            Arc::clone(&self.venues),
            work,
            self.metrics.clone(),
            self.config.server.max_body_bytes,
            self.config.server.body_timeout,
        );
        let api_settings = self.api_settings();
        let console_settings = Settings {
            tls: None,
            max_connections: CONSOLE_CONNECTIONS,
            drain_deadline: CONSOLE_DRAIN,
            connections: Gauge::default(),
            ..api_settings.clone()
        };
        let api = tokio::spawn(listen(listeners.api, Arc::new(rest), api_settings, stop_api.subscribe()));
        let (notices, ledger, store) = (self.notices.clone(), self.ledger.clone(), self.store.clone());
        let console = Console::new(self.sources(&stop_api, asked, registrations));
        let console =
            tokio::spawn(listen(listeners.console, Arc::new(console), console_settings, stop_console.subscribe()));
        Ok(Running {
            notices,
            ledger,
            store,
            payments,
            alerts,
            reload,
            stop_api,
            stop_console,
            api,
            sockets,
            console,
            watches,
        })
    }

    /// The venues' connections to Dojo.
    fn sockets(&self, work: Work) -> Sockets {
        Sockets {
            venues: Arc::clone(&self.venues),
            work,
            outgoing: self.outgoing.clone(),
            statuses: Arc::clone(&self.sockets),
            notices: Arc::clone(&self.notices),
            metrics: self.metrics.clone(),
            settings: self.socket_settings.clone(),
            drain_deadline: self.config.server.drain_deadline,
        }
    }

    fn api_settings(&self) -> Settings {
        let server = &self.config.server;
        Settings {
            tls: self.tls.clone(),
            max_connections: server.max_connections,
            header_timeout: server.header_timeout,
            idle_timeout: server.idle_timeout,
            drain_deadline: server.drain_deadline,
            connections: self.metrics.connections.clone(),
        }
    }

    fn sources(
        self,
        stop: &watch::Sender<bool>,
        reconciliation: Asked,
        registrations: Arc<registration::Kept>,
    ) -> Sources {
        let (registry, stop) = (Arc::clone(&self.registry), stop.subscribe());
        Sources {
            live: Arc::new(move || registry.is_live()),
            stopping: Arc::new(move || *stop.borrow()),
            venues: self.venues,
            dispatch: self.dispatch,
            registry: self.registry,
            sockets: self.sockets,
            notices: self.notices,
            metrics: self.metrics,
            metrics_list: self.metrics_list,
            ledger: self.ledger,
            reconciliation,
            registrations,
        }
    }
}

/// What calls the adapters of a folder.
fn dispatch(
    config: &Config,
    registry: &Arc<Registry>,
    store: &Arc<dyn Store>,
    notices: &Arc<Notices>,
    metrics: &Metrics,
) -> Dispatch {
    let admission = Admission {
        calls_at_once: config.server.max_concurrent_calls,
        queue_length: config.server.queue_length,
        queue_wait: config.server.queue_wait,
    };
    Dispatch::new(Arc::clone(registry), Arc::clone(store), Arc::clone(notices), metrics.clone(), admission)
}

/// The sandbox.
fn sandbox(config: &Config) -> Result<Arc<Sandbox>, StartError> {
    let settings = SandboxSettings {
        calls_at_once: u32::try_from(config.server.max_concurrent_calls).unwrap_or(u32::MAX),
        memory_bytes: config.server.max_adapter_memory_bytes,
    };
    let lines = config.adapters.source_lines;
    let sandbox = if lines { Sandbox::with_source_lines(settings) } else { Sandbox::new(settings) }?;
    Ok(Arc::new(sandbox))
}

/// What serves is proven to hold first.
async fn prove(sandbox: &Arc<Sandbox>) -> Result<(), StartError> {
    let sandbox = Arc::clone(sandbox);
    let proofs = tokio::task::spawn_blocking(move || sandbox.prove()).await;
    for Proof { name, stopped, took, .. } in proofs.map_err(|error| StartError::ProofCutShort(error.to_string()))?? {
        tracing::debug!(?took, "the sandbox stopped {name}: {stopped}");
    }
    Ok(())
}

/// The folder of adapters over a sandbox.
fn adapters(
    config: &Config,
    gate: Option<Arc<dyn Gate>>,
    compile: Option<CompileCommand>,
    sandbox: Arc<Sandbox>,
    notices: &Arc<Notices>,
    metrics: &Metrics,
) -> Result<Arc<Registry>, StartError> {
    let adapters = &config.adapters;
    let gate = match (adapters.gate, gate) {
        (GateKind::None, _) => None,
        (GateKind::Check, Some(gate)) => Some(gate),
        // Never without what was asked for.
        (GateKind::Check, None) => return Err(StartError::NoGate),
    };
    let cache = CompileCache::open(&adapters.cache, adapters.cache_bytes)
        .map_err(|error| StartError::Cache { path: adapters.cache.clone(), error })?;
    let verdicts = registry::Verdicts::inside(&adapters.cache)
        .map_err(|error| StartError::Cache { path: adapters.cache.clone(), error })?;
    let limits = CompileLimits::from(adapters);
    let compiler = match compile {
        Some(command) => Compiler::in_a_child(command, limits),
        None => Compiler::in_this_process(limits),
    };
    let compilation = Compilation::new(compiler, cache, metrics.clone());
    let notices = Arc::clone(notices);
    let kept = registry::Kept::inside(&adapters.cache, &adapters.folder);
    let (path, trust) = (adapters.folder.clone(), adapters.trust.clone());
    let folder = registry::Folder { path, trust, gate, verdicts, kept };
    Ok(Registry::new(folder, compilation, sandbox, notices, metrics.clone()))
}
