//! The real binary, as a process that can be killed.

use crate::evidence::Standing;
use patio_host::failpoint::Point;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How much shorter the host's own waits are: the longest of its first five retries, two minutes, becomes 120 ms.
const HASTE: u32 = 1000;

/// How long a start or an end may take: far more than they do, so that only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Rows of a list at most; a storm has a tenth of it.
const ROWS: usize = 1000;

/// A folder with a configuration, a ledger and an adapter, in which one host after the other runs.
pub(crate) struct House {
    folder: PathBuf,
    /// Whether it applies again what comes again: what it does then must be seen to be wrong.
    pub(crate) forgetful: bool,
}

/// A host that runs, until it is killed.
pub(crate) struct Host {
    process: Child,
    pub(crate) address: SocketAddr,
}

/// Where and when a host kills itself: at which pass of a point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fuse {
    pub(crate) point: Point,
    pub(crate) pass: u64,
}

// === impl House ===

impl House {
    /// In an empty folder; `toml` goes into the section of the venue.
    pub(crate) fn new(folder: &Path, component: &str, toml: &str) -> Self {
        let house = Self { folder: folder.to_owned(), forgetful: false };
        fs::create_dir(folder.join("adapters")).unwrap();
        fs::copy(component, folder.join("adapters/till.wasm")).unwrap();
        let cache = patio_tests::host::CACHE;
        let config = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\nconsole = \"127.0.0.1:0\"\n[adapters]\ncache = {cache:?}\n\
             [venues.crown]\nadapter = \"till\"\naccount_id = \"acc_crown\"\n\
             passwords = [{{ value = \"crown-secret\" }}]\n{toml}"
        );
        fs::write(folder.join("patio.toml"), config).unwrap();
        house
    }

    /// Starts a host. None where it died before it listened, as its fuse may have it.
    pub(crate) async fn start(&self, fuse: Option<Fuse>) -> Option<Host> {
        let log = File::options().create(true).append(true).open(self.folder.join("host.log")).unwrap();
        let mut command = self.patio(&["serve"]);
        command.env("FAILPOINTS_HASTE", HASTE.to_string()).env("PATIO_LOG", "info").stderr(log).stdout(Stdio::piped());
        if let Some(Fuse { point, pass }) = fuse {
            command.env("FAILPOINTS", format!("{}:{pass}", point.name()));
        }
        if self.forgetful {
            command.env("FAILPOINTS_DANGEROUS_NO_DEDUPE", "1");
        }
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = tokio::time::timeout(PATIENCE, async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(address) = line.strip_prefix("EPOS Data API  http://") {
                    return Some(address.trim().parse().unwrap());
                }
            }
            None
        });
        let address = said.await.unwrap_or_else(|_| panic!("the host does not listen: {}", self.log()));
        // Whoever reads no more would block a host that says more.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        if address.is_none() {
            let status = process.wait().await.unwrap();
            assert!(fuse.is_some() && status.code().is_none(), "the host did not start ({status}): {}", self.log());
        }
        address.map(|address| Host { process, address })
    }

    /// Where every payment intent stands, from the command that an operator has.
    pub(crate) async fn standings(&self) -> BTreeMap<String, Standing> {
        let limit = ROWS.to_string();
        let listed = self.patio(&["payments", "list", "--json", "--limit", &limit]).output().await.unwrap();
        assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
        let rows: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
        assert!(rows.len() < ROWS, "a storm has fewer payments than a list");
        let standing = |row: Value| {
            let reason = row["reason"].as_str().unwrap_or_default().to_owned();
            let standing = match row["standing"].as_str().unwrap() {
                "open" => Standing::Open,
                "settled" => Standing::Settled,
                "attention" => Standing::Attention(reason),
                other => panic!("the list has a new word: {other}"),
            };
            (row["paymentIntentId"].as_str().unwrap().to_owned(), standing)
        };
        rows.into_iter().map(standing).collect()
    }

    /// A person's answer. False where there is nothing to answer any more.
    pub(crate) async fn resolve(&self, intent: &str, answer: &str) -> bool {
        let arguments = ["payments", "resolve", intent, answer, "--by", "somebody"];
        self.patio(&arguments).output().await.unwrap().status.success()
    }

    /// Everything that is known of a payment intent, for whoever reads of a breach.
    pub(crate) async fn story(&self, intent: &str) -> String {
        let shown = self.patio(&["payments", "show", intent]).output().await.unwrap();
        String::from_utf8_lossy(&shown.stdout).into_owned()
    }

    /// Keeps what the ledger says now.
    pub(crate) fn keep_ledger(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let names = ["patio.db", "patio.db-wal"].map(|name| self.folder.join(name));
        names.into_iter().filter_map(|path| Some((path.clone(), fs::read(path).ok()?))).collect()
    }

    /// What a disk that lied about having written does to a ledger: it is as it was.
    pub(crate) fn put_back_ledger(&self, kept: &[(PathBuf, Vec<u8>)]) {
        for name in ["patio.db", "patio.db-wal", "patio.db-shm"] {
            let _ = fs::remove_file(self.folder.join(name));
        }
        for (path, bytes) in kept {
            fs::write(path, bytes).unwrap();
        }
    }

    /// The end of what all hosts logged.
    pub(crate) fn log(&self) -> String {
        let text = fs::read_to_string(self.folder.join("host.log")).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    fn patio(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
        command.args(arguments).current_dir(&self.folder).kill_on_drop(true).env_remove("PATIO_LOG");
        command
    }
}

// === impl Host ===

impl Host {
    /// Waits until it has killed itself; false where it does not in that time.
    pub(crate) async fn dies_within(&mut self, patience: Duration) -> bool {
        let Ok(ended) = tokio::time::timeout(patience, self.process.wait()).await else { return false };
        let status = ended.unwrap();
        assert!(status.code().is_none(), "the host ended by itself: {status}");
        true
    }

    /// SIGKILL.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }

    /// Asks for an orderly end.
    pub(crate) async fn stop(mut self) {
        let id = self.process.id().unwrap().to_string();
        assert!(Command::new("kill").arg(id).status().await.unwrap().success());
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await.unwrap().unwrap();
        assert_eq!(ended.code(), Some(0), "it ends in good order");
    }
}
