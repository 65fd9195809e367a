//! The real binary, as a process of its own, and what can be seen of it from outside.

use patio_tests::client::Client;
use patio_tests::host::{CACHE, until};
use serde_json::Value;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a start or an end may take. A start compiles a hundred components where nothing is cached yet.
const PATIENCE: Duration = Duration::from_secs(300);

/// A host that runs.
pub(crate) struct Host {
    process: Child,
    id: u32,
    folder: PathBuf,
    pub(crate) api: SocketAddr,
    pub(crate) console: SocketAddr,
}

// === impl Host ===

impl Host {
    /// Starts one in a folder that holds adapters; `venues` are the sections of its venues.
    pub(crate) async fn start(folder: &Path, venues: &str) -> Self {
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\nconsole = \"127.0.0.1:0\"\n\
             [adapters]\nscan_interval_ms = 50\ncompile_cpu_ms = 2000\ncompile_memory_mib = 512\ncache = {CACHE:?}\n{venues}"
        );
        fs::write(folder.join("patio.toml"), config).unwrap();
        let log = File::create(folder.join("host.log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
        command.arg("serve").current_dir(folder).kill_on_drop(true);
        command.env("PATIO_LOG", "info").stderr(log).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let id = process.id().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut addresses = Vec::new();
        let said = tokio::time::timeout(PATIENCE, async {
            while let Ok(Some(line)) = lines.next_line().await {
                let Some((_, rest)) = line.split_once("  http://") else { continue };
                addresses.push(rest.split_whitespace().next().unwrap().parse().unwrap());
                if addresses.len() == 2 {
                    return;
                }
            }
        });
        let heard = said.await;
        let log = || fs::read_to_string(folder.join("host.log")).unwrap_or_default();
        assert!(heard.is_ok() && addresses.len() == 2, "the host does not listen:\n{}", log());
        // Whoever reads no more would block a host that says more.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { process, id, folder: folder.to_owned(), api: addresses[0], console: addresses[1] }
    }

    pub(crate) fn adapter_path(&self, name: &str) -> PathBuf {
        self.folder.join("adapters").join(format!("{name}.wasm"))
    }

    /// A card machine of a venue.
    pub(crate) fn as_venue(&self, id: &str) -> Client {
        Client::new(self.api).with_password(id, &format!("{id}-secret"))
    }

    /// Whether it is still the process that was started.
    pub(crate) fn runs(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// What it logged.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.join("host.log")).unwrap()).into_owned()
    }

    /// Everything that the console knows of venues and adapters.
    pub(crate) async fn ready(&self) -> Value {
        Client::new(self.console).get("/ready").await.json()
    }

    /// A number from the metrics, with its labels as they stand there.
    pub(crate) async fn metric(&self, name: &str) -> f64 {
        let page = Client::new(self.console).get("/metrics").await;
        let text = String::from_utf8_lossy(&page.body).into_owned();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
        value.unwrap_or_else(|| panic!("there is no metric {name}:\n{text}"))
    }

    /// Waits until nobody is connected and no call runs.
    pub(crate) async fn until_idle(&self) {
        until("the host is idle", || async {
            let running = self.metric("patio_adapter_calls_running").await;
            let connections = self.metric("patio_connections").await;
            (running == 0.0 && connections == 0.0).then_some(())
        })
        .await;
    }

    /// Resident memory that is its own, in bytes: mapped files (compiled code, the ledger) are the kernel's to keep.
    pub(crate) fn memory_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Open file descriptors.
    pub(crate) fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.id)).unwrap().count()
    }

    /// Asks for an orderly end, and is given one.
    pub(crate) async fn stop(mut self) {
        let asked = Command::new("kill").arg(self.id.to_string()).status().await.unwrap();
        assert!(asked.success());
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await.unwrap().unwrap();
        assert_eq!(ended.code(), Some(0), "it ends in good order");
    }
}
