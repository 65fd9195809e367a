//! The compiler: zig, which brings everything that C needs for WASI. PyPI has it as `ziglang`, so that one line installs it
//! without other rights; a distribution's clang would want its library for WASI, its linker and its runtime besides.

use crate::Purpose;
use crate::error::Error;
use crate::missing::Missing;
use crate::platform::Thing;
use crate::program;
use crate::version::Version;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the SDK was tried with.
const OLDEST: Version = Version(0, 17, 0);
/// For `ziglang`.
const OLDEST_PYTHON: Version = Version(3, 8, 0);
/// The project's own Python, and what zig is called in one.
const VENV_BIN: &str = if cfg!(windows) { ".venv/Scripts" } else { ".venv/bin" };
const VENV_ZIG: &str = "python-zig";
/// What it is told to install.
const REQUIREMENTS: &str = "requirements.txt";
/// A program as deep as Rust's: eight times what the SDK's reader of JSON needs. zig's own 16 MiB would be most of what a
/// venue gives an adapter.
const STACK_BYTES: u32 = 1 << 20;

/// How zig is started.
pub(crate) struct Compiler {
    program: PathBuf,
}

// === impl Compiler ===

impl Compiler {
    /// The project's own, or else the machine's.
    pub(crate) fn of(project: &Path) -> Result<Self, Vec<Missing>> {
        let own = project.join(VENV_BIN).join(VENV_ZIG);
        let program = if own.is_file() { Some(own) } else { program::find("zig").or_else(|| program::find(VENV_ZIG)) };
        let version = program.as_deref().and_then(|program| version(program, project));
        match (program, version) {
            (Some(program), Some(version)) if version >= OLDEST => Ok(Self { program }),
            (_, version) => Err(missing(project, version)),
        }
    }

    /// Compiles and links a module.
    pub(crate) fn compile(
        &self,
        project: &Path,
        purpose: Purpose,
        include: &[PathBuf],
        files: &[PathBuf],
        module: &Path,
    ) -> Result<(), Error> {
        let mut zig = Command::new(&self.program);
        zig.args(["cc", "-target", "wasm32-wasi", "-mexec-model=reactor", "-std=c11", "-Wall", "-Wextra"]);
        match purpose {
            Purpose::Use => zig.args(["-O2", "-g0", "-Wl,--strip-debug"]),
            // Lines of the source in what the host says of a trap.
            Purpose::Watch => zig.args(["-O1", "-g"]),
        };
        // zig puts the stack before the data: what overflows it ends the call, and writes nowhere else.
        zig.arg(format!("-Wl,-z,stack-size={STACK_BYTES}"));
        include.iter().for_each(|folder| {
            zig.arg("-I").arg(folder);
        });
        // What the compiler says of the vendor's own files names them as the vendor does.
        zig.args(files.iter().map(|file| file.strip_prefix(project).unwrap_or(file))).arg("-o").arg(module);
        // zig would put a cache into the folder that it is called in.
        zig.env("ZIG_LOCAL_CACHE_DIR", cache()).current_dir(project);
        program::compile("zig cc", &mut zig)
    }
}

/// Where compiled files are kept between builds: with those of zig itself, which all projects share.
fn cache() -> PathBuf {
    let of = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    of("ZIG_LOCAL_CACHE_DIR")
        .or_else(|| of("ZIG_GLOBAL_CACHE_DIR"))
        .or_else(|| of("XDG_CACHE_HOME").map(|cache| cache.join("zig")))
        .or_else(|| of("HOME").map(|home| home.join(".cache/zig")))
        .unwrap_or_else(|| env::temp_dir().join("zig"))
}

/// `zig version`; it has no `--version`.
fn version(zig: &Path, project: &Path) -> Option<Version> {
    let output = Command::new(zig).arg("version").current_dir(project).stdin(Stdio::null()).output().ok()?;
    let output = output.status.success().then_some(output)?;
    Version::in_text(&String::from_utf8_lossy(&output.stdout))
}

fn missing(project: &Path, there: Option<Version>) -> Vec<Missing> {
    let what = match there {
        Some(version) => format!("the C compiler zig, {OLDEST} or newer (there is {version})"),
        None => format!("the C compiler zig, {OLDEST} or newer, in the project's own Python or on the PATH"),
    };
    let mut missing = Vec::new();
    if !project.join(VENV_BIN).is_dir() {
        let version = program::find("python3").and_then(|python| program::version(&python, project));
        match version {
            None => {
                let what =
                    format!("{what}; it comes by Python {OLDEST_PYTHON} or newer (there is no python3 on the PATH)");
                return vec![Missing::of_the_machine(what, Thing::Python)];
            }
            Some(version) if version < OLDEST_PYTHON => {
                let what = format!("{what}; it comes by Python {OLDEST_PYTHON} or newer (python3 here is {version})");
                return vec![Missing::too_old(what, Thing::Python)];
            }
            Some(_) => (),
        }
        let what = "a Python of the project's own (.venv), which brings the C compiler";
        missing.push(Missing::of_a_program(what, &["python3", "-m", "venv", ".venv"]));
    }
    let pip = format!("{VENV_BIN}/pip");
    missing.push(Missing::of_a_program(what, &[&pip, "install", "-r", REQUIREMENTS]));
    missing
}
