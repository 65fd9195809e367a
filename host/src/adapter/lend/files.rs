//! `wasi:filesystem`: the folders that the venue's grants name, and no more of the disk than its limits allow.
//!
//! The stock implementation keeps paths inside a folder and a folder that is granted for reading unwritten. In front of
//! it stand the rules that it has not: how much is written, how many files are open, that only files and folders are
//! opened, and that no link is made. A link that an adapter lays is followed by the point of sale, which may go where the
//! adapter may not.

mod open;
mod written;

use super::premises::{OpenFolder, Premises, Refusals, shown};
use crate::adapter::state::CallState;
use crate::adapter::witness::{Premise, Witness};
use crate::venue::{Access, Limits};
use open::Opened;
use rustix::io::Errno;
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use wasmtime::component::{HasData, Linker, Resource};
use wasmtime_wasi::filesystem::{Descriptor, Dir, File, WasiFilesystemCtxView};
use wasmtime_wasi::p2::bindings::filesystem::preopens;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    self, Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, DirectoryEntryStream, ErrorCode,
    Filesize, HostDescriptor, HostDirectoryEntryStream, MetadataHashValue, NewTimestamp, OpenFlags, PathFlags,
};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, FsError, FsResult};
use written::{Allowance, Written};

/// The files of one call.
pub(in crate::adapter) struct Files {
    premises: Option<Arc<Premises>>,
    refusals: Arc<Refusals>,
    folders: Vec<OpenFolder>,
    /// To which of the folders a descriptor belongs.
    known: HashMap<u32, usize>,
    /// What was opened. A stream holds its file open after the descriptor is gone, so descriptors are not what is counted.
    held: Vec<Weak<std::fs::File>>,
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

/// They, with the stock implementation below them.
pub(in crate::adapter) struct FilesView<'a> {
    pub(in crate::adapter) stock: WasiFilesystemCtxView<'a>,
    pub(in crate::adapter) files: &'a mut Files,
}

struct LentFiles;

impl HasData for LentFiles {
    type Data<'a> = FilesView<'a>;
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

    /// Whether one more may be open. The granted folders themselves are not counted.
    fn may_hold_another(&mut self) -> FsResult<()> {
        self.held.retain(|file| file.strong_count() > 0);
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

/// What keeps a file descriptor of the host's.
fn held(descriptor: &Descriptor) -> Weak<std::fs::File> {
    Arc::downgrade(match descriptor {
        Descriptor::File(file) => &file.file,
        Descriptor::Dir(dir) => &dir.dir,
    })
}

// === impl FilesView ===

impl FilesView<'_> {
    fn descriptor(&self, fd: &Resource<Descriptor>) -> FsResult<&Descriptor> {
        Ok(self.stock.table.get(fd)?)
    }

    fn dir(&self, fd: &Resource<Descriptor>) -> FsResult<Dir> {
        match self.descriptor(fd)? {
            Descriptor::Dir(dir) => Ok(dir.clone()),
            Descriptor::File(_) => Err(ErrorCode::NotDirectory.into()),
        }
    }

    /// A stream into a file, within what the call may write. `from` is where it begins; none at the end of the file.
    fn bounded(
        &mut self,
        stream: Resource<DynOutputStream>,
        from: Option<Filesize>,
    ) -> FsResult<Resource<DynOutputStream>> {
        let stock = self.stock.table.delete(stream)?;
        let (allowance, refusals) = (Arc::clone(&self.files.allowance), Arc::clone(&self.files.refusals));
        let whose = self.files.premises.as_ref().map(|premises| premises.whose()).unwrap_or_default();
        let bounded: DynOutputStream = Box::new(Written { stock, from, allowance, refusals, whose });
        Ok(self.stock.table.push(bounded)?)
    }
}

impl preopens::Host for FilesView<'_> {
    fn get_directories(&mut self) -> wasmtime::Result<Vec<(Resource<Descriptor>, String)>> {
        let mut directories = Vec::with_capacity(self.files.folders.len());
        for (index, folder) in self.files.folders.iter().enumerate() {
            // However often they are asked for, it is one file descriptor.
            let fd = self.stock.table.push(Descriptor::Dir(folder.dir.clone()))?;
            self.files.known.insert(fd.rep(), index);
            directories.push((fd, folder.grant.name.clone()));
        }
        Ok(directories)
    }
}

impl types::Host for FilesView<'_> {
    fn convert_error_code(&mut self, error: FsError) -> wasmtime::Result<ErrorCode> {
        self.stock.convert_error_code(error)
    }

    fn filesystem_error_code(&mut self, error: Resource<wasmtime::Error>) -> wasmtime::Result<Option<ErrorCode>> {
        self.stock.filesystem_error_code(error)
    }
}

impl HostDescriptor for FilesView<'_> {
    async fn open_at(
        &mut self,
        fd: Resource<Descriptor>,
        path_flags: PathFlags,
        path: String,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> FsResult<Resource<Descriptor>> {
        let dir = self.dir(&fd)?;
        self.files.check_path(&fd, &path)?;
        let wish = open::Wish::new(path_flags, open_flags, flags)?;
        if wish.makes() {
            self.files.may_change(&fd)?;
            self.files.may_grow(&fd)?;
        } else if wish.writes() {
            self.files.may_write(&fd)?;
        }
        self.files.may_hold_another()?;
        let (index, folder) = self.files.folder(&fd)?;
        let opened = match open::beneath(&dir.dir, path.clone(), wish).await {
            Ok(Some(Opened::File(file))) => Descriptor::File(File::new(file, dir.perms, wish.mode(), false)),
            Ok(Some(Opened::Folder(file))) => Descriptor::Dir(Dir::new(file, dir.perms, wish.mode(), false)),
            Ok(Some(Opened::Other)) => {
                let name = &folder.grant.name;
                self.files.tell(&format!(
                    "may not open {} of its folder {name}: only files and folders are opened, no pipes and devices",
                    shown(&path)
                ));
                return Err(ErrorCode::NotPermitted.into());
            }
            // A system without `openat2`: the stock implementation walks the path itself. It would wait for a pipe's
            // other end.
            Ok(None) => {
                let stat = self.stock.stat_at(Resource::new_borrow(fd.rep()), path_flags, path.clone()).await;
                match stat.map(|stat| stat.type_) {
                    Ok(DescriptorType::RegularFile | DescriptorType::Directory | DescriptorType::SymbolicLink)
                    | Err(_) => {}
                    Ok(_) => return Err(ErrorCode::NotPermitted.into()),
                }
                let opened = self.stock.open_at(fd, path_flags, path, open_flags, flags).await?;
                self.files.held.push(held(self.stock.table.get(&opened)?));
                self.files.known.insert(opened.rep(), index);
                return Ok(opened);
            }
            Err(error) => {
                if error == Errno::XDEV {
                    self.files.tell_way_out(folder, &path);
                    return Err(ErrorCode::NotPermitted.into());
                }
                return Err(error.into_fs());
            }
        };
        self.files.held.push(held(&opened));
        let opened = self.stock.table.push(opened)?;
        self.files.known.insert(opened.rep(), index);
        Ok(opened)
    }

    fn drop(&mut self, fd: Resource<Descriptor>) -> wasmtime::Result<()> {
        self.files.known.remove(&fd.rep());
        HostDescriptor::drop(&mut self.stock, fd)
    }

    async fn read_directory(&mut self, fd: Resource<Descriptor>) -> FsResult<Resource<DirectoryEntryStream>> {
        let dir = self.dir(&fd)?;
        let most = self.files.limits.entries;
        // The stock implementation takes all entries into memory at once.
        if open::has_more_entries_than(&dir.dir, most).await? {
            let (_, folder) = self.files.folder(&fd)?;
            self.files.hit(
                "folder_entries",
                &format!(
                    "may not list its folder {}: it has more than {most} entries, which limits.folder_entries allows",
                    folder.grant.name
                ),
            );
            return Err(ErrorCode::InsufficientMemory.into());
        }
        self.stock.read_directory(fd).await
    }

    async fn write(&mut self, fd: Resource<Descriptor>, bytes: Vec<u8>, offset: Filesize) -> FsResult<Filesize> {
        self.files.may_write(&fd)?;
        self.files.may_grow(&fd)?;
        let whose = self.files.premises.as_ref().map(|premises| premises.whose()).unwrap_or_default();
        let taken = self.files.allowance.take(bytes.len(), Some(offset));
        taken.map_err(|refused| refused.tell(&whose, &self.files.refusals).into_fs())?;
        self.stock.write(fd, bytes, offset).await
    }

    fn write_via_stream(&mut self, fd: Resource<Descriptor>, offset: Filesize) -> FsResult<Resource<DynOutputStream>> {
        self.files.may_write(&fd)?;
        self.files.may_grow(&fd)?;
        let stream = self.stock.write_via_stream(fd, offset)?;
        self.bounded(stream, Some(offset))
    }

    fn append_via_stream(&mut self, fd: Resource<Descriptor>) -> FsResult<Resource<DynOutputStream>> {
        self.files.may_write(&fd)?;
        self.files.may_grow(&fd)?;
        let stream = self.stock.append_via_stream(fd)?;
        self.bounded(stream, None)
    }

    async fn set_size(&mut self, fd: Resource<Descriptor>, size: Filesize) -> FsResult<()> {
        self.files.may_change(&fd)?;
        self.files.may_grow(&fd)?;
        let whose = self.files.premises.as_ref().map(|premises| premises.whose()).unwrap_or_default();
        let taken = self.files.allowance.take(0, Some(size));
        taken.map_err(|refused| refused.tell(&whose, &self.files.refusals).into_fs())?;
        self.stock.set_size(fd, size).await
    }

    async fn create_directory_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<()> {
        self.files.check_path(&fd, &path)?;
        self.files.may_change(&fd)?;
        self.files.may_grow(&fd)?;
        self.stock.create_directory_at(fd, path).await
    }

    async fn remove_directory_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<()> {
        self.files.check_path(&fd, &path)?;
        self.files.may_change(&fd)?;
        self.stock.remove_directory_at(fd, path).await
    }

    async fn unlink_file_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<()> {
        self.files.check_path(&fd, &path)?;
        self.files.may_change(&fd)?;
        self.stock.unlink_file_at(fd, path).await
    }

    async fn rename_at(
        &mut self,
        fd: Resource<Descriptor>,
        path: String,
        new_fd: Resource<Descriptor>,
        new_path: String,
    ) -> FsResult<()> {
        self.files.check_path(&fd, &path)?;
        self.files.check_path(&new_fd, &new_path)?;
        self.files.may_write(&new_fd)?;
        self.files.may_change(&fd)?;
        self.stock.rename_at(fd, path, new_fd, new_path).await
    }

    async fn symlink_at(&mut self, fd: Resource<Descriptor>, _: String, path: String) -> FsResult<()> {
        let (_, folder) = self.files.folder(&fd)?;
        let name = &folder.grant.name;
        self.files
            .tell(&format!("may not make the link {} in its folder {name}: links are never granted", shown(&path)));
        Err(ErrorCode::NotPermitted.into())
    }

    async fn link_at(
        &mut self,
        fd: Resource<Descriptor>,
        _: PathFlags,
        _: String,
        new_fd: Resource<Descriptor>,
        path: String,
    ) -> FsResult<()> {
        let _ = self.files.folder(&new_fd)?;
        self.symlink_at(fd, String::new(), path).await
    }

    async fn set_times(&mut self, fd: Resource<Descriptor>, read: NewTimestamp, written: NewTimestamp) -> FsResult<()> {
        self.files.may_change(&fd)?;
        self.stock.set_times(fd, read, written).await
    }

    async fn set_times_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
        read: NewTimestamp,
        written: NewTimestamp,
    ) -> FsResult<()> {
        self.files.check_path(&fd, &path)?;
        self.files.may_change(&fd)?;
        self.stock.set_times_at(fd, flags, path, read, written).await
    }

    async fn stat_at(&mut self, fd: Resource<Descriptor>, flags: PathFlags, path: String) -> FsResult<DescriptorStat> {
        self.files.check_path(&fd, &path)?;
        self.stock.stat_at(fd, flags, path).await
    }

    async fn readlink_at(&mut self, fd: Resource<Descriptor>, path: String) -> FsResult<String> {
        self.files.check_path(&fd, &path)?;
        self.stock.readlink_at(fd, path).await
    }

    async fn metadata_hash_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> FsResult<MetadataHashValue> {
        self.files.check_path(&fd, &path)?;
        self.stock.metadata_hash_at(fd, flags, path).await
    }

    // What follows is about a descriptor that was opened here, and changes nothing.

    fn read_via_stream(&mut self, fd: Resource<Descriptor>, offset: Filesize) -> FsResult<Resource<DynInputStream>> {
        self.stock.read_via_stream(fd, offset)
    }

    async fn read(
        &mut self,
        fd: Resource<Descriptor>,
        length: Filesize,
        offset: Filesize,
    ) -> FsResult<(Vec<u8>, bool)> {
        self.stock.read(fd, length, offset).await
    }

    async fn advise(
        &mut self,
        fd: Resource<Descriptor>,
        offset: Filesize,
        length: Filesize,
        advice: Advice,
    ) -> FsResult<()> {
        self.stock.advise(fd, offset, length, advice).await
    }

    async fn sync_data(&mut self, fd: Resource<Descriptor>) -> FsResult<()> {
        self.stock.sync_data(fd).await
    }

    async fn sync(&mut self, fd: Resource<Descriptor>) -> FsResult<()> {
        self.stock.sync(fd).await
    }

    async fn get_flags(&mut self, fd: Resource<Descriptor>) -> FsResult<DescriptorFlags> {
        self.stock.get_flags(fd).await
    }

    async fn get_type(&mut self, fd: Resource<Descriptor>) -> FsResult<DescriptorType> {
        self.stock.get_type(fd).await
    }

    async fn stat(&mut self, fd: Resource<Descriptor>) -> FsResult<DescriptorStat> {
        self.stock.stat(fd).await
    }

    async fn is_same_object(
        &mut self,
        one: Resource<Descriptor>,
        other: Resource<Descriptor>,
    ) -> wasmtime::Result<bool> {
        self.stock.is_same_object(one, other).await
    }

    async fn metadata_hash(&mut self, fd: Resource<Descriptor>) -> FsResult<MetadataHashValue> {
        self.stock.metadata_hash(fd).await
    }
}

impl HostDirectoryEntryStream for FilesView<'_> {
    async fn read_directory_entry(
        &mut self,
        stream: Resource<DirectoryEntryStream>,
    ) -> FsResult<Option<DirectoryEntry>> {
        self.stock.read_directory_entry(stream).await
    }

    fn drop(&mut self, stream: Resource<DirectoryEntryStream>) -> wasmtime::Result<()> {
        HostDirectoryEntryStream::drop(&mut self.stock, stream)
    }
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

/// Puts the rules in front of the stock implementation.
pub(super) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    types::add_to_linker::<_, LentFiles>(linker, CallState::files)?;
    preopens::add_to_linker::<_, LentFiles>(linker, CallState::files)
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
