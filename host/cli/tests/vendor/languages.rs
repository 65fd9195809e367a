//! Each language from `patio new` to an adapter that answers: with its real tool chain, where that is here.

use crate::desk::Desk;
use crate::dev::check_visit;
use std::process::Command;

/// Whether programs are here, and run.
pub(crate) fn are_here(programs: &[&str]) -> bool {
    let runs =
        |program: &&str| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    let missing: Vec<_> = programs.iter().filter(|program| !runs(program)).collect();
    if !missing.is_empty() {
        patio_tests::skip(&format!("{missing:?} is not installed: no template is built with it"));
    }
    missing.is_empty()
}

/// From nothing to a payment at the point of sale.
#[track_caller]
fn check_language(language: &str) {
    let desk = Desk::new();
    desk.project("blue-till", language);
    let built = desk.run("blue-till", &["build", "--install"]);
    assert_eq!(built.code, 0, "{}{}", built.out, built.err);
    assert!(built.out.contains("\n  can   about order-locks orders payment-events payments tables\n"), "{}", built.out);
    assert!(built.out.ends_with("next: patio check blue-till.wasm\n"), "{}", built.out);
    let inspected = desk.run("blue-till", &["adapters", "inspect", "blue-till.wasm"]);
    assert_eq!(inspected.code, 0, "{}", inspected.err);
    assert!(inspected.out.contains("BlueTill") && inspected.out.contains("base_url"), "{}", inspected.out);
    // As it is handed out, against the example point of sale.
    let checked = desk.run("blue-till", &["check", "blue-till.wasm"]);
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    // Nobody is there: the adapter says so, and nothing was sent.
    let settings =
        ["--setting", "base_url=http://127.0.0.1:1", "--setting", "api_key=k", "--allow", "http://127.0.0.1:1"];
    let call = [&["call", "blue-till.wasm", "SearchOrders", "{\"payableOnly\":true}"], &settings[..]].concat();
    let called = desk.run("blue-till", &call);
    assert_eq!(called.code, 1, "{}{}", called.out, called.err);
    assert!(called.out.contains("\"unavailable: "), "{}", called.out);
    check_visit(&desk, "blue-till");
}

#[test]
fn a_rust_project_builds_passes_its_check_and_is_visited() {
    if are_here(&["cargo", "rustc"]) {
        check_language("rust");
    }
}

#[test]
fn a_javascript_project_builds_passes_its_check_and_is_visited() {
    if are_here(&["node", "npm"]) {
        check_language("javascript");
    }
}

#[test]
fn a_python_project_builds_passes_its_check_and_is_visited() {
    if are_here(&["python3"]) {
        check_language("python");
    }
}

#[test]
fn a_c_project_builds_passes_its_check_and_is_visited() {
    if are_here(&["python3"]) {
        check_language("c");
    }
}
