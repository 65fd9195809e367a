//! What files are called and how they begin.

use crate::tree::{files, none, root, shown};

const SOURCES: [&str; 4] = ["host", "sdk", "plugins", "tests"];

#[test]
fn every_source_file_opens_with_a_sentence_on_itself() {
    let wrong: Vec<_> = SOURCES
        .iter()
        .flat_map(|folder| files(folder, "rs"))
        .filter(|(_, text)| !text.trim_start_matches("#![no_main]").trim_start().starts_with("//! "))
        .map(|(path, _)| shown(&path))
        .collect();
    none(&wrong, "begin the file with `//! ` and a sentence that says what is in it");
}

#[test]
fn no_file_has_a_name_that_does_not_say_what_is_in_it() {
    let vague = ["mod", "util", "utils", "common", "helper", "helpers", "misc", "types"];
    let wrong: Vec<_> = SOURCES
        .iter()
        .flat_map(|folder| files(folder, "rs"))
        .filter(|(path, _)| vague.contains(&path.file_stem().unwrap().to_string_lossy().as_ref()))
        .map(|(path, _)| shown(&path))
        .collect();
    none(&wrong, "when something has no home, its noun is missing");
}

#[test]
fn there_is_one_lock_file() {
    let wrong: Vec<_> = SOURCES
        .iter()
        .flat_map(|folder| files(folder, "toml"))
        .map(|(path, _)| path.with_file_name("Cargo.lock"))
        // cargo-fuzz wants a workspace of its own, whose lock file is not kept.
        .filter(|lock| !lock.ends_with("tests/fuzz/Cargo.lock"))
        .filter(|lock| lock.exists())
        .map(|lock| shown(&lock))
        .collect();
    none(&wrong, "the workspace has one lock file, at its root");
    assert!(root().join("Cargo.lock").exists());
}
