//! The commands as people type them: the real binary, its output, and its exit codes.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod config;
mod demo;
mod desk;
mod doctor;
mod fence;
mod serve;

use expect_test::Expect;
use patio_tests::serving::Serving;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};
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

fn patio(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_patio"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("PATIO_LOG")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a configuration, and the demo adapter among its adapters.
fn restaurant(toml: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::copy(DEMO, folder.path().join("adapters/demo.wasm")).unwrap();
    fs::write(folder.path().join("patio.toml"), toml).unwrap();
    folder
}

/// What a command says on stderr, and its exit code.
#[track_caller]
fn check_refused(toml: &str, arguments: &[&str], expected: Expect) {
    let folder = restaurant(toml);
    let output = patio(folder.path(), arguments);
    expected.assert_eq(&format!("{}exit {}", text(&output.stderr), output.status.code().unwrap()));
}

/// A host in a folder as `restaurant` makes it.
fn serve(folder: &TempDir) -> Serving {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    Serving::start(command.arg("serve").current_dir(folder.path()).stderr(Stdio::null()), "venue crown")
}

/// The answer to a request, as it stands on the wire.
fn request(host: &Serving, request: &str) -> String {
    let mut stream = TcpStream::connect(host.api()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn wrong_usage_ends_with_64_and_help_with_0() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["serv"][..], &[], &["call"], &["demo", "--listen", "nonsense"], &["payments", "show"]] {
        let output = patio(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(64), "{arguments:?}: {}", text(&output.stderr));
    }
    for arguments in [&["--help"][..], &["--version"], &["serve", "--help"]] {
        assert_eq!(patio(folder.path(), arguments).status.code(), Some(0), "{arguments:?}");
    }
    let output = patio(folder.path(), &["serve"]);
    assert_eq!(output.status.code(), Some(64));
    assert!(text(&output.stderr).contains("patio.toml"), "{}", text(&output.stderr));
}
