//! A real host on free ports, with adapters in a real folder, as a test's story tells it.
//!
//! ```no_run
//! # use patio_tests::{guests, host::TestHost};
//! # async fn story() {
//! let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
//! let bills = host.as_venue("crown").post("/v1/orders/search", &serde_json::json!({})).await.ok();
//! # }
//! ```

use crate::client::Client;
use patio_host::notice::{Level, Notice};
use patio_host::outgoing::Outgoing;
use patio_host::recording::Bounds;
use patio_host::registry::Gate;
use patio_host::server::{ConfigFile, Listeners, Running, Server};
use patio_host::transport::socket;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// How long a condition may take to hold: far more than it ever does, so that only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where all hosts of the tests keep compiled code, so that a component is compiled once and not once per test.
pub const CACHE: &str = concat!(env!("OUT_DIR"), "/compiled");

/// A host to be.
pub struct TestHost {
    folder: TempDir,
    cache: PathBuf,
    server: String,
    adapters: String,
    venues: BTreeMap<String, String>,
    sockets: socket::Settings,
    recordings: Bounds,
    outgoing: Option<Outgoing>,
    gate: Option<Arc<dyn Gate>>,
}

/// A host that runs.
pub struct RunningHost {
    folder: TempDir,
    cache: PathBuf,
    venues: BTreeMap<String, String>,
    server: String,
    adapters: String,
    api: SocketAddr,
    console: SocketAddr,
    running: Running,
}

// === impl TestHost ===

impl TestHost {
    pub fn new() -> Self {
        Self::in_folder(tempfile::tempdir().expect("a folder"))
    }

    fn in_folder(folder: TempDir) -> Self {
        fs::create_dir_all(folder.path().join("adapters")).expect("a folder for adapters");
        Self::kept(folder, CACHE.into(), String::new(), String::new(), BTreeMap::new())
    }

    fn kept(
        folder: TempDir,
        cache: PathBuf,
        server: String,
        adapters: String,
        venues: BTreeMap<String, String>,
    ) -> Self {
        let (sockets, recordings) = (socket::Settings::default(), Bounds::default());
        Self { folder, cache, server, adapters, venues, sockets, recordings, outgoing: None, gate: None }
    }

    /// Drops a component into the folder.
    pub fn adapter(self, name: &str, component: &str) -> Self {
        drop_in(self.folder.path(), name, component);
        self
    }

    /// A venue with the password `<id>-secret` and the account `acc_<id>`.
    pub fn venue(self, id: &str, adapter: &str) -> Self {
        self.venue_with(id, adapter, "")
    }

    /// A venue with more to it: TOML below its own section, `limits.cpu_ms = 100` for example.
    pub fn venue_with(mut self, id: &str, adapter: &str, toml: &str) -> Self {
        self.venues.insert(id.to_owned(), venue_section(id, adapter, toml));
        self
    }

    /// Keeps compiled code in the host's own folder, for tests of what is kept.
    pub fn own_cache(mut self) -> Self {
        self.cache = self.folder.path().join("patio-cache");
        self
    }

    /// TOML for `[server]`.
    pub fn server(mut self, toml: &str) -> Self {
        let _ = writeln!(self.server, "{toml}");
        self
    }

    /// Loads what one of these keys signed.
    pub fn trust(mut self, keys: &[&str]) -> Self {
        self.adapters = format!("trust = {keys:?}");
        self
    }

    /// Uses what this gate lets through.
    pub fn gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.adapters = "gate = \"check\"".to_owned();
        self.gate = Some(gate);
        self
    }

    /// How patient the venues' sockets are.
    pub fn sockets(mut self, settings: socket::Settings) -> Self {
        self.sockets = settings;
        self
    }

    /// How much is recorded.
    pub fn recordings(mut self, bounds: Bounds) -> Self {
        self.recordings = bounds;
        self
    }

    /// Whom the host trusts, in place of whom this machine trusts.
    pub fn outgoing(mut self, outgoing: Outgoing) -> Self {
        self.outgoing = Some(outgoing);
        self
    }

    pub async fn start(self) -> RunningHost {
        let Self { folder, cache, server, adapters, venues, sockets, recordings, outgoing, gate } = self;
        write_config(folder.path(), &cache, &server, &adapters, &venues);
        let file = ConfigFile::new(config_path(folder.path()), []);
        let (config, _) = file.load().unwrap_or_else(|problems| panic!("the configuration is wrong:\n{problems}"));
        let loaded = Server::load_behind(gate, config, Some(file), None).await;
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        let loaded = loaded.with_socket_settings(sockets).with_recordings(recordings);
        let loaded = match outgoing {
            Some(outgoing) => loaded.with_outgoing(outgoing),
            None => loaded,
        };
        let [api, console] = [free_port().await, free_port().await];
        let addresses = [api.local_addr().expect("bound"), console.local_addr().expect("bound")];
        let running = loaded.serve(Listeners { api, console }).await.unwrap_or_else(|error| panic!("{error}"));
        let [api, console] = addresses;
        RunningHost { folder, cache, venues, server, adapters, api, console, running }
    }
}

impl Default for TestHost {
    fn default() -> Self {
        Self::new()
    }
}

// === impl RunningHost ===

impl RunningHost {
    /// A card machine of a venue.
    pub fn as_venue(&self, id: &str) -> Client {
        self.client().with_password(id, &format!("{id}-secret"))
    }

    /// Somebody without credentials.
    pub fn client(&self) -> Client {
        Client::new(self.api)
    }

    /// The operator.
    pub fn console(&self) -> Client {
        Client::new(self.console)
    }

    pub fn address(&self) -> SocketAddr {
        self.api
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("patio.db")
    }

    /// Drops a component into the folder of the running host.
    pub fn drop_adapter(&self, name: &str, component: &str) {
        drop_in(self.folder.path(), name, component);
    }

    pub fn adapter_path(&self, name: &str) -> PathBuf {
        adapter_path(self.folder.path(), name)
    }

    /// Writes a venue into the configuration of the running host, in place of the one of that id.
    pub fn set_venue(&mut self, id: &str, adapter: &str, toml: &str) {
        self.venues.insert(id.to_owned(), venue_section(id, adapter, toml));
        write_config(self.folder.path(), &self.cache, &self.server, &self.adapters, &self.venues);
    }

    /// Takes a venue out of the configuration of the running host.
    pub fn remove_venue(&mut self, id: &str) {
        self.venues.remove(id);
        write_config(self.folder.path(), &self.cache, &self.server, &self.adapters, &self.venues);
    }

    /// Writes other keys into the configuration of the running host.
    pub fn set_trust(&mut self, keys: &[&str]) {
        self.adapters = format!("trust = {keys:?}");
        write_config(self.folder.path(), &self.cache, &self.server, &self.adapters, &self.venues);
    }

    /// Writes the configuration of the running host as it stands here.
    pub fn write_config(&self, text: &str) {
        fs::write(config_path(self.folder.path()), text).expect("a file");
    }

    /// What the operator was told, oldest first.
    pub fn told(&self) -> Vec<String> {
        self.notices().into_iter().map(|notice| notice.text).collect()
    }

    /// What the operator must look at: that an adapter or the host failed.
    pub fn failures(&self) -> Vec<String> {
        self.notices().into_iter().filter(|notice| notice.level == Level::Error).map(|notice| notice.text).collect()
    }

    pub fn notices(&self) -> Vec<Notice> {
        self.running.notices().last()
    }

    /// Waits until the operator was told something that holds a text.
    #[track_caller]
    pub fn until_told(&self, part: &str) -> impl Future<Output = String> {
        let part = part.to_owned();
        let caller = std::panic::Location::caller();
        async move {
            let started = Instant::now();
            loop {
                let told = self.told();
                if let Some(text) = told.iter().find(|text| text.contains(&part)) {
                    return text.clone();
                }
                assert!(started.elapsed() < PATIENCE, "{caller}: never told {part:?}, but:\n{}", told.join("\n"));
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }

    /// Stops as an operator would, and keeps the folder for the next start.
    pub async fn stop(self) -> Stopped {
        self.running.stop().await;
        Stopped {
            folder: self.folder,
            cache: self.cache,
            server: self.server,
            adapters: self.adapters,
            venues: self.venues,
        }
    }
}

/// A host that ran, with what it left in its folder.
pub struct Stopped {
    folder: TempDir,
    cache: PathBuf,
    server: String,
    adapters: String,
    venues: BTreeMap<String, String>,
}

// === impl Stopped ===

impl Stopped {
    pub fn again(self) -> TestHost {
        TestHost::kept(self.folder, self.cache, self.server, self.adapters, self.venues)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Asks again until an answer satisfies: for what the host does by itself.
#[track_caller]
pub fn until<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> impl Future<Output = T> {
    let caller = std::panic::Location::caller();
    async move {
        let started = Instant::now();
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            assert!(started.elapsed() < PATIENCE, "{caller}: it never came about that {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn free_port() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

fn config_path(folder: &Path) -> PathBuf {
    folder.join("patio.toml")
}

fn adapter_path(folder: &Path, name: &str) -> PathBuf {
    folder.join("adapters").join(format!("{name}.wasm"))
}

/// As a careful operator does it: written beside, then renamed.
fn drop_in(folder: &Path, name: &str, component: &str) {
    let path = adapter_path(folder, name);
    let beside = path.with_extension("part");
    fs::copy(component, &beside).unwrap_or_else(|error| panic!("{component}: {error}"));
    fs::rename(beside, path).expect("a file in place");
}

fn venue_section(id: &str, adapter: &str, toml: &str) -> String {
    format!(
        "[venues.{id}]\nadapter = \"{adapter}\"\naccount_id = \"acc_{id}\"\npasswords = [{{ value = \"{id}-secret\" }}]\n{toml}\n"
    )
}

fn write_config(folder: &Path, cache: &Path, server: &str, adapters: &str, venues: &BTreeMap<String, String>) {
    let venues: String = venues.values().map(String::as_str).collect();
    // Ports are bound by the test; looking often makes reloads quick.
    let text =
        format!("[server]\n{server}\n[adapters]\nscan_interval_ms = 50\ncache = {cache:?}\n{adapters}\n\n{venues}");
    fs::write(config_path(folder), text).expect("a file");
}
