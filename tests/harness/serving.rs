//! The real binary that serves, as a process that ends with its test.

use crate::client::Client;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long an orderly end may take: far more than it does, so that only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A host that runs.
pub struct Serving {
    process: Child,
    /// What it said, up to the line that was waited for.
    pub said: Vec<String>,
}

impl Serving {
    /// Starts what `command` says and waits for the line that has `last` in it. What goes to standard error is the
    /// command's to decide.
    #[track_caller]
    pub fn start(command: &mut Command, last: &str) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said: Vec<String> = Vec::new();
        while !said.last().is_some_and(|line| line.contains(last)) {
            said.push(lines.next().unwrap_or_else(|| panic!("it ended, having said {said:?}")).unwrap());
        }
        // Whoever reads no more would block a host that says more.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, said }
    }

    /// Of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Where the EPOS Data API is.
    pub fn api(&self) -> SocketAddr {
        self.address("EPOS Data API")
    }

    /// A reader of the console.
    pub fn console(&self) -> Client {
        Client::new(self.address("console"))
    }

    fn address(&self, what: &str) -> SocketAddr {
        let line = self.said.iter().find_map(|line| line.trim().strip_prefix(what)).unwrap();
        line.trim().strip_prefix("http://").unwrap().split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Asks for an orderly end, and waits for its exit code.
    pub fn terminate(mut self) -> Option<i32> {
        let killed = Command::new("kill").arg(self.id().to_string()).status().unwrap();
        assert!(killed.success());
        let started = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code();
            }
            assert!(started.elapsed() < PATIENCE, "it does not end");
            std::thread::yield_now();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
