//! One grant of a folder: where it lies, what the adapter calls it, and whether it may write there.

use std::path::PathBuf;

/// A folder that a venue's adapter may use, with everything below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FolderGrant {
    /// Where it lies on this machine.
    pub path: PathBuf,
    /// What the adapter calls it: `/exchange`. One segment; no two grants of a venue have the same.
    pub name: String,
    /// What the adapter may do there.
    pub access: Access,
}

/// What an adapter may do in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// List it and read its files.
    Read,
    /// That, and make, change, rename and remove files and folders. Never links.
    Write,
}

// === impl Access ===

impl Access {
    /// As it is written in the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}
