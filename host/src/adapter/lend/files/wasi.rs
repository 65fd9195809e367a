//! `wasi:filesystem` as the guest calls it: each function asks the rules, then the stock implementation.

use super::open::{self, Opened};
use super::written::Written;
use super::{Files, IntoFs as _};
use crate::adapter::lend::premises::shown;
use crate::adapter::state::CallState;
use rustix::io::Errno;
use std::sync::Arc;
use wasmtime::component::{HasData, Linker, Resource};
use wasmtime_wasi::filesystem::{Descriptor, Dir, File, WasiFilesystemCtxView};
use wasmtime_wasi::p2::bindings::filesystem::preopens;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    self, Advice, DescriptorFlags, DescriptorStat, DescriptorType, DirectoryEntry, DirectoryEntryStream, ErrorCode,
    Filesize, HostDescriptor, HostDirectoryEntryStream, MetadataHashValue, NewTimestamp, OpenFlags, PathFlags,
};
use wasmtime_wasi::p2::{DynInputStream, DynOutputStream, FsError, FsResult};

/// The files of one call, with the stock implementation below them.
pub(in crate::adapter) struct FilesView<'a> {
    pub(in crate::adapter) stock: WasiFilesystemCtxView<'a>,
    pub(in crate::adapter) files: &'a mut Files,
}

struct LentFiles;

impl HasData for LentFiles {
    type Data<'a> = FilesView<'a>;
}

/// Puts the rules in front of the stock implementation.
pub(in crate::adapter::lend) fn link(linker: &mut Linker<CallState>) -> wasmtime::Result<()> {
    types::add_to_linker::<_, LentFiles>(linker, CallState::files)?;
    preopens::add_to_linker::<_, LentFiles>(linker, CallState::files)
}

/// The file of the system behind a descriptor.
fn file_of(descriptor: &Descriptor) -> Arc<std::fs::File> {
    Arc::clone(match descriptor {
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
        self.files.settle().await;
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
                self.files.held.push(file_of(self.stock.table.get(&opened)?));
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
        self.files.held.push(file_of(&opened));
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
        self.files.settle().await;
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
        self.files.settle().await;
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
        self.files.settle().await;
        self.stock.set_times_at(fd, flags, path, read, written).await
    }

    async fn stat_at(&mut self, fd: Resource<Descriptor>, flags: PathFlags, path: String) -> FsResult<DescriptorStat> {
        self.files.check_path(&fd, &path)?;
        self.files.settle().await;
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
        self.files.settle().await;
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
