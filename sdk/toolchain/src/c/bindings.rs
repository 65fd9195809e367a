//! The world as C: a header, the code behind it, and an object file that tells the component's type.

use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use wit_bindgen_c::Opts;
use wit_bindgen_core::{Files, abi};
use wit_parser::{Resolve, WorldId, WorldItem};

/// What the bindings are called, whatever the project is: the SDK includes them by this name.
const NAME: &str = "adapter";

/// The bindings of a project, in a folder of their own.
pub(crate) struct Bindings {
    /// The folder, which the compiler searches for `adapter.h`.
    pub(crate) folder: PathBuf,
    /// The code.
    source: PathBuf,
    /// The type of the component, for the linker.
    object: PathBuf,
}

// === impl Bindings ===

impl Bindings {
    /// Writes those of a world.
    pub(crate) fn write(workshop: &Path, wit: &Path, world: &str) -> Result<Self, Error> {
        let folder = workshop.join("bindings");
        fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
        let wrong = |error: anyhow::Error| Error::Contract(format!("{error:#}"));
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(wit).map_err(wrong)?;
        let world = resolve.select_world(&[package], Some(world)).map_err(wrong)?;
        let options = Opts { rename: names(&resolve, world), rename_world: Some(NAME.to_owned()), ..Opts::default() };
        let mut files = Files::default();
        let calls = calls_with_an_end(&resolve, world);
        options.build().generate(&mut resolve, world, &mut files).map_err(wrong)?;
        let source = format!("{NAME}.c");
        for (name, content) in files.iter() {
            let file = folder.join(name);
            let ended = if *name == source { Some(with_ends(content, calls)?) } else { None };
            // What did not change keeps its time: a vendor's own make builds nothing anew because of it.
            let content = ended.as_deref().map_or(content, str::as_bytes);
            if fs::read(&file).ok().as_deref() != Some(content) {
                fs::write(&file, content).map_err(Error::io(&file))?;
            }
        }
        Ok(Self { source: folder.join(source), object: folder.join(format!("{NAME}_component_type.o")), folder })
    }

    /// What becomes a part of the module.
    pub(crate) fn linked(&self) -> Vec<PathBuf> {
        vec![self.source.clone(), self.object.clone()]
    }
}

/// Short names: `epos_order_t`, `orders_search_orders`. In full they have package and version of each interface.
fn names(resolve: &Resolve, world: WorldId) -> Vec<(String, String)> {
    let Some(world) = resolve.worlds.get(world) else { return Vec::new() };
    let mut names = Vec::new();
    for key in world.imports.keys().chain(world.exports.keys()) {
        let long = resolve.name_world_key(key);
        let Some((package, interface)) = long.split_once('/') else { continue };
        let interface = interface.split_once('@').map_or(interface, |(interface, _)| interface);
        let short = match (package, interface) {
            ("patio:epos", "model") => "epos".to_owned(),
            ("patio:epos" | "patio:host", interface) => interface.replace('-', "_"),
            // WASI's have the same names in several packages: `types`.
            (package, interface) => format!("{}_{interface}", package.replace(':', "_")).replace('-', "_"),
        };
        if !names.iter().any(|(known, _)| *known == long) {
            names.push((long, short));
        }
    }
    names
}

/// How many exported functions give back something that lies in memory, and are told when it was read.
fn calls_with_an_end(resolve: &Resolve, world: WorldId) -> usize {
    let Some(world) = resolve.worlds.get(world) else { return 0 };
    let interfaces = world.exports.values().filter_map(|item| match item {
        WorldItem::Interface { id, .. } => resolve.interfaces.get(*id),
        _ => None,
    });
    interfaces
        .flat_map(|interface| interface.functions.values())
        .filter(|function| abi::guest_export_needs_post_return(resolve, function))
        .count()
}

/// Lets the SDK know when a call is over, so that it takes back the call's memory at once. The code as it is generated
/// would free each piece of the answer, which therefore might be neither a constant nor a part of something else.
fn with_ends(code: &[u8], calls: usize) -> Result<String, Error> {
    let code = String::from_utf8_lossy(code);
    let mut written = String::with_capacity(code.len() + 4096);
    // From here on, what is generated frees nothing by itself.
    written.push_str("#include <stdlib.h>\nvoid patio_call_is_over(void);\n#define free(memory) ((void)(memory))\n");
    let mut ends = 0;
    for line in code.lines() {
        written.push_str(line);
        written.push('\n');
        if line.starts_with("void __wasm_export_") && line.contains("_post_return(") && line.ends_with('{') {
            written.push_str("  patio_call_is_over();\n");
            ends += 1;
        }
    }
    if ends == calls {
        return Ok(written);
    }
    Err(Error::Contract(format!("{calls} calls give back memory, and the bindings show the end of {ends}")))
}
