//! What becomes of commands whose output nobody reads any more: real pipes, closed at the other end.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use tempfile::TempDir;

const DEMO: &str = env!("DEMO_COMPONENT");

/// 128 and the number of SIGPIPE: what a shell says of `cat`, too.
const NOBODY_READS: Option<i32> = Some(141);

const CROWN: &str = r#"
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"

[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "secret" }]
"#;

fn restaurant() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(DEMO, folder.path().join("adapters/demo.wasm")).unwrap();
    fs::write(folder.path().join("patio.toml"), CROWN).unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    command.args(arguments).current_dir(folder).env_remove("PATIO_LOG");
    command
}

/// A pipe's end, of which the other is closed.
fn unread() -> PipeWriter {
    std::io::pipe().unwrap().1
}

#[test]
fn a_command_that_nobody_reads_ends_without_a_word() {
    let folder = restaurant();
    let bill = r#"{"version":1,"header":{"content":[]},"body":{"content":[]},"footer":{"content":[]}}"#;
    fs::write(folder.path().join("bill.json"), bill).unwrap();
    let table = ["adapters", "list"];
    let json = ["adapters", "list", "--json"];
    let answer = ["call", "adapters/demo.wasm", "SearchOrders", "{}"];
    let check = ["check", "adapters/demo.wasm", "--case", "money/*"];
    for arguments in [&["check-config"][..], &table, &json, &answer, &check, &["doctor"]] {
        let output = command(folder.path(), arguments).stdout(unread()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.as_str()), (NOBODY_READS, ""), "{arguments:?}");
    }
}

#[test]
fn a_mistake_that_nobody_reads_has_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let status = command(folder.path(), &["check-config"]).stderr(unread()).status().unwrap();
    assert_eq!(status.code(), Some(64));
}

/// A host, stopped as a service is.
struct Host(Child);

impl Host {
    fn stop(mut self) -> ExitStatus {
        let stopped = Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        assert!(stopped.success());
        self.0.wait().unwrap()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first address after `http://` in what a host says.
fn address(reader: &mut BufReader<PipeReader>, word: &str) -> String {
    let mut lines = reader.lines().map(Result::unwrap);
    let line = lines.find(|line| line.starts_with(word)).unwrap();
    line.split_once("http://").unwrap().1.split_whitespace().next().unwrap().to_owned()
}

fn answer(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_host_goes_on_serving_when_its_terminal_is_gone() {
    let folder = restaurant();
    let (reader, writer) = std::io::pipe().unwrap();
    // Each request is logged.
    let mut serve = command(folder.path(), &["serve"]);
    serve.env("PATIO_LOG", "trace").stdout(writer.try_clone().unwrap()).stderr(writer);
    let host = Host(serve.spawn().unwrap());
    drop(serve);
    let mut reader = BufReader::new(reader);
    let console = address(&mut reader, "console ");
    drop(reader);
    for _ in 0..3 {
        let live = answer(&console, "GET /live");
        assert!(live.starts_with("HTTP/1.1 200"), "{live}");
    }
    assert_eq!(host.stop().code(), Some(0));
}

/// Whether a process has a handler of its own for SIGTERM.
#[cfg(target_os = "linux")]
fn catches_sigterm(process: u32) -> bool {
    const SIGTERM: u64 = 1 << (15 - 1);
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() & SIGTERM != 0
}

#[test]
#[cfg(target_os = "linux")]
fn a_host_that_never_had_a_terminal_serves() {
    let folder = restaurant();
    let mut serve = command(folder.path(), &["serve"]);
    serve.stdout(unread()).stderr(unread());
    let mut host = Host(serve.spawn().unwrap());
    while !catches_sigterm(host.0.id()) {
        assert!(host.0.try_wait().unwrap().is_none(), "it has ended");
        std::thread::yield_now();
    }
    assert_eq!(host.stop().code(), Some(0));
}
