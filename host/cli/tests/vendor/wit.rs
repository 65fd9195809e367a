//! `patio wit update`.

use crate::desk::{Desk, files};
use expect_test::expect;
use std::fs;

#[test]
fn an_update_brings_back_what_is_missing_and_leaves_what_is_the_vendors() {
    let desk = Desk::bare();
    let project = desk.project("till", "python");
    let before = files(&project);
    fs::remove_file(project.join("patio/wit/adapter.wit")).unwrap();
    fs::write(project.join("patio/notes.txt"), "mine").unwrap();
    fs::write(project.join("app.py"), "mine").unwrap();
    let said = desk.run("till", &["wit", "update"]);
    expect![[r#"
        patio/ of till: 0.1.0
          added    patio/wit/adapter.wit
        the adapter fits; next: patio build
    "#]]
    .assert_eq(&said.out);
    let mut after = files(&project);
    after.retain(|path, _| !path.starts_with(".patio/"));
    assert_eq!(after.remove("patio/notes.txt").unwrap(), b"mine");
    assert_eq!(after.insert("app.py".to_owned(), before["app.py"].clone()).unwrap(), b"mine");
    assert_eq!(after, before);
    let said = desk.run("till", &["wit", "update"]);
    expect![[r#"
        patio/ of till: 0.1.0
          nothing changed
        the adapter fits; next: patio build
    "#]]
    .assert_eq(&said.out);
}

#[test]
fn files_of_an_older_version_are_replaced_and_those_that_are_gone_removed() {
    let desk = Desk::bare();
    let project = desk.project("till", "rust");
    let record = project.join("patio/carried.toml");
    let text = fs::read_to_string(&record).unwrap();
    // SHA-256 of "old".
    let old = "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4";
    let line = text.lines().find(|line| line.starts_with("\"wit/adapter.wit\"")).unwrap().to_owned();
    let text = text.replace(&line, &format!("\"wit/adapter.wit\" = \"{old}\"\n\"wit/gone.wit\" = \"{old}\""));
    fs::write(&record, text.replace("version = \"0.1.0\"", "version = \"0.0.9\"")).unwrap();
    for file in ["wit/adapter.wit", "wit/gone.wit"] {
        fs::write(project.join("patio").join(file), "old").unwrap();
    }
    let said = desk.run(".", &["wit", "update", "till"]);
    expect![[r#"
        patio/ of till: 0.0.9 → 0.1.0
          changed  patio/wit/adapter.wit
          removed  patio/wit/gone.wit
        the adapter fits; next: patio build
    "#]]
    .assert_eq(&said.out);
    assert!(!project.join("patio/wit/gone.wit").exists());
}

#[test]
fn what_somebody_changed_by_hand_is_not_replaced_unasked() {
    let desk = Desk::bare();
    let project = desk.project("till", "python");
    fs::write(project.join("patio/wit/adapter.wit"), "mine").unwrap();
    let said = desk.run("till", &["wit", "update"]);
    expect![[r#"
        error: somebody changed these files, which are replaced by each update:
          DESK/till/patio/wit/adapter.wit
          hint: put the changes elsewhere; `--overwrite` gives them up
        exit 1"#]]
    .assert_eq(&said.refusal(&desk));
    assert_eq!(desk.run("till", &["wit", "update", "--overwrite"]).code, 0);
    assert_ne!(fs::read(project.join("patio/wit/adapter.wit")).unwrap(), b"mine");
}

#[test]
fn a_world_that_does_not_fit_any_more_is_told() {
    let desk = Desk::bare();
    let project = desk.project("till", "python");
    let world = project.join("wit/world.wit");
    let text = fs::read_to_string(&world).unwrap();
    fs::write(&world, text.replace("patio:epos/orders@0.1.0", "patio:epos/orders@0.0.9")).unwrap();
    let said = desk.run("till", &["wit", "update"]);
    assert_eq!(said.code, 1);
    assert!(said.err.starts_with("error: the adapter does not fit any more: "), "{}", said.err);
    assert!(said.err.contains("patio:epos@0.0.9"), "{}", said.err);
    assert!(said.err.contains("hint: change wit/ and the adapter until `patio build` is content"), "{}", said.err);
}

#[test]
fn wit_that_lies_elsewhere_is_left_alone() {
    let desk = Desk::bare();
    let project = desk.project("till", "python");
    let manifest = project.join("adapter.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("contract = \"patio/wit\"", "contract = \"../wit\"")).unwrap();
    expect![[r#"
        error: DESK/till takes the WIT from elsewhere: contract in its adapter.toml
          hint: take the line out: then patio/ holds the WIT, and is kept by this command
        exit 64"#]]
    .assert_eq(&desk.run("till", &["wit", "update"]).refusal(&desk));
}
