//! The programs of a tool chain: where they are, which version, and how they are run.

use crate::error::Error;
use crate::version::Version;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// A program by its name, where the shell would find it.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    // An empty part means the current folder to a shell: nobody keeps compilers there.
    env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// What a program says its version is; None where it does not run (a shim of something that is not installed).
pub(crate) fn version(program: &Path, folder: &Path) -> Option<Version> {
    let output = Command::new(program).arg("--version").current_dir(folder).stdin(Stdio::null()).output().ok()?;
    let output = output.status.success().then_some(output)?;
    Version::in_text(&String::from_utf8_lossy(&output.stdout))
}

/// Runs a command in a folder, its words on the terminal. A program with a slash in it is one of the folder.
pub(crate) fn run(folder: &Path, command: &[String]) -> Result<ExitStatus, Error> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(Error::NoComponent { what: "an empty command".to_owned() });
    };
    let path = if program.contains('/') { folder.join(program) } else { PathBuf::from(program) };
    let mut command = Command::new(path);
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command.status().map_err(|source| Error::Start { program: program.clone(), source })
}

/// Runs a compiler to its end: what it says is shown as it is.
pub(crate) fn compile(name: &str, command: &mut Command) -> Result<(), Error> {
    let status = command.stdin(Stdio::null()).status();
    let status = status.map_err(|source| Error::Start { program: name.to_owned(), source })?;
    if status.success() { Ok(()) } else { Err(Error::Compiler { program: name.to_owned(), status }) }
}
