//! How a ledger or a store can fail: at start, for good, with what to do about it; later, for now.

use std::path::PathBuf;

/// Why a file of this host's could not be opened. The text names the file and what to do.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's text says what it is; the fields are what the text names")]
pub enum OpenError {
    #[error("there is no {what} at {path}: `patio serve` makes one when it starts")]
    Missing { what: &'static str, path: PathBuf },

    #[error("{path} is no database: name another file for the {what}, or put the right one there")]
    NoDatabase { what: &'static str, path: PathBuf },

    #[error("{path} is a database of something else: name another file for the {what}")]
    Foreign { what: &'static str, path: PathBuf },

    #[error(
        "the {what} {path} has version {found}, this patio knows up to {known}: \
         run the newer patio again, or restore the copy from before it ran"
    )]
    Newer { what: &'static str, path: PathBuf, found: i64, known: i64 },

    #[error("the {what} {path} has version {found}, this patio reads {known}: `patio serve` brings it up to date")]
    Older { what: &'static str, path: PathBuf, found: i64, known: i64 },

    #[error(
        "the {what} {path} is in use by another host{}: stop that one first, since two on one {what} would deliver \
         payments twice", holder.as_deref().map(|id| format!(" (process {id})")).unwrap_or_default()
    )]
    InUse { what: &'static str, path: PathBuf, holder: Option<String> },

    #[error(
        "the {what} {path} cannot be made safe: {setting} is {found:?} and must be {wanted:?}; \
         use a local disk, not a network folder"
    )]
    Unsafe { what: &'static str, path: PathBuf, setting: &'static str, wanted: &'static str, found: String },

    #[error("the {what} {path} cannot be opened: {reason}")]
    Io { what: &'static str, path: PathBuf, reason: String },
}

/// Why the ledger did not do what it was asked for.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LedgerError {
    /// The disk is full, or failed, or the file is gone. It may work again later; nothing may be acknowledged now.
    #[error("the ledger is unavailable: {0}")]
    Unavailable(String),
    /// The host is stopping.
    #[error("the ledger is closed")]
    Closed,
    /// It was opened to be read beside a running host.
    #[error("the ledger was opened to be read only")]
    ReadOnly,
    /// An entry or a row that this version cannot read.
    #[error("the ledger holds what this patio cannot read: {0}")]
    Unreadable(String),
}
