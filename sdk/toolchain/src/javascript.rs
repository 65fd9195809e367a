//! JavaScript: npm's `componentize-js` puts a module and an engine into one component.

use crate::error::Error;
use crate::missing::Missing;
use crate::platform::Thing;
use crate::program;
use crate::project::Project;
use crate::version::Version;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What componentize-js needs: it runs WebAssembly itself.
const OLDEST_NODE: Version = Version(20, 0, 0);
/// The package that makes the component. Another minor version may make another one.
const PACKAGE: &str = "@bytecodealliance/componentize-js";
const PACKAGE_VERSION: Version = Version(0, 23, 0);

pub(crate) fn missing(project: &Project) -> Result<Vec<Missing>, Error> {
    let version = program::find("node").and_then(|node| program::version(&node, &project.folder));
    match version {
        None => {
            let what = format!("Node.js {OLDEST_NODE} or newer (there is no node on the PATH)");
            return Ok(vec![Missing::of_the_machine(what, Thing::Node)]);
        }
        Some(version) if version < OLDEST_NODE => {
            let what = format!("Node.js {OLDEST_NODE} or newer (node here is {version})");
            return Ok(vec![Missing::too_old(what, Thing::Node)]);
        }
        Some(_) => (),
    }
    let wanted = format!("{PACKAGE} {PACKAGE_VERSION}");
    let what = match installed(project)? {
        Some(version) if (version.0, version.1) == (PACKAGE_VERSION.0, PACKAGE_VERSION.1) => return Ok(Vec::new()),
        Some(version) => format!("{wanted} in node_modules (there is {version})"),
        None => format!("the packages of package.json ({wanted} is not in node_modules)"),
    };
    if program::find("npm").is_none() {
        return Ok(vec![Missing::of_the_machine("npm (it is not on the PATH)", Thing::Node)]);
    }
    Ok(vec![Missing::of_a_program(what, &["npm", "install"])])
}

#[derive(Deserialize)]
struct Package {
    version: String,
}

/// The version of the package in the project's `node_modules`.
fn installed(project: &Project) -> Result<Option<Version>, Error> {
    let file = project.folder.join("node_modules").join(PACKAGE).join("package.json");
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&file).map_err(Error::io(&file))?;
    let package = serde_json::from_str::<Package>(&text).ok();
    Ok(package.and_then(|package| Version::in_text(&package.version)))
}

pub(crate) fn build(project: &Project, wit: &Path, workshop: &Path) -> Result<PathBuf, Error> {
    let script = project.sdk.join("build.mjs");
    let component = workshop.join("built.wasm");
    let mut node = Command::new("node");
    node.arg(&script).args(["--entry", &project.entry, "--world", &project.world]);
    node.arg("--wit").arg(wit).arg("--out").arg(&component);
    program::compile("componentize-js", node.current_dir(&project.folder))?;
    Ok(component)
}
