//! Calls of a venue kept in a file, and lived through again at the desk.
//!
//! A host that runs is asked through a socket beside its ledger (`host`, `ask`): who may open that may read what is in the
//! ledger anyway. What it tells is the account of each call ([`crate::adapter::witness`]), cleaned before it leaves the
//! call; the host keeps nothing of it. A recording is read (`file`) and replayed (`replay`) without a host.

mod ask;
mod difference;
mod file;
mod host;
mod past_store;
mod replay;
mod wish;

pub use ask::{AskError, Told, ask};
pub use difference::{Difference, Part};
pub use file::{ReadError, Recording};
pub use host::{Bounds, Door, DoorError};
pub use replay::{Again, Stage, replay};
pub use wish::{MAX_CALLS, MAX_TIME, Wish};

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The version of the file's format, and of what is said over the socket. Another number is another format: a field that
/// may be missing does not change it.
pub const VERSION: u32 = 1;

/// Where a host that runs on a ledger is asked for a recording.
pub fn path_beside(ledger: &Path) -> PathBuf {
    let mut path = OsString::from(ledger);
    path.push(".record");
    path.into()
}
