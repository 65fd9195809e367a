//! C: zig compiles for WASI, and what it links is made a component with the adapter for WASI's first version.

mod bindings;
mod compiler;
mod component;
mod sources;

use crate::Purpose;
use crate::error::Error;
use crate::missing::Missing;
use crate::project::Project;
use bindings::Bindings;
use compiler::Compiler;
use std::path::{Path, PathBuf};

pub(crate) fn missing(project: &Project) -> Vec<Missing> {
    match Compiler::of(&project.folder) {
        Ok(_) => Vec::new(),
        Err(missing) => missing,
    }
}

/// Builds a component of all C files of the project and of the SDK.
pub(crate) fn build(project: &Project, wit: &Path, workshop: &Path, purpose: Purpose) -> Result<PathBuf, Error> {
    let compiler = Compiler::of(&project.folder).map_err(Error::Missing)?;
    let bindings = Bindings::write(workshop, wit, &project.world)?;
    let own = sources::of(project)?;
    let sdk = ["src", "wasi"].map(|folder| project.sdk.join(folder));
    let sdk = sdk.iter().map(|folder| sources::below(folder)).collect::<Result<Vec<_>, _>>()?.concat();
    let module = workshop.join("module.wasm");
    let include = [project.sdk.join("include"), bindings.folder.clone()];
    compiler.compile(&project.folder, purpose, &include, &[own, sdk, bindings.linked()].concat(), &module)?;
    let component = workshop.join("built.wasm");
    component::write(&module, &component)?;
    Ok(component)
}
