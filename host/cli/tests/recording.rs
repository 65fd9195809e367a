//! `patio record` and `patio replay` as people type them: the real binary on both sides.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use expect_test::{Expect, expect};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const DEMO: &str = env!("DEMO_COMPONENT");

const CROWN: &str = r#"
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"

[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "secret" }]
"#;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    command.args(arguments).current_dir(folder).env_remove("PATIO_LOG");
    command
}

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn restaurant() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(DEMO, folder.path().join("adapters/demo.wasm")).unwrap();
    fs::write(folder.path().join("patio.toml"), CROWN).unwrap();
    folder
}

/// A host that runs; killed at the end.
struct Host {
    child: Child,
    api: String,
}

impl Host {
    fn start(folder: &Path) -> Self {
        let mut child = command(folder, &["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let api = lines.find_map(|line| line.unwrap().split_once("http://").map(|(_, api)| api.to_owned())).unwrap();
        Self { child, api }
    }

    /// Waits until the adapter is there: on a busy machine, compiling it takes longer than a host waits for it.
    fn until_ready(&self) {
        while !self.answer().starts_with("HTTP/1.1 200") {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn search(&self) {
        let answer = self.answer();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn answer(&self) -> String {
        let mut stream = TcpStream::connect(&self.api).unwrap();
        write!(
            stream,
            "POST /v1/orders/search HTTP/1.1\r\nhost: x\r\nauthorization: Basic Y3Jvd246c2VjcmV0\r\n\
             content-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A recording of two searches.
fn recorded(folder: &Path) -> String {
    let host = Host::start(folder);
    host.until_ready();
    let mut record = command(folder, &["record", "crown", "--calls", "2", "--output", "crown.jsonl"])
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The first line of the file says that the host has begun.
    let file = folder.join("crown.jsonl");
    while fs::metadata(&file).map_or(0, |file| file.len()) == 0 {
        assert!(record.try_wait().unwrap().is_none(), "it has ended");
        std::thread::yield_now();
    }
    host.search();
    host.search();
    let output = record.wait_with_output().unwrap();
    assert_eq!(
        text(&output.stdout),
        "crown.jsonl: 2 calls (as many calls as were wanted)\n",
        "{}",
        text(&output.stderr)
    );
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    fs::read_to_string(&file).unwrap()
}

#[track_caller]
fn check(folder: &Path, arguments: &[&str], expected: Expect) {
    let output = patio(folder, arguments);
    expected.assert_eq(&format!("{}exit {}", text(&output.stderr), output.status.code().unwrap()));
}

#[test]
fn what_a_host_did_is_done_again_at_the_desk() {
    let folder = restaurant();
    let recording = recorded(folder.path());
    let replay = ["replay", "adapters/demo.wasm", "crown.jsonl"];
    let first = patio(folder.path(), &replay);
    assert_eq!(first.status.code(), Some(0), "{}{}", text(&first.stdout), text(&first.stderr));
    assert!(text(&first.stdout).ends_with("\n2 calls: 2 same, 0 differ\n"), "{}", text(&first.stdout));
    assert_eq!(first.stdout, patio(folder.path(), &replay).stdout, "twice is the same to the byte");
    let one = patio(folder.path(), &[&replay[..], &["--call", "2", "--json"]].concat());
    let document: serde_json::Value = serde_json::from_slice(&one.stdout).unwrap();
    assert_eq!((&document["same"], &document["calls"][0]["call"]), (&1.into(), &2.into()));

    // It answered something else then.
    let change = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(id) = line.pointer_mut("/end/replied/data/0/id") {
            *id = "of another order".into();
        }
        format!("{line}\n")
    };
    fs::write(folder.path().join("changed.jsonl"), recording.lines().map(change).collect::<String>()).unwrap();
    let output = patio(folder.path(), &["replay", "adapters/demo.wasm", "changed.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stdout);
    assert!(shown.contains("\n  reply data[0].id: was \"of another order\", now \""), "{shown}");
    assert!(shown.ends_with("\n2 calls: 0 same, 2 differ\n"), "{shown}");

    // Cut off in the middle of the second call, as by a full disk.
    let cut = recording.lines().take(2).map(|line| format!("{line}\n")).collect::<String>() + "{\"call\":2,\"at\":";
    fs::write(folder.path().join("cut.jsonl"), cut).unwrap();
    let output = patio(folder.path(), &["replay", "adapters/demo.wasm", "cut.jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    let end = "info: of the recording: it was cut off: calls at its end may be missing\n1 call: 1 same, 0 differ\n";
    assert!(shown.ends_with(end), "{shown}");
    check(
        folder.path(),
        &["replay", "adapters/demo.wasm", "crown.jsonl", "--call", "3"],
        expect![[r#"
            error: crown.jsonl has no call 3
              hint: its calls are 1 to 2
            exit 64"#]],
    );
}

#[test]
fn what_is_no_recording_is_wrong_usage() {
    let folder = restaurant();
    let other = r#"{"patio_recording":7,"wish":{"venue":"crown"}}"#;
    fs::write(folder.path().join("other.jsonl"), other).unwrap();
    let replay = |file| ["replay", "adapters/demo.wasm", file];
    check(
        folder.path(),
        &replay("patio.toml"),
        expect![[r#"
            error: patio.toml: it is no recording: its first line is not that of one
              hint: `patio record` makes one
            exit 64"#]],
    );
    check(
        folder.path(),
        &replay("other.jsonl"),
        expect![[r#"
            error: other.jsonl: it is a recording of version 7, and this patio reads version 1
              hint: `patio record` makes one
            exit 64"#]],
    );
    check(
        folder.path(),
        &replay("none.jsonl"),
        expect![[r#"
            error: none.jsonl cannot be read: No such file or directory (os error 2)
            exit 64"#]],
    );
}

#[test]
fn nothing_is_recorded_where_no_host_runs_or_no_such_venue_is() {
    let folder = restaurant();
    check(
        folder.path(),
        &["record", "anchor", "--output", "anchor.jsonl"],
        expect![[r#"
            error: the configuration has no venue "anchor"
              hint: it has crown
            exit 64"#]],
    );
    let output = patio(folder.path(), &["record", "crown", "--output", "crown.jsonl"]);
    let said = text(&output.stderr);
    assert!(said.contains("error: no host runs on this ledger: there is nobody at "), "{said}");
    assert!(said.contains("hint: start it with `patio serve`"), "{said}");
    assert!(!folder.path().join("crown.jsonl").exists(), "no empty file is left");
    fs::write(folder.path().join("crown.jsonl"), "kept").unwrap();
    check(
        folder.path(),
        &["record", "crown", "--output", "crown.jsonl"],
        expect![[r#"
            error: crown.jsonl cannot be made: File exists (os error 17)
              hint: name another file, or remove it first
            exit 64"#]],
    );
    assert_eq!(fs::read_to_string(folder.path().join("crown.jsonl")).unwrap(), "kept");
}
