//! The whole host on ports of its own, without any adapter: what it says while its venues are not ready.

mod console;
mod reload;
mod rest;

use super::*;
use crate::notice::{Level, Notice};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CROWN: &str = r#"
[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "open sesame" }]
"#;

struct Host {
    folder: tempfile::TempDir,
    running: Running,
    api: SocketAddr,
    console: SocketAddr,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

// === impl Host ===

impl Host {
    /// A host with a configuration, which lies in a file and is watched.
    async fn start(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("adapters")).unwrap();
        let path = folder.path().join("patio.toml");
        std::fs::write(&path, config).unwrap();
        let file = ConfigFile::new(path, []);
        let (config, _) = file.load().unwrap_or_else(|problems| panic!("{problems}"));
        // It is not raised, for the runtime has threads: what it would let in is enough to know.
        let fence = Fence::around(&config, file.path());
        let server = Server::load(config, Some(file), None).await.unwrap().with_fence(Some(fence));
        let listeners = Listeners {
            api: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            console: TcpListener::bind("127.0.0.1:0").await.unwrap(),
        };
        let (api, console) = (listeners.api.local_addr().unwrap(), listeners.console.local_addr().unwrap());
        let running = server.serve(listeners).await.unwrap();
        Self { folder, running, api, console }
    }

    fn rewrite(&self, config: &str) {
        std::fs::write(self.folder.path().join("patio.toml"), config).unwrap();
    }

    /// A request as the venue `crown`.
    async fn crown(&self, line: &str, body: &str) -> Answer {
        self.send(line, &basic("crown", "open sesame"), body).await
    }

    /// A request with further headers, each ending its line.
    async fn send(&self, line: &str, headers: &str, body: &str) -> Answer {
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        exchange(self.api, &format!("{line} HTTP/1.1\r\n{length}{headers}connection: close\r\n\r\n{body}")).await
    }

    async fn page(&self, path: &str) -> Answer {
        exchange(self.console, &format!("GET {path} HTTP/1.1\r\nconnection: close\r\n\r\n")).await
    }

    async fn wait_for_notice(&self, part: &str) -> Notice {
        loop {
            if let Some(notice) = self.running.notices().last().into_iter().find(|notice| notice.text.contains(part)) {
                return notice;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

// === impl Answer ===

impl Answer {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head))
    }

    /// That it is a failure as every failure is.
    #[track_caller]
    fn check_problem(&self, status: u16, error_type: &str, message: &str) {
        let error = self.json();
        assert_eq!((self.status, error["errorType"].as_str()), (status, Some(error_type)), "{}", self.body);
        assert!(error["debugMessage"].as_str().unwrap().contains(message), "{}", self.body);
        assert_eq!(error["traceId"], self.header("x-request-id"));
        assert_eq!(self.header("content-type"), "application/json");
    }
}

async fn exchange(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The host may answer and close before it has read all.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no response: {text:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

fn basic(user: &str, password: &str) -> String {
    format!("authorization: Basic {}\r\n", STANDARD.encode(format!("{user}:{password}")))
}
