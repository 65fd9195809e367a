//! The demo: a restaurant from nothing.

use super::text;
use patio_tests::serving::Serving;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

#[test]
fn the_demo_needs_nothing_and_its_curl_lines_work() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
    command.args(arguments).current_dir(folder.path()).stderr(Stdio::null());
    let host = Serving::start(&mut command, "Ctrl-C stops it.");
    let lines: Vec<_> = host.said.iter().filter(|line| line.trim().starts_with("curl ")).cloned().collect();
    assert_eq!(lines.len(), 3);
    let paid = ["share 3 of 3", "total GBP 71.61, paid GBP 71.61, GBP 0.00 due", "the contract was kept"];
    for line in paid {
        assert!(host.said.iter().any(|said| said.trim() == line), "{line:?} is not in {:#?}", host.said);
    }
    for line in lines {
        let output = Command::new("sh").args(["-c", &format!("{line} --fail")]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    }
    assert_eq!(host.terminate(), Some(0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a demo leaves nothing behind");
}

#[test]
fn the_demos_card_machine_can_be_the_readers() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["demo", "--interactive", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"];
    let mut process = Command::new(env!("CARGO_BIN_EXE_patio"))
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("PATIO_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(b"choose Table 4\norders\nchoose Table 4\npay tip 2\nquit\n").unwrap();
    let output = process.wait_with_output().unwrap();
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}{}", text(&output.stderr));
    assert!(said.contains("no: "), "nothing was listed yet: {said}");
    assert!(said.contains("paid GBP 68.29 and a tip of GBP 2.00, and the order shows it"), "{said}");
    assert!(said.ends_with("the contract was kept\nstopped\n"), "{said}");
}
