//! `patio build`: what is missing, and what is wrong with a project. That it builds is seen in `languages.rs`.

use crate::desk::Desk;
use expect_test::{Expect, expect};
use std::fs;

/// A project in a language, built where only these programs are.
#[track_caller]
fn check_missing(language: &str, programs: &[(&str, &str)], expected: Expect) {
    let desk = Desk::bare();
    desk.project("till", language);
    programs.iter().for_each(|(name, script)| desk.put(name, script));
    expected.assert_eq(&desk.run("till", &["build"]).refusal(&desk));
}

const CARGO: (&str, &str) = ("cargo", "echo 'cargo 1.95.0 (abc 2026-01-01)'");
const NODE: (&str, &str) = ("node", "echo v22.1.0");
const PYTHON: (&str, &str) = ("python3", "echo Python 3.12.1");

#[test]
fn rust_that_is_missing_is_told_with_how_to_install_it() {
    check_missing("rust", &[], expect![[""]]);
    check_missing("rust", &[("cargo", "echo 'cargo 1.80.1 (abc 2024-01-01)'")], expect![[""]]);
    check_missing("rust", &[("cargo", "exit 1")], expect![[""]]);
    let no_target = ("rustc", "echo /nowhere");
    check_missing("rust", &[CARGO, no_target], expect![[""]]);
    check_missing("rust", &[CARGO, no_target, ("rustup", "")], expect![[""]]);
}

#[test]
fn javascript_that_is_missing_is_told_with_how_to_install_it() {
    check_missing("javascript", &[], expect![[""]]);
    check_missing("javascript", &[("node", "echo v18.20.4")], expect![[""]]);
    check_missing("javascript", &[NODE], expect![[""]]);
    check_missing("javascript", &[NODE, ("npm", "")], expect![[""]]);
}

#[test]
fn another_version_of_the_packages_is_told() {
    let desk = Desk::bare();
    let package = desk.project("till", "javascript").join("node_modules/@bytecodealliance/componentize-js");
    fs::create_dir_all(&package).unwrap();
    fs::write(package.join("package.json"), r#"{"version": "0.19.3"}"#).unwrap();
    desk.put("node", NODE.1);
    desk.put("npm", "");
    expect![[""]].assert_eq(&desk.run("till", &["build"]).refusal(&desk));
}

#[test]
fn python_that_is_missing_is_told_with_how_to_install_it() {
    check_missing("python", &[], expect![[""]]);
    check_missing("python", &[("python3", "echo Python 3.8.10")], expect![[""]]);
    check_missing("python", &[PYTHON], expect![[""]]);
    check_missing("python", &[PYTHON, ("componentize-py", "echo componentize-py 0.17.2")], expect![[""]]);
}

#[test]
fn an_installation_that_fails_is_told_as_it_is() {
    let desk = Desk::bare();
    desk.project("till", "javascript");
    desk.put("node", NODE.1);
    desk.put("npm", "echo 'npm error network' >&2; exit 3");
    let said = desk.run("till", &["build", "--install"]);
    assert_eq!(said.out, "$ npm install\n");
    expect![[""]].assert_eq(&said.refusal(&desk));
}

#[test]
fn an_installation_that_brings_nothing_is_not_tried_for_ever() {
    let desk = Desk::bare();
    desk.project("till", "javascript");
    desk.put("node", NODE.1);
    desk.put("npm", "");
    let said = desk.run("till", &["build", "--install"]);
    assert_eq!(said.out, "$ npm install\n");
    expect![[""]].assert_eq(&said.refusal(&desk));
}

#[test]
fn what_changes_the_machine_is_left_to_a_person() {
    let desk = Desk::bare();
    desk.project("till", "python");
    let said = desk.run("till", &["build", "--install"]);
    assert_eq!(said.out, "");
    expect![[""]].assert_eq(&said.refusal(&desk));
}

#[test]
fn a_folder_that_is_no_project_is_told_with_what_to_write() {
    let desk = Desk::bare();
    expect![[""]].assert_eq(&desk.run(".", &["build"]).refusal(&desk));
    fs::write(desk.path().join("package.json"), "{}").unwrap();
    expect![[""]].assert_eq(&desk.run(".", &["build"]).refusal(&desk));
    expect![[""]].assert_eq(&desk.run(".", &["build", "nowhere"]).refusal(&desk));
}

#[test]
fn a_manifest_that_is_wrong_is_told_with_its_line() {
    let desk = Desk::bare();
    let manifest = desk.path().join("adapter.toml");
    let check = |text: &str, expected: Expect| {
        fs::write(&manifest, text).unwrap();
        expected.assert_eq(&desk.run(".", &["build"]).refusal(&desk));
    };
    check("name = \"till\"\nlanguage = \"go\"\n", expect![[""]]);
    check("name = \"till\"\nlanguage = \"c\"\nentri = \"x\"\n", expect![[""]]);
    check("name = \"The Till\"\nlanguage = \"c\"\n", expect![[""]]);
    check("language = \"c\"\n", expect![[""]]);
    check("name = \"till\"\nlanguage = \"rust\"\n", expect![[""]]);
}
