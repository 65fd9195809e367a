//! `patio adapters rollback`, beside the real binary that serves from the same folder.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use expect_test::{Expect, expect};
use patio_tests::host::until;
use patio_tests::serving::Serving;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const PATIO: &str = env!("CARGO_BIN_EXE_patio");
const DEMO: &str = env!("DEMO_COMPONENT");
const TOML: &str = r#"
[server]
listen = "127.0.0.1:0"
console = "127.0.0.1:0"
[adapters]
scan_interval_ms = 50
[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "secret" }]
"#;

/// The demo adapter, and another version of it: a custom section more, which no adapter notices.
fn versions() -> (Vec<u8>, Vec<u8>) {
    let one = fs::read(DEMO).unwrap();
    let mut two = one.clone();
    two.extend([0x00, 0x04, 0x01, b'v', b'2', b'!']);
    (one, two)
}

fn bench() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("adapters")).unwrap();
    fs::write(folder.path().join("patio.toml"), TOML).unwrap();
    folder
}

/// Puts a file there as a person should: whole or not at all.
fn put(folder: &Path, bytes: &[u8]) {
    fs::write(folder.join("adapters/demo.part"), bytes).unwrap();
    fs::rename(folder.join("adapters/demo.part"), folder.join("adapters/demo.wasm")).unwrap();
}

fn there(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("adapters/demo.wasm")).unwrap()
}

/// What the command says, digests shortened to their kind, and how it ends.
#[track_caller]
fn check(folder: &Path, expected: Expect) {
    let output = Command::new(PATIO).args(["adapters", "rollback", "demo"]).current_dir(folder).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let said: Vec<_> = said
        .split_inclusive(|c: char| !c.is_ascii_hexdigit())
        .map(|word| if word.len() > 64 { format!("…{}", &word[64..]) } else { word.to_owned() })
        .collect();
    expected.assert_eq(&format!("{}exit {}", said.concat(), output.status.code().unwrap()));
}

fn serve(folder: &Path) -> Serving {
    Serving::start(Command::new(PATIO).arg("serve").current_dir(folder).stderr(Stdio::null()), "console")
}

/// Until the host has taken these bytes up, and has kept them.
async fn until_serves(host: &Serving, folder: &Path, bytes: &[u8]) {
    let digest = patio_host::adapter::Digest::of(bytes).to_string();
    let is_kept = || {
        let folders = fs::read_dir(folder.join("patio-cache/kept")).into_iter().flatten().flatten();
        folders.into_iter().any(|folder| folder.path().join(format!("demo/{digest}.wasm")).exists())
    };
    let console = host.console();
    until("it is the one that is used", || async {
        let ready = console.get("/ready").await.json();
        let demo = ready["adapters"].as_array().unwrap().iter().find(|report| report["name"] == "demo").cloned()?;
        (demo["digest"] == digest && is_kept()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_version_before_is_put_back_beside_a_host_that_runs_and_back_again() {
    let bench = bench();
    let folder = bench.path();
    let (one, two) = versions();
    put(folder, &one);
    let host = serve(folder);
    until_serves(&host, folder, &one).await;
    check(
        folder,
        expect![[r#"
        error: no other version of demo is kept in patio-cache
          hint: the host keeps an adapter when it takes it up: the newest that worked, and the one before
        exit 1"#]],
    );
    put(folder, &two);
    until_serves(&host, folder, &two).await;
    check(
        folder,
        expect![[r#"
        adapters/demo.wasm is 0.1.0 again (…)
        the same command again brings back what lay there
        a host that runs takes it up within three seconds
        exit 0"#]],
    );
    assert!(there(folder) == one);
    until_serves(&host, folder, &one).await;
    check(
        folder,
        expect![[r#"
        adapters/demo.wasm is 0.1.0 again (…)
        the same command again brings back what lay there
        a host that runs takes it up within three seconds
        exit 0"#]],
    );
    until_serves(&host, folder, &two).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_worked_is_put_aside_and_what_was_taken_away_comes_back() {
    let bench = bench();
    let folder = bench.path();
    let (one, _) = versions();
    put(folder, &one);
    let host = serve(folder);
    until_serves(&host, folder, &one).await;
    drop(host);
    // No host has to run.
    put(folder, b"<html>404</html>");
    check(
        folder,
        expect![[r#"
        adapters/demo.wasm is 0.1.0 again (…)
        what lay there never worked here: it is adapters/demo.wasm.put-aside now
        a host that runs takes it up within three seconds
        exit 0"#]],
    );
    assert!(there(folder) == one);
    assert_eq!(fs::read(folder.join("adapters/demo.wasm.put-aside")).unwrap(), b"<html>404</html>");
    fs::remove_file(folder.join("adapters/demo.wasm")).unwrap();
    check(
        folder,
        expect![[r#"
        adapters/demo.wasm is 0.1.0 again (…)
        a host that runs takes it up within three seconds
        warning: patio.toml:8: [venues.crown] adapter = "demo" is missing: there is no adapters/demo.wasm
          hint: copy the adapter to adapters/demo.wasm
        exit 0"#]],
    );
    assert!(there(folder) == one);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_no_trusted_key_signed_is_not_put_back() {
    let bench = bench();
    let folder = bench.path();
    let (one, two) = versions();
    put(folder, &one);
    let host = serve(folder);
    until_serves(&host, folder, &one).await;
    drop(host);
    put(folder, &two);
    let key = include_str!("fixtures/minisign_public").lines().nth(1).unwrap();
    let toml = TOML.replace("[adapters]", &format!("[adapters]\ntrust = [{key:?}]"));
    fs::write(folder.join("patio.toml"), toml).unwrap();
    check(
        folder,
        expect![[r#"
            error: the version before of demo is not put back: no key in [adapters] trust signed it
              hint: add the key that did, or put a file that is signed into the folder
            exit 1"#]],
    );
    assert!(there(folder) == two);
}
