//! The SDK for JavaScript and its example, tested by `npm test` in a copy below the target folder: nothing is written
//! where the sources are. What they need of npm is installed there, as their lock files say.

mod copy;

use copy::copy;
use patio_tests::skip;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What runs them (`engines` of both packages).
const OLDEST_NODE: u32 = 20;

/// Why JavaScript cannot be tested here; none where it can.
fn missing() -> Option<String> {
    let said = |program: &str| {
        let output = Command::new(program).arg("--version").output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(node) = said("node") else { return Some("node is not on the PATH".to_owned()) };
    let major = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Some(format!("node is {node}, and {OLDEST_NODE} or newer is wanted"));
    }
    said("npm").is_none().then(|| "npm is not on the PATH".to_owned())
}

/// Runs npm in a package of the copy, and panics with all that it said where it fails.
#[track_caller]
fn npm(package: &Path, arguments: &[&str]) {
    let output = Command::new("npm").args(arguments).current_dir(package).output().unwrap();
    assert!(
        output.status.success(),
        "npm {} in {}:\n{}\n{}",
        arguments.join(" "),
        package.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Copies what a package needs of the repository, and tests it there.
#[track_caller]
fn check(package: &str) {
    if let Some(why) = missing() {
        skip(&format!("{package} is not tested: {why}"));
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let to = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("javascript").join(package.replace('/', "-"));
    for folder in ["wit", "sdk/javascript", package] {
        copy(&root.join(folder), &to.join(folder));
    }
    let package = to.join(package);
    npm(&package, &["ci", "--no-audit", "--no-fund"]);
    npm(&package, &["test"]);
}

#[test]
fn the_sdk_holds_its_tests() {
    check("sdk/javascript");
}

#[test]
fn the_example_holds_its_tests() {
    check("plugins/demo-javascript");
}
