//! `patio new`.

use crate::desk::{Desk, LANGUAGES, files};
use expect_test::{Expect, expect};
use std::fs;

#[track_caller]
fn check_refused(desk: &Desk, arguments: &[&str], expected: Expect) {
    expected.assert_eq(&desk.run(".", arguments).refusal(desk));
}

#[test]
fn a_name_that_does_not_fit_is_refused_with_what_to_write() {
    let desk = Desk::bare();
    check_refused(
        &desk,
        &["new", "Blue Till", "--lang", "rust"],
        expect![[r#"
            error: "Blue Till" is no name for an adapter: write small letters and digits, each word beginning with a letter, words joined by single hyphens, as in corner or blue-till, 40 characters at most
            exit 64"#]],
    );
    check_refused(
        &desk,
        &["new", "class", "--lang", "python"],
        expect![[r#"
            error: "class" means something else to a compiler: add a word, as in class-till
            exit 64"#]],
    );
    check_refused(
        &desk,
        &["new", "../till", "--lang", "c"],
        expect![[r#"
            error: "../till" is no name for an adapter: write small letters and digits, each word beginning with a letter, words joined by single hyphens, as in corner or blue-till, 40 characters at most
            exit 64"#]],
    );
    check_refused(
        &desk,
        &["new", "till", "--lang", "cobol"],
        expect![[r#"
            error: invalid value 'cobol' for '--lang <rust|javascript|python|c>': write one of rust, javascript, python, c

            For more information, try '--help'.
            exit 64"#]],
    );
}

#[test]
fn what_is_there_is_never_overwritten() {
    let desk = Desk::bare();
    fs::create_dir(desk.path().join("till")).unwrap();
    fs::write(desk.path().join("till/mine"), "mine").unwrap();
    check_refused(
        &desk,
        &["new", "till", "--lang", "rust"],
        expect![[r#"
            error: till is a folder with something in it
              hint: take another name, or move it away: what is there is never overwritten
            exit 64"#]],
    );
    assert_eq!(files(&desk.path().join("till")).into_keys().collect::<Vec<_>>(), ["mine"]);
    fs::write(desk.path().join("file"), "mine").unwrap();
    check_refused(
        &desk,
        &["new", "file", "--lang", "rust"],
        expect![[r#"
            error: file is a file
              hint: take another name, or move it away: what is there is never overwritten
            exit 64"#]],
    );
    fs::create_dir(desk.path().join("empty")).unwrap();
    desk.project("empty", "rust");
}

#[test]
fn a_project_has_its_own_name_everywhere_and_paths_of_its_own() {
    for language in LANGUAGES {
        let desk = Desk::bare();
        let project = desk.project("blue-till", language);
        for (path, content) in files(&project) {
            if path.starts_with("patio/") {
                continue;
            }
            let text = String::from_utf8(content).unwrap();
            for foreign in ["corner", "../../", "workspace = true"] {
                let found = format!("{path}\n{text}").to_ascii_lowercase().find(foreign);
                assert!(found.is_none(), "{language}: {foreign:?} is left in {path}");
            }
        }
        let there = |path: &str| assert!(project.join(path).is_file(), "{language}: {path} is missing");
        ["README.md", ".gitignore", "adapter.toml", "patio/carried.toml", "patio/wit/adapter.wit"]
            .iter()
            .for_each(|file| there(file));
    }
}

#[test]
fn what_is_missing_for_a_language_is_told_at_once() {
    let desk = Desk::bare();
    let said = desk.run(".", &["new", "till", "--lang", "javascript"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("\nMissing on this machine"), "{}", said.out);
    assert!(said.out.contains("Node.js 20.0 or newer (there is no node on the PATH)\n    "), "{}", said.out);
}
