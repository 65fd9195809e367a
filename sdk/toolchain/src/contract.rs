//! The WIT that a component is built against: the project's own world with the interfaces of Patio beside it, in one
//! folder as all tools want it.

use crate::error::Error;
use crate::language::Language;
use crate::product::Product;
use crate::project::Project;
use std::fs;
use std::path::{Path, PathBuf};
use wit_parser::Resolve;

/// Why a project does not fit the interfaces that it is to be built against.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoFit(pub String);

/// Puts `wit/` of the project and its contract into one folder.
pub(crate) fn assemble(project: &Project) -> Result<PathBuf, Error> {
    let to = project.workshop()?.join("wit");
    if to.exists() {
        fs::remove_dir_all(&to).map_err(Error::io(&to))?;
    }
    let own = project.folder.join("wit");
    copy(&own, &to)?;
    // The contract's own package is one of the packages that the world uses.
    copy_files(&project.contract, &to.join("deps/patio-adapter"))?;
    copy(&project.contract.join("deps"), &to.join("deps"))?;
    Ok(to)
}

/// Whether what a project says of its world holds with its contract as it is now.
///
/// # Errors
/// Where files cannot be read or written.
pub fn contract_fits(project: &Project) -> Result<Result<(), NoFit>, Error> {
    if project.language != Language::Rust {
        let wit = assemble(project)?;
        if let Err(reason) = world_in(&wit, &project.world) {
            return Ok(Err(NoFit(reason)));
        }
    }
    // What was built before the change: in Rust, the only thing that says which interfaces are exported.
    let component = project.component();
    if !component.is_file() {
        return Ok(Ok(()));
    }
    let carried = interfaces_in(&project.contract).map_err(Error::Contract)?;
    let product = Product::of(&component)?;
    let gone = product.exports.iter().find(|name| name.starts_with("patio:") && !carried.contains(name));
    Ok(gone.map_or(Ok(()), |name| Err(NoFit(format!("{} exports {name}, which is not in it", shown(&component))))))
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn world_in(wit: &Path, world: &str) -> Result<(), String> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(wit).map_err(|error| format!("{error:#}"))?;
    resolve.select_world(&[package], Some(world)).map(|_| ()).map_err(|error| format!("{error:#}"))
}

fn interfaces_in(wit: &Path) -> Result<Vec<String>, String> {
    let mut resolve = Resolve::default();
    resolve.push_dir(wit).map_err(|error| format!("{error:#}"))?;
    Ok(resolve.interfaces.iter().filter_map(|(id, _)| resolve.id_of(id)).collect())
}

/// Copies a folder and all that is below it.
fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    copy_files(from, to)?;
    for folder in entries(from)?.into_iter().filter(|entry| entry.is_dir()) {
        if let Some(name) = folder.file_name() {
            copy(&folder, &to.join(name))?;
        }
    }
    Ok(())
}

/// Copies the files of a folder that are WIT.
fn copy_files(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::io(to))?;
    for file in entries(from)?.into_iter().filter(|entry| entry.extension().is_some_and(|ending| ending == "wit")) {
        if let Some(name) = file.file_name() {
            fs::copy(&file, to.join(name)).map_err(Error::io(&file))?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io(folder))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(Error::io(folder))).collect()
}
