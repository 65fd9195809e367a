//! Python: PyPI's `componentize-py` puts modules and an interpreter into one component.

use crate::error::Error;
use crate::missing::Missing;
use crate::platform::Thing;
use crate::program;
use crate::project::Project;
use crate::version::Version;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What componentize-py is made for.
const OLDEST_PYTHON: Version = Version(3, 11, 0);
/// Another minor version makes other bindings.
const TOOL: &str = "componentize-py";
const TOOL_VERSION: Version = Version(0, 25, 0);
/// The project's own Python.
const VENV_BIN: &str = if cfg!(windows) { ".venv/Scripts" } else { ".venv/bin" };
/// What it is told to install.
const REQUIREMENTS: &str = "requirements.txt";

pub(crate) fn missing(project: &Project) -> Result<Vec<Missing>, Error> {
    let found = tool(project);
    let version = found.as_deref().and_then(|tool| program::version(tool, &project.folder));
    let wanted = format!("{TOOL} {TOOL_VERSION}");
    let what = match version {
        Some(version) if (version.0, version.1) == (TOOL_VERSION.0, TOOL_VERSION.1) => return Ok(Vec::new()),
        Some(version) => format!("{wanted} (there is {version})"),
        None => format!("{wanted}, in the project's own Python"),
    };
    let mut missing = Vec::new();
    if !project.folder.join(VENV_BIN).is_dir() {
        let version = program::find("python3").and_then(|python| program::version(&python, &project.folder));
        match version {
            None => {
                let what = format!("Python {OLDEST_PYTHON} or newer (there is no python3 on the PATH)");
                return Ok(vec![Missing::of_the_machine(what, Thing::Python)]);
            }
            Some(version) if version < OLDEST_PYTHON => {
                let what = format!("Python {OLDEST_PYTHON} or newer (python3 here is {version})");
                return Ok(vec![Missing::too_old(what, Thing::Python)]);
            }
            Some(_) => (),
        }
        let what = "a Python of the project's own (.venv)";
        missing.push(Missing::of_a_program(what, &["python3", "-m", "venv", ".venv"]));
    }
    let pip = format!("{VENV_BIN}/pip");
    missing.push(Missing::of_a_program(what, &[&pip, "install", "-r", REQUIREMENTS]));
    Ok(missing)
}

/// The project's own tool, or else the machine's.
fn tool(project: &Project) -> Option<PathBuf> {
    let own = project.folder.join(VENV_BIN).join(TOOL);
    if own.is_file() { Some(own) } else { program::find(TOOL) }
}

pub(crate) fn build(project: &Project, wit: &Path, workshop: &Path) -> Result<PathBuf, Error> {
    let Some(tool) = tool(project) else { return Err(Error::Missing(missing(project)?)) };
    let component = workshop.join("built.wasm");
    let mut python = Command::new(tool);
    python.arg("-d").arg(wit).args(["-w", &project.world, "componentize", &project.entry, "-p", "."]);
    python.arg("-p").arg(&project.sdk).arg("-o").arg(&component);
    program::compile(TOOL, python.current_dir(&project.folder))?;
    Ok(component)
}
