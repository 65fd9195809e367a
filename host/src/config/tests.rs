//! Rules of the configuration, each with the whole text that an operator reads.

mod defaults;
mod environment;
mod grants;
mod http;
mod keys;
mod limits;
mod reload;
mod secrets;
mod server;
mod venues;

use super::*;
use expect_test::{Expect, expect};
use std::fmt::Write as _;
use tempfile::TempDir;

/// A venue that is right: lines 1 to 4.
const CROWN: &str = r#"[venues.crown]
adapter = "demo"
account_id = "acc_crown"
passwords = [{ value = "pw" }]
"#;

type Outcome = Result<(Config, Vec<Warning>), Problems>;

/// A folder as `patio.toml` lies in.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        std::fs::create_dir(folder.0.path().join("adapters")).unwrap();
        folder.with("adapters/demo.wasm", "").with("adapters/square.wasm", "")
    }

    /// With a file that only its owner may read.
    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        self.permit(name, 0o600)
    }

    fn with_folders(self, names: &[&str]) -> Self {
        names.iter().for_each(|name| std::fs::create_dir_all(self.0.path().join(name)).unwrap());
        self
    }

    fn permit(self, name: &str, mode: u32) -> Self {
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(self.0.path().join(name), permissions).unwrap();
        self
    }

    fn parse(&self, toml: &str, env: &[(&str, &str)]) -> Outcome {
        let env = env.iter().map(|&(name, text)| (name.to_owned(), text.to_owned()));
        Config::parse(toml, self.0.path(), env)
    }

    #[track_caller]
    fn check(&self, toml: &str, env: &[(&str, &str)], expected: Expect) {
        let text = report(&self.parse(toml, env));
        expected.assert_eq(&text.replace(&format!("{}/", self.0.path().display()), ""));
    }
}

/// Everything that is said about a configuration.
fn report(outcome: &Outcome) -> String {
    let mut report = String::new();
    let (problems, warnings) = match outcome {
        Ok((_, warnings)) => (&[][..], warnings),
        Err(problems) => (&problems.problems[..], &problems.warnings),
    };
    for finding in problems.iter().chain(warnings) {
        let level = match finding.level {
            Level::Problem => "",
            Level::Degraded => "(degraded) ",
            Level::Warning => "(warning) ",
        };
        writeln!(report, "{level}{finding}").unwrap();
    }
    if report.is_empty() { "fine".to_owned() } else { report }
}

/// What is said about a whole file.
#[track_caller]
fn check_config(toml: &str, expected: Expect) {
    Folder::new().check(toml, &[], expected);
}

/// What is said about lines, from the fifth on, below [`CROWN`].
#[track_caller]
fn check_crown(lines: &str, expected: Expect) {
    check_config(&format!("{CROWN}{lines}"), expected);
}

/// What is said about [`CROWN`] in an environment.
#[track_caller]
fn check_environment(env: &[(&str, &str)], expected: Expect) {
    Folder::new().check(CROWN, env, expected);
}

/// The venue of [`CROWN`] with more lines.
fn crown(lines: &str, env: &[(&str, &str)]) -> Arc<Venue> {
    let outcome = Folder::new().parse(&format!("{CROWN}{lines}"), env);
    let (config, _) = outcome.unwrap();
    config.venues.values().next().unwrap().clone()
}
