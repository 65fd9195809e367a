//! Rust: cargo builds straight to a component, for the target `wasm32-wasip2`.

use crate::Purpose;
use crate::error::Error;
use crate::missing::Missing;
use crate::platform::Thing;
use crate::program;
use crate::project::Project;
use crate::version::Version;
use serde::Deserialize;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TARGET: &str = "wasm32-wasip2";
/// What `patio-sdk` is written in.
const OLDEST: Version = Version(1, 95, 0);

pub(crate) fn missing(project: &Project) -> Result<Vec<Missing>, Error> {
    let Some(cargo) = program::find("cargo") else {
        let what = "Rust (there is no cargo on the PATH)";
        return Ok(vec![Missing::of_the_machine(what, Thing::Rust)]);
    };
    match program::version(&cargo, &project.folder) {
        None => return Ok(vec![Missing::too_old("Rust (cargo is there and does not run)", Thing::Rust)]),
        Some(version) if version < OLDEST => {
            let what = format!("Rust {OLDEST} or newer (cargo here is {version})");
            return Ok(vec![Missing::too_old(what, Thing::Rust)]);
        }
        Some(_) => (),
    }
    if has_target(project)? {
        return Ok(Vec::new());
    }
    if program::find("rustup").is_none() {
        let what = format!("Rust by rustup (this cargo has no target {TARGET}, and no rustup to bring it)");
        return Ok(vec![Missing::of_the_machine(what, Thing::Rust)]);
    }
    let what = format!("Rust's target {TARGET}, for which components are built");
    Ok(vec![Missing::of_a_program(what, &["rustup", "target", "add", TARGET])])
}

/// Whether the compiler's folder for the target holds the `core` library; rustc names that folder in any case.
fn has_target(project: &Project) -> Result<bool, Error> {
    // In the project's folder: a `rust-toolchain.toml` there chooses the compiler.
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(&project.folder)
        .stderr(Stdio::null())
        .output()
        .map_err(|source| Error::Start { program: "rustc".to_owned(), source })?;
    let Ok(entries) = fs::read_dir(String::from_utf8_lossy(&output.stdout).trim()) else { return Ok(false) };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
}

/// Messages of cargo, as far as they say where the component is.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    manifest_path: PathBuf,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

pub(crate) fn build(project: &Project, purpose: Purpose) -> Result<PathBuf, Error> {
    let manifest = project.folder.join("Cargo.toml");
    let mut cargo = Command::new("cargo");
    cargo.args([
        "build",
        "--lib",
        "--target",
        TARGET,
        "--message-format",
        "json-render-diagnostics",
        "--manifest-path",
    ]);
    cargo.arg(&manifest).current_dir(&project.folder).stdin(Stdio::null()).stderr(Stdio::inherit());
    match purpose {
        Purpose::Use => cargo.arg("--release"),
        // Sooner built than an optimized one; without any optimization a call would take longer than the building saves.
        Purpose::Watch => {
            cargo.args(["--config", "profile.dev.debug=\"line-tables-only\"", "--config", "profile.dev.opt-level=1"])
        }
    };
    let output = cargo.output().map_err(|source| Error::Start { program: "cargo".to_owned(), source })?;
    if !output.status.success() {
        return Err(Error::Compiler { program: "cargo".to_owned(), status: output.status });
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let messages = said.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    let ours = messages.filter(|message| message.reason == "compiler-artifact" && message.manifest_path == manifest);
    let component =
        ours.flat_map(|message| message.filenames).find(|file| file.extension().is_some_and(|e| e == "wasm"));
    component.ok_or_else(|| Error::NoComponent {
        what: format!("cargo made no component: write crate-type = [\"cdylib\"] under [lib] of {}", manifest.display()),
    })
}
