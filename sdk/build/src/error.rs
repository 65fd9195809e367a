//! What can go wrong, as the text that the person at the terminal reads.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::{fmt, io};

/// Why a component was not built.
#[non_exhaustive]
pub enum Error {
    /// The Rust target is missing and could not be added.
    NoTarget,
    /// The inner cargo failed; what it said stands before this.
    Build {
        /// The package's folder.
        folder: PathBuf,
        /// How cargo ended.
        status: ExitStatus,
    },
    /// Cargo succeeded, and the file is not there: the package has no such target.
    NoArtifact {
        /// The file that was expected.
        path: PathBuf,
    },
    /// A program could not be started.
    Start {
        /// Its name.
        program: &'static str,
        /// The reason.
        source: io::Error,
    },
    /// A file or folder could not be read.
    Io {
        /// Its path.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The manifest has no `name = "…"` under `[package]`.
    NoName {
        /// The manifest.
        path: PathBuf,
    },
    /// A manifest takes something from the workspace that cannot be written out.
    Inherited {
        /// The manifest.
        path: PathBuf,
        /// What.
        what: String,
    },
    /// No folder above `OUT_DIR` is a cargo target folder.
    NoTargetFolder {
        /// `OUT_DIR`.
        out: PathBuf,
    },
    /// A variable that cargo sets for build scripts is missing.
    NotABuildScript {
        /// The variable.
        variable: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTarget => {
                f.write_str("the Rust target for components is not installed; type:\nrustup target add wasm32-wasip2")
            }
            Self::Build { folder, status } => {
                write!(f, "building the component of {} failed: {status}", folder.display())
            }
            Self::NoArtifact { path } => {
                write!(f, "cargo made no {}: is the package a cdylib, or the file a bin?", path.display())
            }
            Self::Start { program, source } => write!(f, "{program} could not be started: {source}"),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
            Self::NoName { path } => write!(f, "{} has no name under [package]", path.display()),
            Self::Inherited { path, what } => write!(f, "{} cannot be carried: {what}", path.display()),
            Self::NoTargetFolder { out } => write!(f, "no folder above {} is a target folder of cargo", out.display()),
            Self::NotABuildScript { variable } => {
                write!(f, "{variable} is not set: components are built from build scripts, which cargo runs")
            }
        }
    }
}

/// The text too: a build script whose `main` returns this error shows it as it is, and ends with 1.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start { source, .. } | Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
