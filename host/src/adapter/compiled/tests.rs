//! An entry is code or it is nothing.

use super::super::engine;
use super::*;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A component with nothing in it.
const EMPTY: &[u8] = b"\0asm\x0d\0\x01\0";
const MIB: u64 = 1 << 20;

fn engine() -> Engine {
    Engine::new(&engine::code_config(engine::SourceLines::None)).unwrap()
}

fn digest(of: &str) -> Digest {
    Digest::of(of.as_bytes())
}

fn code(engine: &Engine) -> CompiledCode {
    CompiledCode::New(engine.precompile_component(EMPTY).unwrap())
}

fn file_name(engine: &Engine, component: Digest) -> String {
    subject(engine, component).file_name(&KIND)
}

/// A cache with one entry, and where that lies.
struct Shelf {
    folder: TempDir,
    engine: Engine,
    entry: PathBuf,
}

impl Shelf {
    fn new() -> Self {
        let (folder, engine) = (tempfile::tempdir().unwrap(), engine());
        let cache = CompileCache::open(folder.path(), MIB).unwrap();
        cache.put(&engine, digest("a"), &code(&engine));
        let entry = folder.path().join(file_name(&engine, digest("a")));
        assert!(entry.is_file());
        Self { folder, engine, entry }
    }

    fn cache(&self) -> CompileCache {
        CompileCache::open(self.folder.path(), MIB).unwrap()
    }

    fn hits(&self) -> bool {
        self.cache().get(&self.engine, digest("a")).is_some()
    }
}

#[test]
fn what_was_kept_is_found_again_by_another_process() {
    let shelf = Shelf::new();
    assert!(shelf.hits());
    assert!(shelf.cache().get(&shelf.engine, digest("b")).is_none());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&shelf.entry), 0o600);
    assert_eq!(mode(&shelf.folder.path().join("key")), 0o600);
}

#[test]
fn an_entry_with_any_byte_changed_is_a_miss() {
    let shelf = Shelf::new();
    let whole = fs::read(&shelf.entry).unwrap();
    // The magic number, the seal, the beginning of the code, and then here and there up to its last byte.
    let places = (0..64).chain((64..whole.len()).step_by(97)).chain([whole.len() - 1]);
    for place in places {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        fs::write(&shelf.entry, changed).unwrap();
        assert!(!shelf.hits(), "byte {place}");
    }
    fs::write(&shelf.entry, whole).unwrap();
    assert!(shelf.hits());
}

#[test]
fn an_entry_that_is_cut_short_or_longer_is_a_miss() {
    let shelf = Shelf::new();
    let whole = fs::read(&shelf.entry).unwrap();
    for length in [0, 1, 15, 16, 47, 48, 49, whole.len() / 2, whole.len() - 1] {
        fs::write(&shelf.entry, &whole[..length]).unwrap();
        assert!(!shelf.hits(), "{length} bytes");
    }
    fs::write(&shelf.entry, [&whole[..], b"x"].concat()).unwrap();
    assert!(!shelf.hits());
}

#[test]
fn an_entry_under_another_components_name_is_a_miss() {
    let shelf = Shelf::new();
    let other = shelf.folder.path().join(file_name(&shelf.engine, digest("b")));
    fs::copy(&shelf.entry, other).unwrap();
    assert!(shelf.cache().get(&shelf.engine, digest("b")).is_none());
}

#[test]
fn an_entry_of_another_installation_or_made_by_hand_is_a_miss() {
    let (shelf, other) = (Shelf::new(), Shelf::new());
    fs::copy(&other.entry, &shelf.entry).unwrap();
    assert!(!shelf.hits(), "it is good code, and sealed with another key");
    // Whoever knows the layout and not the key.
    let compiled = code(&shelf.engine);
    fs::write(&shelf.entry, [b"patio code v1\0\0\0", &[0; 32][..], compiled.bytes()].concat()).unwrap();
    assert!(!shelf.hits());
    fs::write(&shelf.entry, compiled.bytes()).unwrap();
    assert!(!shelf.hits());
}

#[test]
fn an_entry_of_other_settings_is_another_entry_and_no_code_for_this_engine() {
    let shelf = Shelf::new();
    let mut config = engine::code_config(engine::SourceLines::None);
    config.epoch_interruption(false);
    let other = Engine::new(&config).unwrap();
    assert!(shelf.cache().get(&other, digest("a")).is_none());
    // Even sealed by ourselves under this engine's name: wasmtime looks, too.
    shelf.cache().put(&shelf.engine, digest("a"), &code(&other));
    assert!(!shelf.hits());
}

#[test]
fn a_link_a_folder_or_a_pipe_in_an_entrys_place_is_a_miss() {
    let shelf = Shelf::new();
    let elsewhere = shelf.folder.path().join("elsewhere");
    fs::rename(&shelf.entry, &elsewhere).unwrap();
    symlink(&elsewhere, &shelf.entry).unwrap();
    assert!(!shelf.hits());
    fs::remove_file(&shelf.entry).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&shelf.entry).status().unwrap();
    assert!(made.success());
    assert!(!shelf.hits(), "and it does not wait for somebody to write into it");
    fs::remove_file(&shelf.entry).unwrap();
    fs::create_dir(&shelf.entry).unwrap();
    assert!(!shelf.hits());
}

#[test]
fn a_key_that_others_may_read_or_that_is_damaged_is_replaced_and_seals_nothing_any_more() {
    let shelf = Shelf::new();
    let key = shelf.folder.path().join("key");
    let spoil: [&dyn Fn(); 3] = [
        &|| fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap(),
        &|| fs::write(&key, "short").unwrap(),
        &|| {
            fs::rename(&key, shelf.folder.path().join("real")).unwrap();
            symlink("real", &key).unwrap();
        },
    ];
    for spoil in spoil {
        let cache = shelf.cache();
        cache.put(&shelf.engine, digest("a"), &code(&shelf.engine));
        assert!(shelf.hits());
        spoil();
        assert!(!shelf.hits());
        assert_eq!(fs::symlink_metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_folder_that_others_may_write_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let error = CompileCache::open(folder.path(), MIB).unwrap_err();
    let expected = format!(
        "{} holds code that the host runs, but others may write it: chown it to this user and chmod 700 it",
        folder.path().display()
    );
    assert_eq!(error.to_string(), expected);
}

/// The names of what is there, the key excepted.
fn entries(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "key").collect();
    names.sort();
    names
}

fn age(path: &Path, seconds: u64) {
    let then = SystemTime::now() - Duration::from_secs(seconds);
    File::options().append(true).open(path).unwrap().set_modified(then).unwrap();
}

#[test]
fn what_was_used_longest_ago_goes_first_and_what_was_just_written_stays() {
    let (folder, engine) = (tempfile::tempdir().unwrap(), engine());
    let code = code(&engine);
    // Room for three.
    let size = u64::try_from(code.bytes().len() + 48).unwrap();
    let cache = CompileCache::open(folder.path(), 3 * size).unwrap();
    let name = |of: &str| file_name(&engine, digest(of));
    for (of, seconds) in [("a", 300), ("b", 200), ("c", 100)] {
        cache.put(&engine, digest(of), &code);
        age(&folder.path().join(name(of)), seconds);
    }
    assert_eq!(entries(folder.path()).len(), 3);
    // The oldest is used: the second oldest is the one that goes.
    assert!(cache.get(&engine, digest("a")).is_some());
    cache.put(&engine, digest("d"), &code);
    let mut expected = [name("a"), name("c"), name("d")];
    expected.sort();
    assert_eq!(entries(folder.path()), expected);
    // A clock that was set back makes no entry younger than the one that was just written.
    let future = File::options().append(true).open(folder.path().join(name("a"))).unwrap();
    future.set_modified(SystemTime::now() + Duration::from_secs(3600)).unwrap();
    cache.put(&engine, digest("e"), &code);
    let mut expected = [name("a"), name("d"), name("e")];
    expected.sort();
    assert_eq!(entries(folder.path()), expected);
}

#[test]
fn an_entry_that_is_larger_than_all_may_be_is_not_kept() {
    let (folder, engine) = (tempfile::tempdir().unwrap(), engine());
    let cache = CompileCache::open(folder.path(), 100).unwrap();
    cache.put(&engine, digest("a"), &code(&engine));
    assert_eq!(entries(folder.path()), [""; 0]);
}

#[test]
fn what_a_dead_process_left_half_written_is_taken_away_and_what_is_being_written_is_not() {
    let shelf = Shelf::new();
    let [old, new] = [".writing-1", ".writing-2"].map(|name| shelf.folder.path().join(name));
    fs::write(&old, "half").unwrap();
    fs::write(&new, "half").unwrap();
    age(&old, 7200);
    assert!(shelf.hits());
    assert!(!old.exists());
    assert!(new.exists());
}
