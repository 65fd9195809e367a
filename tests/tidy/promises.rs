//! Each promise names the tests that would fail if it were broken: those about money in `tests/promises.md`, those about
//! security in `SECURITY.md`.

use crate::tree::{files, none, root};
use std::collections::BTreeSet;
use std::path::Path;

const MONEY: &str = include_str!("../promises.md");
const SECURITY: &str = include_str!("../../SECURITY.md");
const DESIGN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/design/money.md");

/// The names of all tests.
fn tests() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for (_, text) in files("host", "rs").into_iter().chain(files("tests", "rs")) {
        let mut is_test = false;
        for line in text.lines().map(str::trim_start) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                is_test = true;
            }
            if line.starts_with("#[") || line.starts_with("//") {
                continue;
            }
            // What ledger and store must do is a function each, which their suites name for each engine.
            let rule = line.strip_prefix("pub(crate) async fn ");
            // A guest's is found by its name from another module.
            let test = line.strip_prefix("pub ").unwrap_or(line);
            let test = test.strip_prefix("async fn ").or(test.strip_prefix("fn ")).filter(|_| is_test);
            known.extend(rule.or(test).and_then(|rest| rest.split('(').next()).map(ToOwned::to_owned));
            is_test = false;
        }
    }
    assert!(known.len() > 500, "is the rule looking in the right place?");
    known
}

/// Promises without a test, and tests that are none.
fn broken(promises: &str, known: &BTreeSet<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut without = None;
    for line in promises.lines().chain(["> "]) {
        if line.starts_with("> ") {
            wrong.extend(without.replace(line).map(|promise| format!("no test is named for {promise:?}")));
        } else if let Some(name) = line.strip_prefix("- `").and_then(|rest| rest.strip_suffix('`')) {
            if !known.contains(name) {
                wrong.push(format!("there is no test {name:?}"));
            }
            without = None;
        }
    }
    wrong
}

#[test]
fn every_promise_names_tests_that_exist() {
    let known = tests();
    let wrong = [MONEY, SECURITY].iter().flat_map(|promises| {
        assert!(promises.lines().filter(|line| line.starts_with("> ")).count() > 20, "it promises something");
        broken(promises, &known)
    });
    none(&wrong.collect::<Vec<_>>(), "name the test that would fail if the promise were broken, or do not promise");
}

#[test]
fn a_promise_without_a_test_is_found() {
    let known = BTreeSet::from(["a".to_owned()]);
    assert_eq!(broken("> one\n\n- `a`\n\n> two\n\n- `a`\n", &known), [""; 0]);
    assert_eq!(broken("> one\n\n> two\n\n- `a`\n", &known), ["no test is named for \"> one\""]);
    assert_eq!(broken("> one\n\n- `a`\n- `b`\n", &known), ["there is no test \"b\""]);
    assert_eq!(broken("> one\n", &known), ["no test is named for \"> one\""]);
}

#[test]
fn every_promise_about_money_stands_in_the_design() {
    let Ok(design) = std::fs::read_to_string(Path::new(DESIGN)) else {
        assert!(std::env::var_os("TESTS_NEVER_SKIP").is_none(), "{DESIGN} is not there");
        eprintln!("SKIPPED: {DESIGN} is not there, so the promises are not compared with it");
        return;
    };
    for line in MONEY.lines().filter_map(|line| line.strip_prefix("> ")) {
        assert!(design.contains(line), "{line:?} does not stand in {DESIGN}");
    }
}

#[test]
fn a_weakness_is_reported_where_the_repository_is() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let repository = manifest.lines().find_map(|line| line.strip_prefix("repository = \"")?.strip_suffix('"')).unwrap();
    assert!(SECURITY.contains(&format!("{repository}/security/advisories/new")), "{repository}");
}
