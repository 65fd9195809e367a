//! What an adapter may use of the premises where the host stands: folders, for a point of sale that exchanges files, and
//! addresses of its network, for one that is a database.
//!
//! Nothing of it is there unless the venue's grants name it. What is refused is told to the operator, with the line that
//! would allow it: the guest only hears that it is not permitted.

use super::log::Budget;
use crate::metrics::LimitHits;
use crate::venue::{Access, AdapterName, FolderGrant, Grants, VenueId};
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;
use wasmtime_wasi::filesystem::Dir;
use wasmtime_wasi::{FsPerms, OpenMode};

/// Refusals that are told of one call: the rest say the same.
const TOLD_REFUSALS: usize = 3;

/// Files that a disk must still have room for. A file system counts them apart from bytes, and the host needs some.
const FREE_FILES: u64 = 1000;

/// How long a call waits for files of earlier ones. A disk that works closes them in far less; the rest of the deadline
/// is the call's own.
const FILES_BACK_WAIT: Duration = Duration::from_millis(250);

/// What a venue grants of the premises.
#[derive(Debug)]
pub struct Premises {
    pub(super) venue: VenueId,
    pub(super) adapter: AdapterName,
    pub(super) grants: Grants,
    /// One for each call at once. A folder of a network that hangs holds the thread that opens it for as long as it
    /// hangs: so many threads are lost to a venue, and no more.
    opening: Arc<Semaphore>,
    /// Files that are closed now, or that an operation of a call that is over still has: those of each call together.
    /// As long as one is alive, a thread may wait for its disk.
    away: Mutex<Vec<Vec<Weak<File>>>>,
    /// Of them, how many are let be: one for each call at once.
    most_away: usize,
    /// Told when some were closed.
    closed: Notify,
}

/// A granted folder, open for a call.
pub(super) struct OpenFolder {
    pub(super) grant: FolderGrant,
    pub(super) dir: Dir,
    /// Whether its disk has room for more.
    pub(super) has_room: bool,
}

/// Tells the operator what a call was refused.
pub(in crate::adapter) struct Refusals {
    log: Arc<Budget>,
    limit_hits: LimitHits,
    told: AtomicUsize,
}

// === impl Premises ===

impl Premises {
    /// What a venue's adapter may use, for so many calls at once.
    pub fn new(venue: &VenueId, adapter: &AdapterName, grants: &Grants, calls_at_once: usize) -> Self {
        Self {
            venue: venue.clone(),
            adapter: adapter.clone(),
            grants: grants.clone(),
            opening: Arc::new(Semaphore::new(calls_at_once.min(Semaphore::MAX_PERMITS))),
            away: Mutex::default(),
            most_away: calls_at_once,
            closed: Notify::new(),
        }
    }

    /// `adapter "till" of venue "crown"`.
    pub(super) fn whose(&self) -> String {
        format!("adapter \"{}\" of venue \"{}\"", self.adapter, self.venue)
    }

    /// Whether a connection may be opened.
    pub(super) fn allows_tcp(&self, address: SocketAddr) -> bool {
        self.grants.allows_tcp(address)
    }

    /// Opens the granted folders for a call, on another thread: a disk may be slow. They are opened anew each time, so
    /// that one that the point of sale made anew is found. What cannot be opened is told, and not lent.
    pub(super) async fn open(self: &Arc<Self>, free_bytes: usize, refusals: &Refusals) -> Vec<OpenFolder> {
        if !self.files_are_back().await {
            refusals.tell(&format!(
                "{} has no folders for now: reading, writing or closing files of {} earlier calls does not end; the disk or \
                 the share of the network hangs",
                self.whose(),
                self.most_away
            ));
            return Vec::new();
        }
        let Ok(permit) = Arc::clone(&self.opening).acquire_owned().await else { return Vec::new() };
        let folders = self.grants.folders.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let opened: Vec<_> = folders.into_iter().map(|grant| open(grant, free_bytes)).collect();
            // Held until the thread is free again, whether or not anybody waits.
            drop(permit);
            opened
        });
        let mut folders = Vec::new();
        for opened in opened.await.unwrap_or_default() {
            match opened {
                Ok(folder) => folders.push(folder),
                Err((grant, error)) => refusals.tell(&format!(
                    "{} has no folder {}: {} cannot be opened: {error}",
                    self.whose(),
                    grant.name,
                    grant.path.display()
                )),
            }
        }
        folders
    }

    /// Closes files of a call, on another thread: a disk may be slow, and a share of the network takes then what was
    /// written. None where there is nothing to wait for. What still works on one of them, for a call that was cut short,
    /// closes it at its end.
    pub(super) fn close(self: &Arc<Self>, files: Vec<Arc<File>>) -> Option<JoinHandle<()>> {
        if files.is_empty() {
            return None;
        }
        let handle = Handle::try_current().ok()?;
        let files_away = files.iter().map(Arc::downgrade).collect();
        self.away().push(files_away);
        let premises = Arc::clone(self);
        Some(handle.spawn_blocking(move || {
            drop(files);
            premises.closed.notify_waiters();
        }))
    }

    /// Waits a little until few enough calls have left threads behind that wait for a disk; false where they stay. A disk
    /// that answers when its folders are opened and hangs when its files are read would else take one thread of the host
    /// with each call, and the host has a few hundred for everything.
    async fn files_are_back(&self) -> bool {
        let back = async {
            loop {
                // Before it is looked: what is closed meanwhile is not missed.
                let closed = self.closed.notified();
                if self.away().len() < self.most_away {
                    return;
                }
                closed.await;
            }
        };
        tokio::time::timeout(FILES_BACK_WAIT, back).await.is_ok()
    }

    /// Those that are still away.
    fn away(&self) -> MutexGuard<'_, Vec<Vec<Weak<File>>>> {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        away.retain(|files| files.iter().any(|file| file.strong_count() > 0));
        away
    }
}

fn open(grant: FolderGrant, free_bytes: usize) -> Result<OpenFolder, (FolderGrant, std::io::Error)> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let opened = rustix::fs::open(&grant.path, flags, Mode::empty());
    let opened = opened.and_then(|folder| Ok((rustix::fs::fstatvfs(&folder)?, folder)));
    match opened {
        Ok((disk, folder)) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            // A file system that counts no files has none to run out of.
            let has_files = disk.f_files == 0 || disk.f_favail >= FREE_FILES;
            let has_room = has_files && free >= u64::try_from(free_bytes).unwrap_or(u64::MAX);
            let (perms, mode) = match grant.access {
                Access::Read => (FsPerms::ReadOnly, OpenMode::READ),
                Access::Write => (FsPerms::ReadWrite, OpenMode::READ | OpenMode::WRITE),
            };
            Ok(OpenFolder { grant, dir: Dir::new(File::from(folder), perms, mode, false), has_room })
        }
        Err(error) => Err((grant, error.into())),
    }
}

// === impl Refusals ===

impl Refusals {
    pub(in crate::adapter) fn new(log: &Arc<Budget>, limit_hits: &LimitHits) -> Arc<Self> {
        Arc::new(Self { log: Arc::clone(log), limit_hits: limit_hits.clone(), told: AtomicUsize::new(0) })
    }

    /// The next call of a kept instance.
    pub(super) fn renew(&self) {
        self.told.store(0, Ordering::Relaxed);
    }

    /// Tells one, unless this call had its share.
    pub(super) fn tell(&self, text: &str) {
        if self.told.fetch_add(1, Ordering::Relaxed) < TOLD_REFUSALS {
            self.log.tell_whole(text);
        }
    }

    /// Tells that a limit of this name was hit, and counts it.
    pub(super) fn hit(&self, limit: &'static str, text: &str) {
        self.limit_hits.hit(limit);
        self.tell(text);
    }
}

/// What a guest wrote, as it may stand in a line of the log.
pub(super) fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 128;
    let cut: String = text.chars().take(MAX_CHARS).collect();
    let rest = if cut.len() < text.len() { "…" } else { "" };
    format!("{cut:?}{rest}")
}
