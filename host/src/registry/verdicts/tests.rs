//! A verdict is what was decided or it is nothing.

use super::*;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn digest(of: &str) -> Digest {
    Digest::of(of.as_bytes())
}

fn passed() -> Verdict {
    Verdict::Passed("3 cases hold".to_owned())
}

/// A folder with a verdict about `a`, by the edition `1`.
struct Shelf {
    folder: TempDir,
    file: PathBuf,
}

impl Shelf {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(subject(digest("a"), digest("1")).file_name(&KIND));
        let shelf = Self { folder, file };
        shelf.verdicts().put(digest("a"), digest("1"), &passed()).await;
        assert!(shelf.file.is_file());
        shelf
    }

    /// As another process would find them.
    fn verdicts(&self) -> Verdicts {
        Verdicts::inside(self.folder.path()).unwrap()
    }

    async fn hit(&self) -> Option<Verdict> {
        self.verdicts().get(digest("a"), digest("1")).await
    }
}

#[tokio::test]
async fn what_was_decided_is_found_again_for_the_same_component_and_edition() {
    let shelf = Shelf::new().await;
    assert_eq!(shelf.hit().await, Some(passed()));
    assert_eq!(shelf.verdicts().get(digest("b"), digest("1")).await, None);
    assert_eq!(shelf.verdicts().get(digest("a"), digest("2")).await, None);
    let refused = Verdict::Refused("it pays twice".to_owned());
    shelf.verdicts().put(digest("b"), digest("1"), &refused).await;
    assert_eq!(shelf.verdicts().get(digest("b"), digest("1")).await, Some(refused));
}

#[tokio::test]
async fn what_was_not_decided_is_not_kept() {
    let shelf = Shelf::new().await;
    shelf.verdicts().put(digest("b"), digest("1"), &Verdict::Undecided("no time".to_owned())).await;
    assert_eq!(shelf.verdicts().get(digest("b"), digest("1")).await, None);
}

#[tokio::test]
async fn a_verdict_that_is_damaged_forged_or_renamed_is_a_miss() {
    let shelf = Shelf::new().await;
    let whole = fs::read(&shelf.file).unwrap();
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        fs::write(&shelf.file, changed).unwrap();
        assert_eq!(shelf.hit().await, None, "byte {place}");
    }
    fs::write(&shelf.file, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(shelf.hit().await, None);
    // Whoever knows the layout and not the key.
    let json = serde_json::to_vec(&passed()).unwrap();
    fs::write(&shelf.file, [b"patio verdict v1", &[0; 32][..], &json].concat()).unwrap();
    assert_eq!(shelf.hit().await, None);
    // What was said of another component, or on another machine.
    let other = Shelf::new().await;
    fs::copy(&other.file, &shelf.file).unwrap();
    assert_eq!(shelf.hit().await, None);
    fs::write(&shelf.file, &whole).unwrap();
    let of_b = shelf.folder.path().join(subject(digest("b"), digest("1")).file_name(&KIND));
    fs::copy(&shelf.file, of_b).unwrap();
    assert_eq!(shelf.verdicts().get(digest("b"), digest("1")).await, None);
    assert_eq!(shelf.hit().await, Some(passed()));
}

#[tokio::test]
async fn verdicts_are_no_more_than_a_mebibyte_and_take_no_compiled_code_away() {
    let shelf = Shelf::new().await;
    let code = shelf.folder.path().join("x.cwasm");
    fs::write(&code, vec![0; 2 << 20]).unwrap();
    // Six of them have more than all may have.
    let long = Verdict::Refused("x".repeat(200_000));
    for component in ["b", "c", "d", "e", "f", "g"] {
        shelf.verdicts().put(digest(component), digest("1"), &long).await;
    }
    let files = fs::read_dir(shelf.folder.path()).unwrap().map(|entry| entry.unwrap());
    let verdicts = files.filter(|entry| entry.path().extension().is_some_and(|it| it == KIND.suffix));
    let bytes: u64 = verdicts.map(|entry| entry.metadata().unwrap().len()).sum();
    assert!((800_000..=MOST_BYTES).contains(&bytes), "{bytes}");
    assert_eq!(shelf.verdicts().get(digest("g"), digest("1")).await, Some(long));
    assert!(code.exists());
}
