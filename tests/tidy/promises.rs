//! `tests/promises.md` names a test for each sentence of the design of payments that promises something.

use crate::tree::files;
use std::collections::BTreeSet;
use std::path::Path;

const PROMISES: &str = include_str!("../promises.md");
const DESIGN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/design/money.md");

#[test]
fn every_promise_names_tests_that_exist() {
    let mut known = BTreeSet::new();
    for (_, text) in files("host", "rs").into_iter().chain(files("tests", "rs")) {
        for line in text.lines() {
            let line = line.trim_start();
            let function = line.strip_prefix("async fn ").or(line.strip_prefix("fn "));
            known.extend(function.and_then(|rest| rest.split('(').next()).map(ToOwned::to_owned));
            // The rules of the ledger are listed by name.
            known.extend(
                line.strip_prefix("pub(crate) async fn ").and_then(|rest| rest.split('(').next()).map(Into::into),
            );
        }
    }
    let mut without = None;
    for line in PROMISES.lines() {
        if line.starts_with("> ") {
            assert!(without.is_none(), "no test is named for {without:?}");
            without = Some(line);
        } else if let Some(name) = line.strip_prefix("- `").and_then(|rest| rest.strip_suffix('`')) {
            assert!(known.contains(name), "there is no test {name:?}");
            without = None;
        }
    }
    assert!(without.is_none(), "no test is named for {without:?}");
}

#[test]
fn every_promise_stands_in_the_design() {
    let Ok(design) = std::fs::read_to_string(Path::new(DESIGN)) else {
        assert!(std::env::var_os("TESTS_NEVER_SKIP").is_none(), "{DESIGN} is not there");
        eprintln!("SKIPPED: {DESIGN} is not there, so the promises are not compared with it");
        return;
    };
    for line in PROMISES.lines().filter_map(|line| line.strip_prefix("> ")) {
        assert!(design.contains(line), "{line:?} does not stand in {DESIGN}");
    }
}
