//! `wasi:filesystem`: the folders that the venue's grants name, and no more of the disk than its limits allow.
//!
//! The stock implementation keeps paths inside a folder and a folder that is granted for reading unwritten. In front of
//! it stand the rules that it has not: how much is written, how many files are open, that only files and folders are
//! opened, and that no link is made. A link that an adapter lays is followed by the point of sale, which may go where the
//! adapter may not.

mod open;
mod wasi;
mod written;

pub(in crate::adapter) use wasi::FilesView;
pub(super) use wasi::link;

use super::premises::{OpenFolder, Premises, Refusals, shown};
use crate::adapter::witness::{Premise, Witness};
use crate::venue::{Access, Limits};
use rustix::io::Errno;
use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;
use wasmtime_wasi::p2::{FsError, FsResult};
use written::Allowance;

/// The files of one call.
pub(in crate::adapter) struct Files {
    premises: Option<Arc<Premises>>,
    refusals: Arc<Refusals>,
    folders: Vec<OpenFolder>,
    /// To which of the folders a descriptor belongs.
    known: HashMap<u32, usize>,
    /// What was opened. A stream holds its file open after the descriptor is gone, so descriptors are not what is counted.
    /// They are kept here so that they are closed where waiting for a disk holds nobody up.
    held: Vec<Arc<File>>,
    allowance: Arc<Allowance>,
    limits: FileLimits,
    changes: usize,
    /// Who notes the call, where somebody does. Such a call has an instance of its own.
    witness: Option<Arc<Witness>>,
}

/// What of the venue's limits is about files.
#[derive(Clone, Copy)]
struct FileLimits {
    open_files: usize,
    file_bytes: u64,
    write_bytes: usize,
    changes: usize,
    entries: usize,
    free_bytes: usize,
}

// === impl Files ===

impl Files {
    pub(in crate::adapter) fn new(
        premises: Option<&Arc<Premises>>,
        refusals: &Arc<Refusals>,
        limits: &Limits,
        witness: Option<&Arc<Witness>>,
    ) -> Self {
        let limits = FileLimits {
            open_files: limits.open_files,
            file_bytes: u64::try_from(limits.file_bytes).unwrap_or(u64::MAX),
            write_bytes: limits.file_write_bytes,
            changes: limits.file_changes,
            entries: limits.folder_entries,
            free_bytes: limits.folder_free_bytes,
        };
        Self {
            premises: premises.filter(|premises| !premises.grants.folders.is_empty()).cloned(),
            refusals: Arc::clone(refusals),
            folders: Vec::new(),
            known: HashMap::new(),
            held: Vec::new(),
            allowance: Arc::new(Allowance::new(limits.write_bytes, limits.file_bytes)),
            limits,
            changes: 0,
            witness: witness.cloned(),
        }
    }

    /// Opens what is granted, before the guest runs. Nothing is done where nothing is.
    pub(in crate::adapter) async fn open(&mut self) {
        if let Some(premises) = &self.premises {
            self.folders = premises.open(self.limits.free_bytes, &self.refusals).await;
        }
    }

    /// The next call of a kept instance.
    pub(in crate::adapter) fn renew(&mut self) {
        self.refusals.renew();
        self.allowance.renew(self.limits.write_bytes);
        self.changes = 0;
    }

    fn tell(&self, text: &str) {
        if let Some(premises) = &self.premises {
            self.refusals.tell(&format!("{} {text}", premises.whose()));
        }
    }

    /// The same of a limit that was hit, which is counted.
    fn hit(&self, limit: &'static str, text: &str) {
        if let Some(premises) = &self.premises {
            self.refusals.hit(limit, &format!("{} {text}", premises.whose()));
        }
    }

    fn folder(&self, fd: &Resource<Descriptor>) -> FsResult<(usize, &OpenFolder)> {
        let index = self.known.get(&fd.rep()).copied().ok_or(ErrorCode::BadDescriptor)?;
        let folder = self.folders.get(index).ok_or(ErrorCode::BadDescriptor)?;
        Ok((index, folder))
    }

    /// Notes a path that is used, and refuses one that leads out of its folder by its text alone. Links are what the
    /// system itself does not follow.
    fn check_path(&self, fd: &Resource<Descriptor>, path: &str) -> FsResult<()> {
        if let Some(witness) = &self.witness
            && let Ok((_, folder)) = self.folder(fd)
        {
            witness.premise(Premise::File { folder: folder.grant.name.clone(), path: path.to_owned() });
        }
        if !leads_out(path) {
            return Ok(());
        }
        let (_, folder) = self.folder(fd)?;
        self.tell_way_out(folder, path);
        Err(ErrorCode::NotPermitted.into())
    }

    fn tell_way_out(&self, folder: &OpenFolder, path: &str) {
        self.tell(&format!("may not leave its folder {}: {} leads out of it", folder.grant.name, shown(path)));
    }

    /// Whether something in a folder may be changed: granted, and within what a call may change.
    fn may_change(&mut self, fd: &Resource<Descriptor>) -> FsResult<()> {
        self.may_write(fd)?;
        if self.changes >= self.limits.changes {
            let most = self.limits.changes;
            self.hit(
                "file_changes",
                &format!("made more than {most} changes to files in one call, which limits.file_changes allows"),
            );
            return Err(ErrorCode::NotPermitted.into());
        }
        self.changes += 1;
        Ok(())
    }

    /// Closes what the guest let go, and waits for it. What comes next, be it a name that is changed or the call's answer,
    /// must find on the disk what was written: a share of the network takes it when its file is closed.
    pub(in crate::adapter) async fn settle(&mut self) {
        let Some(premises) = &self.premises else { return };
        let let_go: Vec<_> = self.held.extract_if(.., |file| Arc::strong_count(file) == 1).collect();
        if let Some(closing) = premises.close(let_go) {
            let _ = closing.await;
        }
    }

    /// Whether one more may be open. The granted folders themselves are not counted.
    fn may_hold_another(&self) -> FsResult<()> {
        let most = self.limits.open_files;
        if self.held.len() < most {
            return Ok(());
        }
        self.hit("open_files", &format!("had more than {most} files open in one call, which limits.open_files allows"));
        Err(Errno::MFILE.into_fs())
    }

    fn may_write(&self, fd: &Resource<Descriptor>) -> FsResult<()> {
        let (_, folder) = self.folder(fd)?;
        if folder.grant.access == Access::Write {
            return Ok(());
        }
        let (name, path) = (&folder.grant.name, folder.grant.path.display().to_string());
        let venue = self.premises.as_ref().map(|premises| premises.venue.as_str()).unwrap_or_default();
        self.tell(&format!(
            "may not write in its folder {name}; hint: write {{ path = {path:?}, access = \"write\" }} in [venues.{venue}.allow] folders"
        ));
        Err(ErrorCode::NotPermitted.into())
    }

    /// Whether something may be added to a folder's disk.
    fn may_grow(&self, fd: &Resource<Descriptor>) -> FsResult<()> {
        let (_, folder) = self.folder(fd)?;
        if folder.has_room {
            return Ok(());
        }
        self.hit("folder_free", &format!(
            "may not write in its folder {}: its disk has less than {} MiB or too few files left, which limits.folder_free_mib keeps free",
            folder.grant.name,
            self.limits.free_bytes / (1024 * 1024)
        ));
        Err(ErrorCode::InsufficientSpace.into())
    }
}

impl Drop for Files {
    /// A call that was cut short waits for no disk.
    fn drop(&mut self) {
        if let Some(premises) = &self.premises {
            let folders = self.folders.drain(..).map(|folder| folder.dir.dir);
            premises.close(self.held.drain(..).chain(folders).collect());
        }
    }
}

/// Whether a path is absolute, or climbs above where it begins.
fn leads_out(path: &str) -> bool {
    if path.starts_with('/') {
        return true;
    }
    let mut depth = 0_usize;
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// An error of the system, as the guest reads it.
trait IntoFs {
    fn into_fs(self) -> FsError;
}

impl IntoFs for Errno {
    fn into_fs(self) -> FsError {
        FsError::from(std::io::Error::from(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_climbs_above_its_folder_leads_out() {
        for path in ["/", "/etc/passwd", "..", "../x", "a/../..", "a/b/../../../x", "./../a", "a//../.."] {
            assert!(leads_out(path), "{path}");
        }
        for path in ["", ".", "a", "a/..", "a/../b", "./a", "..a", "a..", "...", "a/b/../.."] {
            assert!(!leads_out(path), "{path}");
        }
    }
}
