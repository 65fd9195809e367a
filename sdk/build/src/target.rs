//! The Rust target for components: installed with rustup where it is missing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::environment;
use crate::{Error, TARGET};

/// Makes sure that the outer build's toolchain can build components.
///
/// `rust-toolchain.toml` names the target, and rustup fetches it with the first command, except where
/// `RUSTUP_AUTO_INSTALL=0` forbids it, or where the toolchain was chosen on the command line.
pub(crate) fn ensure(target_folder: &Path) -> Result<(), Error> {
    if is_installed()? {
        return Ok(());
    }
    // Two build scripts may find it missing at the same time; rustup itself does not wait for its like.
    let _lock = lock(target_folder)?;
    if is_installed()? || (add() && is_installed()?) { Ok(()) } else { Err(Error::NoTarget) }
}

/// Whether the compiler's folder for the target holds the `core` library; rustc names that folder in any case.
fn is_installed() -> Result<bool, Error> {
    let output = Command::new(environment::program("RUSTC", "rustc"))
        .args(["--print", "target-libdir", "--target", TARGET])
        .stderr(Stdio::null())
        .output()
        .map_err(|source| Error::Start { program: "rustc", source })?;
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(false);
    };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
}

/// Asks rustup, which takes the toolchain from `RUSTUP_TOOLCHAIN`: the one that runs this build.
fn add() -> bool {
    let status = Command::new("rustup").args(["target", "add", TARGET]).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Held until it is dropped.
fn lock(target_folder: &Path) -> Result<File, Error> {
    let path = target_folder.join(".rustup-lock");
    let io = |source| Error::Io { path: path.clone(), source };
    fs::create_dir_all(target_folder).map_err(io)?;
    let file = File::create(&path).map_err(io)?;
    file.lock().map_err(io)?;
    Ok(file)
}
