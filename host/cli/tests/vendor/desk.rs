//! A vendor's desk: a folder, a `PATH`, and the binary.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) const LANGUAGES: [&str; 4] = ["rust", "javascript", "python", "c"];

/// The folder, and the programs that are found from it.
pub(crate) struct Desk {
    folder: TempDir,
    /// None: those of this machine.
    path: Option<PathBuf>,
}

/// What a command said, and its exit code.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

// === impl Desk ===

impl Desk {
    /// With the programs of this machine.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), path: None }
    }

    /// With no program at all but those that are put there.
    pub(crate) fn bare() -> Self {
        let desk = Self::new();
        let path = desk.path().join("bin");
        fs::create_dir(&path).unwrap();
        Self { path: Some(path), ..desk }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A program that is there now, as a script.
    pub(crate) fn put(&self, name: &str, script: &str) {
        let file = self.path.as_ref().unwrap().join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// `patio`, about to be run in a folder below.
    pub(crate) fn command(&self, below: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_patio"));
        command.args(arguments).current_dir(self.path().join(below)).env_remove("PATIO_LOG");
        // What this test run is built with is not the vendor's.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_") && name != "CARGO_HOME" || name == "RUSTFLAGS" {
                command.env_remove(name);
            }
        }
        if let Some(path) = &self.path {
            command.env("PATH", path);
        }
        command
    }

    /// Runs it.
    pub(crate) fn run(&self, below: &str, arguments: &[&str]) -> Said {
        self.command(below, arguments).output().unwrap().into()
    }

    /// A project, as `patio new` makes it.
    pub(crate) fn project(&self, name: &str, language: &str) -> PathBuf {
        let said = self.run(".", &["new", name, "--lang", language]);
        assert_eq!(said.code, 0, "{}", said.err);
        self.path().join(name)
    }
}

// === impl Said ===

impl Said {
    /// What it said on stderr and its code, with this machine's own way to install something, and its folder, taken out.
    pub(crate) fn refusal(&self, desk: &Desk) -> String {
        let folder = desk.path().canonicalize().unwrap().display().to_string();
        let shown = self.err.replace(&folder, "DESK");
        let line = |line: &str| {
            let words: Vec<_> = line.split_whitespace().collect();
            let is_of_the_machine = words.first().is_some_and(|first| ["brew", "see", "sudo"].contains(first));
            if is_of_the_machine { "    (of this machine)".to_owned() } else { line.to_owned() }
        };
        let lines: Vec<_> = shown.lines().map(line).collect();
        format!("{}\nexit {}", lines.join("\n"), self.code)
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// All files below a folder: path and content.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, top: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, top, files);
            } else {
                let name = path.strip_prefix(top).unwrap().display().to_string();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    files
}
