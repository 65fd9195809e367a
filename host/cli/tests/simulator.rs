//! `patio simulator` as people type it: the real binary beside a real `patio demo`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests stop at the first surprise")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const SPLIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sdk/simulator/scenarios/split.toml");

fn patio(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    command.args(arguments).current_dir(folder).env_remove("PATIO_LOG");
    command
}

/// A demo on free ports.
struct Demo {
    process: Child,
    url: String,
    folder: TempDir,
}

// === impl Demo ===

impl Demo {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["demo", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"];
        let mut process = patio(folder.path(), &arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.trim().strip_prefix("EPOS Data API")?.split_whitespace().next().map(str::to_owned))
            .unwrap_or_else(|| panic!("the demo does not say where it is"));
        // Whoever reads no more would block a host that says more.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, url, folder }
    }

    /// The simulator at this demo; what is typed comes through a pipe.
    fn simulate(&self, arguments: &[&str], typed: &str) -> Output {
        let arguments = [arguments, &["--listen", "127.0.0.1:0", "--rest", &self.url]].concat();
        let mut command = patio(self.folder.path(), &arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        process.wait_with_output().unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What it said, once it ended with a code.
#[track_caller]
fn said(output: &Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

#[test]
fn a_scenario_is_played_written_down_and_said_again() {
    let demo = Demo::start();
    let said_first = said(&demo.simulate(&["simulator", "--scenario", SPLIT, "--transcript", "visit.jsonl"], ""), 0);
    assert!(said_first.contains("Three friends split the bill"), "{said_first}");
    assert!(said_first.contains("share 3 of 3"), "{said_first}");
    assert!(said_first.ends_with("the contract was kept\n"), "{said_first}");
    let transcript = fs::read_to_string(demo.folder.path().join("visit.jsonl")).unwrap();
    assert!(transcript.lines().count() > 10);

    // The bill is paid by now: the same visit fails, and says where.
    let again = said(&demo.simulate(&["simulator", "--scenario", SPLIT], ""), 1);
    assert!(again.contains("step 2 (Choose") && again.contains("\"1001\" is not on the list"), "{again}");
    let replayed = said(&demo.simulate(&["simulator", "replay", "visit.jsonl"], ""), 1);
    assert!(replayed.contains("answered otherwise"), "{replayed}");

    let fresh = Demo::start();
    fs::write(fresh.folder.path().join("visit.jsonl"), transcript).unwrap();
    let replayed = said(&fresh.simulate(&["simulator", "replay", "visit.jsonl"], ""), 0);
    assert!(replayed.contains("requests said again, 0 answered otherwise"), "{replayed}");
}

#[test]
fn the_card_machine_takes_what_a_pipe_types() {
    let demo = Demo::start();
    let typed = "orders\nchoose 1001\nlock\nsplit 2 tip 1\nlook\nunlock\n";
    let said = said(&demo.simulate(&["simulator", "--fault", "lost-replies"], typed), 0);
    assert!(said.contains("orders can be paid"), "{said}");
    assert!(said.contains("share 2 of 2") && said.contains("GBP 0.00 due"), "{said}");
    assert!(said.ends_with("unlocked\nthe contract was kept\n"), "{said}");
}

#[test]
fn a_password_that_is_wrong_ends_the_visit_with_what_the_host_said() {
    let demo = Demo::start();
    let said = said(&demo.simulate(&["simulator", "--scenario", SPLIT, "--password", "wrong"], ""), 1);
    assert!(said.contains("step 1 (Orders") && said.contains("SearchOrders was refused"), "{said}");
}

#[test]
fn what_cannot_be_used_is_told_with_what_to_write() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("visit.toml"), "[[step]]\ndo = \"pay\"\namout = 5\n").unwrap();
    fs::write(folder.path().join("visit.jsonl"), "{}\n").unwrap();
    let listen = ["--listen", "127.0.0.1:0"];
    let refused = |arguments: &[&str]| {
        let output = patio(folder.path(), &[arguments, &listen].concat()).output().unwrap();
        said(&output, 64)
    };
    assert!(refused(&["simulator", "--scenario", "visit.toml"]).contains("visit.toml: step 1: unknown field `amout`"));
    assert!(refused(&["simulator", "--scenario", "none.toml"]).contains("none.toml cannot be read"));
    assert!(refused(&["simulator", "--scenario", SPLIT]).contains("hint: --rest http://127.0.0.1:8080"));
    assert!(refused(&["simulator", "--rest", "nonsense"]).contains("\"nonsense\" is no address"));
    assert!(refused(&["simulator", "--fault", "chaos"]).contains("write one of duplicate-events"));
    assert!(refused(&["simulator", "--tells", "loudly"]).contains("write events, record or both"));
    assert!(refused(&["simulator", "replay", "visit.jsonl"]).contains("line 1 is no entry of a transcript"));
}
