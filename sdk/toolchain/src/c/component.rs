//! From a module, as the compiler links it, to a component.

use crate::error::Error;
use std::fs;
use std::path::Path;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wit_component::ComponentEncoder;

/// Writes the component of a module. What neither the module nor its C library uses of WASI is not imported.
pub(crate) fn write(module: &Path, component: &Path) -> Result<(), Error> {
    let bytes = fs::read(module).map_err(Error::io(module))?;
    let bytes = encode(&bytes).map_err(|error| Error::Component {
        file: module.to_path_buf(),
        // The innermost cause names the function or the interface.
        reason: format!("{error:#}"),
    })?;
    fs::write(component, bytes).map_err(Error::io(component))
}

fn encode(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    ComponentEncoder::default()
        .validate(true)
        // The adapter keeps its state beyond a call, and the SDK takes a call's memory back: so it gets its own.
        .realloc_via_memory_grow(true)
        .module(module)?
        .adapter(WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER)?
        .encode()
}
