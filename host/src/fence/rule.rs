//! One thing that a fence lets in.

use std::fmt;
use std::path::{Path, PathBuf};

/// A file, or a folder with all that is below it, and what may be done there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Rule {
    /// Absolute, links followed.
    pub path: PathBuf,
    /// What may be done.
    pub access: Access,
    /// Whose it is: the setting that names it, or what the process needs it for.
    pub what: String,
    /// Whether the process needs it on any machine that has it; else a setting names it.
    pub of_machine: bool,
}

/// What may be done with a file, or in a folder.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    /// Read, and list.
    Read,
    /// That, and make, change, rename and remove files and folders. No links, devices, pipes or sockets.
    Write,
    /// Read, and start as a program.
    Run,
}

// === impl Rule ===

impl Rule {
    /// For what a setting names.
    pub(super) fn of_setting(what: impl Into<String>, path: PathBuf, access: Access) -> Self {
        Self { path, access, what: what.into(), of_machine: false }
    }

    /// Whether what another lets in is let in by this.
    pub(super) fn covers(&self, other: &Self) -> bool {
        other.path.starts_with(&self.path) && self.access.includes(other.access)
    }

    /// For what the process needs of the machine.
    pub(super) fn of_machine(what: &str, path: impl AsRef<Path>, access: Access) -> Self {
        Self { path: path.as_ref().to_owned(), access, what: what.to_owned(), of_machine: true }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.path.display())
    }
}

// === impl Access ===

impl Access {
    /// Whether whoever has this has the other too.
    pub fn includes(self, other: Self) -> bool {
        self == other || other == Self::Read
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Run => "run",
        })
    }
}
