//! What the inner cargo may inherit: what a person's shell would give it, and nothing of the outer build.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::Error;

/// Set by or for the outer build. Left in place, they would build components with a linter's or a coverage tool's
/// flags, into the outer target folder, or anew whenever the kind of outer build changes.
const NAMES: &[&str] = &[
    "CARGO_BUILD_BUILD_DIR",
    "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
    "CARGO_BUILD_RUSTC_WRAPPER",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_ENCODED_RUSTDOCFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_LINKS",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_DIR",
    "CLIPPY_ARGS",
    "CLIPPY_TERMINAL_WIDTH",
    "DEBUG",
    "HOST",
    "LLVM_PROFILE_FILE",
    "NUM_JOBS",
    "OPT_LEVEL",
    "OUT_DIR",
    "PROFILE",
    "RUSTC_BOOTSTRAP",
    "RUSTC_LINKER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "TARGET",
];

/// The same, where the rest of the name varies. `CARGO_TARGET_<TRIPLE>_LINKER` and its like stay: they say how this
/// machine links, and the inner build links build scripts and procedural macros.
const PREFIXES: &[&str] =
    &["CARGO_CFG_", "CARGO_FEATURE_", "CARGO_LLVM_COV", "CARGO_PKG_", "CARGO_PROFILE_", "DEP_", "__CARGO_LLVM_COV"];

/// Takes from a command's environment what belongs to the outer build.
///
/// The job server stays (`CARGO_MAKEFLAGS`), so that both builds together use as many cores as the outer one was
/// given; so do `RUSTC` and `RUSTUP_TOOLCHAIN`, so that both use one compiler.
pub(crate) fn clean(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_of_the_outer_build) {
            command.env_remove(name);
        }
    }
}

fn is_of_the_outer_build(name: &str) -> bool {
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// A folder that cargo names to build scripts.
pub(crate) fn folder(variable: &'static str) -> Result<PathBuf, Error> {
    env::var_os(variable).map(PathBuf::from).ok_or(Error::NotABuildScript { variable })
}

/// A program that cargo names to build scripts.
pub(crate) fn program(variable: &str, otherwise: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| otherwise.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_folders_of_the_outer_build_are_taken_away() {
        for name in ["RUSTFLAGS", "CARGO_TARGET_DIR", "CARGO_PROFILE_RELEASE_LTO", "CARGO_PKG_NAME", "DEP_Z_ROOT"] {
            assert!(is_of_the_outer_build(name), "{name}");
        }
    }

    #[test]
    fn the_compiler_the_job_server_and_the_linkers_stay() {
        for name in [
            "CARGO",
            "CARGO_HOME",
            "CARGO_MAKEFLAGS",
            "CARGO_NET_OFFLINE",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
            "PATH",
            "RUSTC",
            "RUSTUP_TOOLCHAIN",
        ] {
            assert!(!is_of_the_outer_build(name), "{name}");
        }
    }
}
