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
    check_missing(
        "rust",
        &[],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Rust (there is no cargo on the PATH)
            curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh
        exit 1"#]],
    );
    check_missing(
        "rust",
        &[("cargo", "echo 'cargo 1.80.1 (abc 2024-01-01)'")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Rust 1.95 or newer (cargo here is 1.80.1)
            rustup update
        exit 1"#]],
    );
    check_missing(
        "rust",
        &[("cargo", "exit 1")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Rust (cargo is there and does not run)
            rustup update
        exit 1"#]],
    );
    let no_target = ("rustc", "echo /nowhere");
    check_missing(
        "rust",
        &[CARGO, no_target],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Rust by rustup (this cargo has no target wasm32-wasip2, and no rustup to bring it)
            curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh
        exit 1"#]],
    );
    check_missing(
        "rust",
        &[CARGO, no_target, ("rustup", "")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Rust's target wasm32-wasip2, for which components are built
            rustup target add wasm32-wasip2
          hint: `patio build --install` runs these lines and then builds
        exit 1"#]],
    );
}

#[test]
fn javascript_that_is_missing_is_told_with_how_to_install_it() {
    check_missing(
        "javascript",
        &[],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Node.js 20.0 or newer (there is no node on the PATH)
            (of this machine)
        exit 1"#]],
    );
    check_missing(
        "javascript",
        &[("node", "echo v18.20.4")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Node.js 20.0 or newer (node here is 18.20.4)
            (of this machine)
        exit 1"#]],
    );
    check_missing(
        "javascript",
        &[NODE],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          npm (it is not on the PATH)
            (of this machine)
        exit 1"#]],
    );
    check_missing(
        "javascript",
        &[NODE, ("npm", "")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          the packages of package.json (@bytecodealliance/componentize-js 0.23 is not in node_modules)
            npm install
          hint: `patio build --install` runs these lines and then builds
        exit 1"#]],
    );
}

#[test]
fn another_version_of_the_packages_is_told() {
    let desk = Desk::bare();
    let package = desk.project("till", "javascript").join("node_modules/@bytecodealliance/componentize-js");
    fs::create_dir_all(&package).unwrap();
    fs::write(package.join("package.json"), r#"{"version": "0.19.3"}"#).unwrap();
    desk.put("node", NODE.1);
    desk.put("npm", "");
    expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          @bytecodealliance/componentize-js 0.23 in node_modules (there is 0.19.3)
            npm install
          hint: `patio build --install` runs these lines and then builds
        exit 1"#]]
    .assert_eq(&desk.run("till", &["build"]).refusal(&desk));
}

#[test]
fn python_that_is_missing_is_told_with_how_to_install_it() {
    check_missing(
        "python",
        &[],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Python 3.11 or newer (there is no python3 on the PATH)
            (of this machine)
        exit 1"#]],
    );
    check_missing(
        "python",
        &[("python3", "echo Python 3.8.10")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Python 3.11 or newer (python3 here is 3.8.10)
            (of this machine)
        exit 1"#]],
    );
    check_missing(
        "python",
        &[PYTHON],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          a Python of the project's own (.venv)
            python3 -m venv .venv
          componentize-py 0.25, in the project's own Python
            .venv/bin/pip install -r requirements.txt
          hint: `patio build --install` runs these lines and then builds
        exit 1"#]],
    );
    check_missing(
        "python",
        &[PYTHON, ("componentize-py", "echo componentize-py 0.17.2")],
        expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          a Python of the project's own (.venv)
            python3 -m venv .venv
          componentize-py 0.25 (there is 0.17.2)
            .venv/bin/pip install -r requirements.txt
          hint: `patio build --install` runs these lines and then builds
        exit 1"#]],
    );
}

#[test]
fn an_installation_that_fails_is_told_as_it_is() {
    let desk = Desk::bare();
    desk.project("till", "javascript");
    desk.put("node", NODE.1);
    desk.put("npm", "echo 'npm error network' >&2; exit 3");
    let said = desk.run("till", &["build", "--install"]);
    assert_eq!(said.out, "$ npm install\n");
    expect![[r#"
        npm error network
        error: `npm install` failed (exit status: 3); what it said stands above
        exit 1"#]]
    .assert_eq(&said.refusal(&desk));
}

#[test]
fn an_installation_that_brings_nothing_is_not_tried_for_ever() {
    let desk = Desk::bare();
    desk.project("till", "javascript");
    desk.put("node", NODE.1);
    desk.put("npm", "");
    let said = desk.run("till", &["build", "--install"]);
    assert_eq!(said.out, "$ npm install\n");
    expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          the packages of package.json (@bytecodealliance/componentize-js 0.23 is not in node_modules)
            npm install
        exit 1"#]]
    .assert_eq(&said.refusal(&desk));
}

#[test]
fn what_changes_the_machine_is_left_to_a_person() {
    let desk = Desk::bare();
    desk.project("till", "python");
    let said = desk.run("till", &["build", "--install"]);
    assert_eq!(said.out, "");
    expect![[r#"
        error: this cannot be built yet; what is missing, and the line that installs it:

          Python 3.11 or newer (there is no python3 on the PATH)
            (of this machine)
        exit 1"#]]
    .assert_eq(&said.refusal(&desk));
}

#[test]
fn a_folder_that_is_no_project_is_told_with_what_to_write() {
    let desk = Desk::bare();
    expect![[r#"
        error: DESK is no adapter's project: there is no adapter.toml in it
          hint: `patio new NAME --lang rust` makes a project; javascript, python and c are the other languages
        exit 64"#]]
    .assert_eq(&desk.run(".", &["build"]).refusal(&desk));
    fs::write(desk.path().join("package.json"), "{}").unwrap();
    expect![[r#"
        error: DESK is no adapter's project: there is no adapter.toml in it
          hint: its files look like JavaScript: write adapter.toml there, with name = "the-name" and language = "javascript"
        exit 64"#]].assert_eq(&desk.run(".", &["build"]).refusal(&desk));
    expect![[r#"
        error: nowhere is no folder
          hint: name the folder that has the project's adapter.toml; in it, nothing has to be named
        exit 64"#]]
    .assert_eq(&desk.run(".", &["build", "nowhere"]).refusal(&desk));
}

#[test]
fn a_manifest_that_is_wrong_is_told_with_its_line() {
    let desk = Desk::bare();
    let manifest = desk.path().join("adapter.toml");
    let check = |text: &str, expected: Expect| {
        fs::write(&manifest, text).unwrap();
        expected.assert_eq(&desk.run(".", &["build"]).refusal(&desk));
    };
    check(
        "name = \"till\"\nlanguage = \"go\"\n",
        expect![[r#"
        error: DESK/adapter.toml: TOML parse error at line 2, column 12
          |
        2 | language = "go"
          |            ^^^^
        unknown variant `go`, expected one of `rust`, `javascript`, `python`, `c`
        exit 64"#]],
    );
    check(
        "name = \"till\"\nlanguage = \"c\"\nentri = \"x\"\n",
        expect![[r#"
        error: DESK/adapter.toml: TOML parse error at line 3, column 1
          |
        3 | entri = "x"
          | ^^^^^
        unknown field `entri`, expected one of `name`, `language`, `contract`, `sdk`, `world`, `entry`, `sources`
        exit 64"#]],
    );
    check(
        "name = \"The Till\"\nlanguage = \"c\"\n",
        expect![[r#"
        error: DESK/adapter.toml: name: "The Till" is no name for an adapter: write small letters and digits, each word beginning with a letter, words joined by single hyphens, as in corner or blue-till, 40 characters at most
        exit 64"#]],
    );
    check(
        "language = \"c\"\n",
        expect![[r#"
        error: DESK/adapter.toml: TOML parse error at line 1, column 1
          |
        1 | language = "c"
          | ^
        missing field `name`
        exit 64"#]],
    );
    check(
        "name = \"till\"\nlanguage = \"rust\"\n",
        expect![[r#"
        error: DESK/adapter.toml: contract: DESK/patio/wit is no folder; `patio wit update` brings patio/ back
        exit 64"#]],
    );
}
