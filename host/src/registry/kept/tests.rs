//! Which version is the one before, how many are kept, and how one comes back.

use super::*;
use tempfile::TempDir;

fn name() -> AdapterName {
    "till".parse().unwrap()
}

struct Bench {
    folder: TempDir,
    kept: Kept,
}

fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept { folder: Some(folder.path().join("kept")) };
    Bench { folder, kept }
}

impl Bench {
    fn work(&self, bytes: &[u8], signature: Option<&[u8]>) {
        let digest = Digest::of(bytes);
        let new = (!self.kept.holds(&name(), digest)).then_some(bytes);
        self.kept.keep(&name(), digest, new, signature).unwrap();
    }

    fn before(&self, current: &[u8]) -> Option<Vec<u8>> {
        self.kept.before(&name(), Some(Digest::of(current))).unwrap().map(|version| version.bytes)
    }

    fn files(&self) -> usize {
        fs::read_dir(self.folder.path().join("kept/till")).unwrap().count()
    }
}

#[test]
fn the_one_before_is_the_one_that_worked_last_and_is_another() {
    let bench = bench();
    assert_eq!(bench.before(b"one"), None);
    bench.work(b"one", None);
    assert_eq!(bench.before(b"one"), None);
    bench.work(b"two", None);
    assert_eq!(bench.before(b"two").unwrap(), b"one");
    // A file that never worked lies in the folder: what worked last is before it.
    assert_eq!(bench.before(b"broken").unwrap(), b"two");
    // None lies there.
    assert_eq!(bench.kept.before(&name(), None).unwrap().unwrap().bytes, b"two");
}

#[test]
fn putting_back_twice_is_where_it_began() {
    let bench = bench();
    bench.work(b"one", None);
    bench.work(b"two", None);
    bench.work(b"one", None);
    assert_eq!(bench.before(b"one").unwrap(), b"two");
}

#[test]
fn two_versions_are_kept_with_their_signatures_and_no_more() {
    let bench = bench();
    for version in [b"one".as_slice(), b"two", b"three", b"four"] {
        bench.work(version, Some(b"signed"));
    }
    assert_eq!(bench.files(), 4);
    assert_eq!(bench.before(b"four").unwrap(), b"three");
    // One that was signed and is not any more: the signature is another's.
    bench.work(b"four", None);
    assert_eq!(bench.files(), 3);
}

#[test]
fn a_version_that_is_damaged_is_not_put_back() {
    let bench = bench();
    bench.work(b"one", None);
    bench.work(b"two", None);
    let path = bench.kept.path_of(&name(), Digest::of(b"one")).unwrap();
    fs::write(path, b"on").unwrap();
    assert_eq!(bench.before(b"two"), None);
}

#[test]
fn two_folders_of_adapters_keep_theirs_apart() {
    let (cache, one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, two) = (Kept::inside(cache.path(), one.path()), Kept::inside(cache.path(), two.path()));
    one.keep(&name(), Digest::of(b"one"), Some(b"one"), None).unwrap();
    assert!(two.before(&name(), None).unwrap().is_none());
    assert!(one.before(&name(), None).unwrap().is_some());
}

#[cfg(unix)]
#[test]
fn only_this_user_reads_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench();
    bench.work(b"one", Some(b"signed"));
    let folder = bench.folder.path().join("kept/till");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&folder), 0);
    for entry in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0);
    }
}

#[test]
fn what_is_put_back_has_its_own_signature_or_none() {
    let bench = bench();
    bench.work(b"one", Some(b"signed"));
    bench.work(b"two", None);
    let there = bench.folder.path().join("till.wasm");
    let beside = bench.folder.path().join("till.wasm.minisig");
    bench.kept.before(&name(), Some(Digest::of(b"two"))).unwrap().unwrap().put_at(&there).unwrap();
    assert_eq!((fs::read(&there).unwrap(), fs::read(&beside).unwrap()), (b"one".to_vec(), b"signed".to_vec()));
    bench.kept.before(&name(), Some(Digest::of(b"one"))).unwrap().unwrap().put_at(&there).unwrap();
    assert_eq!(fs::read(&there).unwrap(), b"two");
    assert!(!beside.exists());
    // Nothing half written is left.
    assert_eq!(fs::read_dir(bench.folder.path()).unwrap().count(), 2);
}

#[test]
fn versions_of_an_adapter_that_is_gone_are_kept_for_a_month() {
    let bench = bench();
    bench.work(b"one", None);
    let path = bench.kept.path_of(&name(), Digest::of(b"one")).unwrap();
    let age = |days: u64| {
        let time = SystemTime::now() - Duration::from_secs(days * 24 * 3600);
        fs::File::open(&path).unwrap().set_modified(time).unwrap();
    };
    age(29);
    bench.kept.forget(|_| false);
    assert!(path.exists());
    age(31);
    bench.kept.forget(|_| true);
    assert!(path.exists());
    bench.kept.forget(|_| false);
    assert!(!path.exists());
}
