//! What a look hands out, and what is read of it.

use super::*;

fn names(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|seen| seen.name.as_str()).collect()
}

#[test]
fn a_file_counts_when_it_held_still_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut look, notices) = (Look::new(), Notices::default());
    let mut at = || look.at(folder.path(), &notices);
    let file = folder.path().join("demo.wasm");
    fs::write(&file, "half").unwrap();
    assert_eq!(names(&at().settled), [""; 0]);
    fs::write(&file, "whole of it").unwrap();
    assert_eq!(names(&at().settled), [""; 0], "it changed since");
    assert_eq!(names(&at().settled), ["demo"]);
    assert_eq!(names(&at().settled), [""; 0], "it was handed out");
}

/// What a look hands out, once the file held still.
fn settled(folder: &Path) -> Seen {
    let (mut look, notices) = (Look::new(), Notices::default());
    let _ = look.at(folder, &notices);
    look.at(folder, &notices).settled.remove(0)
}

#[test]
fn a_file_that_grew_shrank_or_was_replaced_since_the_look_is_not_read() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demo.wasm");
    let append = || fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(b" and more").unwrap();
    let shorten = || fs::write(&file, "h").unwrap();
    let replace = || {
        // The same length at the same time: another file all the same.
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        let other = folder.path().join("other");
        fs::write(&other, "flah").unwrap();
        fs::File::options().append(true).open(&other).unwrap().set_modified(modified).unwrap();
        fs::rename(other, &file).unwrap();
    };
    let remove = || fs::remove_file(&file).unwrap();
    for change in [&append as &dyn Fn(), &shorten, &replace, &remove] {
        fs::write(&file, "half").unwrap();
        let seen = settled(folder.path());
        assert_eq!(seen.read().unwrap(), Some(Taken { file: b"half".to_vec(), signature: None }));
        change();
        assert_eq!(seen.read().unwrap(), None);
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_is_not_taken_up_half() {
    use std::io::Write;
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("demo.wasm");
    fs::write(&file, vec![0; 4096]).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut growing = fs::OpenOptions::new().append(true).open(&file).unwrap();
            while !stop.load(Ordering::Relaxed) && growing.metadata().unwrap().len() < 64 << 20 {
                growing.write_all(&[0; 1024]).unwrap();
            }
        });
        let (mut look, notices) = (Look::new(), Notices::default());
        for _ in 0..200 {
            for seen in look.at(folder.path(), &notices).settled_or_new {
                let Some(taken) = seen.read().unwrap() else { continue };
                let length = u64::try_from(taken.file.len()).unwrap();
                assert_eq!(length, seen.marks.file.bytes, "what was looked at, or nothing");
            }
            look = Look::new();
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_signature_that_comes_later_changes_or_goes_is_a_change_of_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (mut look, notices) = (Look::new(), Notices::default());
    let mut settles = || {
        let _ = look.at(folder.path(), &notices);
        let found = look.at(folder.path(), &notices).settled.pop();
        found.map(|seen| seen.read().unwrap().unwrap().signature)
    };
    let signature = folder.path().join("demo.wasm.minisig");
    fs::write(folder.path().join("demo.wasm"), "x").unwrap();
    assert_eq!(settles(), Some(None));
    assert_eq!(settles(), None);
    for text in ["one", "two"] {
        fs::write(&signature, text).unwrap();
        assert_eq!(settles(), Some(Some(text.as_bytes().to_vec())));
    }
    fs::remove_file(&signature).unwrap();
    assert_eq!(settles(), Some(None));
    fs::write(&signature, vec![b'x'; 1 << 20]).unwrap();
    assert_eq!(settles(), Some(Some(Vec::new())), "no signature, and not read");
}

#[test]
fn a_signature_that_changed_since_the_look_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("demo.wasm"), "x").unwrap();
    let seen = settled(folder.path());
    fs::write(folder.path().join("demo.wasm.minisig"), "late").unwrap();
    assert_eq!(seen.read().unwrap(), None);
}

#[test]
fn a_file_is_gone_when_it_was_missing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (mut look, notices) = (Look::new(), Notices::default());
    let file = folder.path().join("demo.wasm");
    fs::write(&file, "x").unwrap();
    let _ = look.at(folder.path(), &notices);
    fs::remove_file(&file).unwrap();
    assert!(look.at(folder.path(), &notices).gone.is_empty());
    assert_eq!(look.at(folder.path(), &notices).gone.len(), 1);
    assert!(look.at(folder.path(), &notices).gone.is_empty());
}

#[test]
fn other_files_are_passed_over_and_bad_names_are_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut look, notices) = (Look::new(), Notices::default());
    for name in ["README.md", "bad name.wasm", "demo.wasm.part"] {
        fs::write(folder.path().join(name), "x").unwrap();
    }
    fs::create_dir(folder.path().join("folder.wasm")).unwrap();
    for _ in 0..3 {
        assert!(look.at(folder.path(), &notices).settled_or_new.is_empty());
    }
    let told = notices.last();
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("bad name.wasm is passed over"), "{}", told[0].text);
}
