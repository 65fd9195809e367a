//! Fences that are raised, each in a thread of its own: it holds for that thread alone and ends with it.

use super::*;
use crate::config::Config;
use std::fs;
use tempfile::TempDir;

const CROWN: &str = r#"[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "pw" }]
"#;

/// A folder of the point of sale's is granted.
const POS: &str = "allow.folders = [{ path = \"../pos\", access = \"write\" }]";

/// A folder as a host's lies in, with more of it outside.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        for folder in ["host/adapters", "host/patio-cache", "host/data", "pos", "other"] {
            fs::create_dir_all(place.at(folder)).unwrap();
        }
        place.write("host/adapters/demo.wasm", "").write("other/secret", "hunter2").write("pos/orders.csv", "1")
    }

    fn at(&self, name: &str) -> PathBuf {
        real(self.0.path()).join(name)
    }

    fn write(self, name: &str, text: &str) -> Self {
        fs::write(self.at(name), text).unwrap();
        self
    }

    fn config(&self, more: &str) -> Config {
        let toml = format!("{CROWN}{more}\n[ledger]\nurl = \"sqlite://data/patio.db\"\n");
        Config::parse(&toml, &self.at("host"), []).unwrap_or_else(|problems| panic!("{problems}")).0
    }

    fn file(&self) -> PathBuf {
        self.at("host/patio.toml")
    }

    fn fence(&self, more: &str) -> Fence {
        Fence::around(&self.config(more), &self.file())
    }

    /// The rules of a configuration, without those of the machine and without the folder's own name.
    fn named(&self, rules: &[Rule]) -> Vec<String> {
        let named = rules.iter().filter(|rule| !rule.of_machine);
        let root = format!("{}/", self.at("").display()).replace("//", "/");
        named.map(|rule| format!("{} {}", rule.access, rule).replace(&root, "")).collect()
    }
}

/// Runs something inside a fence.
fn inside<T: Send + 'static>(fence: Fence, work: impl FnOnce(Standing) -> T + Send + 'static) -> T {
    std::thread::spawn(move || work(fence.raise_here().unwrap())).join().unwrap()
}

#[test]
fn a_configuration_lets_in_what_it_names_and_only_writes_where_it_must() {
    let place = Place::new().write("host/token", "t").write("other/token", "t");
    let lines = format!(
        "settings.a = {{ file = \"token\" }}\nsettings.b = {{ file = \"{}\" }}\n{POS}",
        place.at("other/token").display()
    );
    let fence = place.fence(&lines);
    let mut rules = place.named(fence.rules());
    rules.sort();
    assert_eq!(
        rules,
        [
            "read [adapters] folder host/adapters",
            "read the configuration host",
            "read the file of a secret host",
            "read the file of a secret other",
            "write [adapters] cache host/patio-cache",
            "write [ledger] url host/data",
            "write [venues.crown.allow] folders pos",
        ]
    );
}

#[test]
#[cfg(target_os = "linux")]
fn inside_the_fence_nothing_else_is_read_written_or_run() {
    let place = Place::new();
    let fence = place.fence(POS);
    let [secret, beside, adapter, config, data, orders] = [
        "other/secret",
        "other/new",
        "host/adapters/new.wasm",
        "host/patio.toml",
        "host/data/patio.db-wal",
        "pos/orders.csv",
    ]
    .map(|name| place.at(name));
    fs::write(&config, CROWN).unwrap();
    let denied = |error: std::io::Error| error.kind() == std::io::ErrorKind::PermissionDenied;
    inside(fence, move |standing| {
        assert!(denied(fs::read(&secret).unwrap_err()));
        assert!(denied(fs::write(&beside, "x").unwrap_err()));
        assert!(denied(fs::write(&adapter, "x").unwrap_err()), "adapters are read, not written");
        assert!(denied(fs::write(&config, "x").unwrap_err()), "the configuration is read, not written");
        assert!(fs::hard_link(&secret, &data).is_err(), "nothing is carried in by a link");
        assert!(denied(std::process::Command::new("/bin/sh").spawn().map(drop).unwrap_err()));
        assert_eq!(fs::read_to_string(&config).unwrap(), CROWN);
        fs::write(&data, "x").unwrap();
        fs::remove_file(&data).unwrap();
        fs::write(&orders, "2").unwrap();
        assert_eq!(standing.proof.got_out(), None);
        assert_eq!(standing.proof.refused().len(), 3, "{:?}", standing.proof);
    });
    // It held for that thread; this one is as free as before.
    assert_eq!(fs::read_to_string(place.at("other/secret")).unwrap(), "hunter2");
}

#[test]
#[cfg(target_os = "linux")]
fn inside_the_fence_the_process_starts_itself() {
    let place = Place::new();
    let own = std::env::current_exe().unwrap();
    let output = inside(place.fence(""), move |_| {
        std::process::Command::new(own).args(["--list", "--format", "terse"]).output().unwrap()
    });
    assert!(String::from_utf8_lossy(&output.stdout).contains("the_process_starts_itself"), "{output:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_not_there_yet_is_told() {
    let place = Place::new();
    fs::remove_dir_all(place.at("host/adapters")).unwrap();
    let elsewhere = format!("[adapters]\nfolder = \"{}\"", place.at("adapters").display());
    let missing = inside(place.fence(&elsewhere), |standing| standing.missing);
    assert_eq!(place.named(&missing), ["read [adapters] folder adapters"]);
    let missing = inside(place.fence(""), |standing| standing.missing);
    assert_eq!(missing, [], "in the configuration's folder it is found when it comes");
}

#[test]
#[cfg(unix)]
fn what_was_made_anew_is_told_for_it_is_another_folder() {
    let place = Place::new();
    let fence = place.fence(POS);
    assert_eq!(fence.replaced(), []);
    // Kept under another name, so that its number is not given to the new one.
    fs::rename(place.at("pos"), place.at("old")).unwrap();
    assert_eq!(fence.replaced(), [], "it is gone, which its adapter is told");
    fs::create_dir(place.at("pos")).unwrap();
    assert_eq!(place.named(&fence.replaced()), ["write [venues.crown.allow] folders pos"]);
}

#[test]
fn what_a_new_configuration_names_beyond_the_fence_is_told() {
    let place = Place::new().write("other/token", "t");
    let fence = place.fence("");
    let outside = |more: &str| place.named(&fence.outside(&place.config(more), &place.file()));
    assert_eq!(outside(""), Vec::<String>::new());
    let read = POS.replace("write", "read");
    assert_eq!(outside(&read), ["read [venues.crown.allow] folders pos"]);
    let fenced = place.fence(&read);
    let outside_of_read = |more: &str| place.named(&fenced.outside(&place.config(more), &place.file()));
    assert_eq!(outside_of_read(&read), Vec::<String>::new());
    assert_eq!(outside_of_read(POS), ["write [venues.crown.allow] folders pos"], "it is let in to be read");
    let secret = format!("settings.a = {{ file = \"{}\" }}", place.at("other/token").display());
    assert_eq!(outside(&secret), ["read the file of a secret other"]);
}

#[test]
fn a_fence_around_everything_is_refused() {
    let place = Place::new();
    let mut config = place.config("");
    config.adapters.folder = PathBuf::from("/");
    let fence = Fence::around(&config, &place.file());
    assert_eq!(
        fence.raise_here().unwrap_err().to_string(),
        "[adapters] folder is the root of all files: a fence around everything is none"
    );
}

#[test]
fn a_file_at_the_root_is_let_in_alone() {
    let rules = plan::rules(&Place::new().config(""), Path::new("/patio.toml"), &|path: &Path| path.to_owned());
    let config = rules.iter().find(|rule| rule.what == "the configuration").unwrap();
    assert_eq!(config.path, Path::new("/patio.toml"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_process_with_threads_is_not_fenced_in_halfway() {
    let fence = Place::new().fence("");
    // The test runner has threads.
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let other = std::thread::spawn(move || receiver.recv());
    assert!(matches!(fence.raise(), Err(FenceError::Late(2..))));
    drop(sender);
    let _ = other.join();
}
