//! Each language from `patio new` to an adapter that answers: with its real tool chain, where that is here. All of them
//! offer the same, and pass the same cases of the conformance kit.

use crate::desk::{Desk, files};
use crate::dev::check_visit;
use crate::served::check_served;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What the example adapter offers, whatever it is written in.
const OFFERED: [&str; 6] = ["about", "order-locks", "orders", "payment-events", "payments", "tables"];

/// Cases that are not played, each for the interface that it needs and the example adapter does not offer.
const NOT_OFFERED: [(&str, &str); 7] = [
    ("contract/areas-of-tables-are-known", "areas"),
    ("contract/bill-is-of-its-order", "order-bills"),
    ("contract/canceled-order-is-not-payable", "order-entry"),
    ("contract/created-order-is-made-once", "order-entry"),
    ("contract/party-from-beginning-to-end", "parties"),
    ("contract/reservation-from-beginning-to-end", "reservations"),
    ("locks/extension-needs-the-lock", "order-lock-extension"),
];

/// The case that is not played because the example adapter's point of sale takes a key.
const FOR_NO_KEY: &str = "payments/lost-answer-without-a-key";

/// Advice that it does not follow: its point of sale takes no currency with a payment, and it does not look first.
const ADVICE: [&str; 1] = ["money/other-currency-is-refused"];

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

/// How each case of this repository ends for the example adapter.
fn expected() -> BTreeMap<String, String> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases");
    let verdict = |case: &str| match NOT_OFFERED.iter().find(|(id, _)| *id == case) {
        Some((_, interface)) => format!("skipped: the adapter exports no `{interface}`"),
        None if case == FOR_NO_KEY => "skipped: the adapter declares payment-safety keyed".to_owned(),
        None if ADVICE.contains(&case) => "failed".to_owned(),
        None => "passed".to_owned(),
    };
    let ids = files(&cases).into_keys().map(|file| file.trim_end_matches(".toml").to_owned());
    ids.map(|id| (id.clone(), verdict(&id))).collect()
}

/// How each case ends for a component, and no other way than in all other languages.
#[track_caller]
fn check_cases(desk: &Desk, below: &str, component: &str) {
    let checked = desk.run(below, &["check", component, "--json"]);
    let report: Value = serde_json::from_str(&checked.out).unwrap_or_else(|_| panic!("{}{}", checked.out, checked.err));
    let ended = |case: &Value| match case["verdict"].as_str().unwrap() {
        "skipped" => format!("skipped: {}", case["reason"].as_str().unwrap()),
        verdict => verdict.to_owned(),
    };
    let cases = report["cases"].as_array().unwrap().iter();
    let ended: BTreeMap<_, _> = cases.map(|case| (case["id"].as_str().unwrap().to_owned(), ended(case))).collect();
    let expected = expected();
    let differs = ended.iter().filter(|(id, verdict)| expected.get(*id) != Some(*verdict)).collect::<Vec<_>>();
    assert!(differs.is_empty(), "otherwise than in the other languages: {differs:#?} in {:#}", report["cases"]);
    assert_eq!(ended.len(), expected.len(), "each case is played or said to be skipped");
    assert_eq!(checked.code, 0, "{}", checked.err);
}

/// From nothing to a payment at the point of sale, and to a host that serves.
#[track_caller]
fn check_language(language: &str) {
    let desk = Desk::new();
    desk.project("blue-till", language);
    let built = desk.run("blue-till", &["build", "--install"]);
    assert_eq!(built.code, 0, "{}{}", built.out, built.err);
    assert!(built.out.contains(&format!("\n  can   {}\n", OFFERED.join(" "))), "{}", built.out);
    assert!(built.out.ends_with("next: patio check blue-till.wasm\n"), "{}", built.out);
    let inspected = desk.run("blue-till", &["adapters", "inspect", "blue-till.wasm"]);
    assert_eq!(inspected.code, 0, "{}", inspected.err);
    assert!(inspected.out.contains("BlueTill") && inspected.out.contains("base_url"), "{}", inspected.out);
    // As it is handed out, against the example point of sale.
    check_cases(&desk, "blue-till", "blue-till.wasm");
    // Nobody is there: the adapter says so, and nothing was sent.
    let settings =
        ["--setting", "base_url=http://127.0.0.1:1", "--setting", "api_key=k", "--allow", "http://127.0.0.1:1"];
    let call = [&["call", "blue-till.wasm", "SearchOrders", "{\"payableOnly\":true}"], &settings[..]].concat();
    let called = desk.run("blue-till", &call);
    assert_eq!(called.code, 1, "{}{}", called.out, called.err);
    assert!(called.out.contains("\"unavailable: "), "{}", called.out);
    check_visit(&desk, "blue-till");
    check_served(&desk, "blue-till");
}

#[test]
fn a_case_is_skipped_for_what_is_not_offered_and_for_nothing_else() {
    for (case, interface) in NOT_OFFERED {
        assert!(!OFFERED.contains(&interface), "{case}: {interface} is offered");
        assert!(expected().contains_key(case), "there is no case {case}");
    }
    for case in ADVICE.iter().chain([&FOR_NO_KEY]) {
        assert!(expected().contains_key(*case), "there is no case {case}");
    }
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
