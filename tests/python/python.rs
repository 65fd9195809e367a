//! Python and its tools: the machine's own interpreter, and one below the target folder that has what is pinned.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use patio_tests::skip;

/// The oldest that the SDK runs in, as `sdk/python/pyproject.toml` says.
const OLDEST: &str = "import sys; sys.exit(sys.version_info < (3, 11))";

/// Where the SDK and the bindings are, seen from a folder two below the root: that of the SDK, and that of the example.
const PATHS: &str = "../../sdk/python:../../sdk/python/bindings";

/// A program of Python's.
#[derive(Clone)]
pub struct Python {
    program: PathBuf,
    folder: PathBuf,
}

/// What a program said, on both its outputs, and whether it ended well.
pub struct Ran {
    pub text: String,
    is_fine: bool,
}

// === impl Python ===

impl Python {
    /// The machine's own; none, loudly, where there is none that is new enough.
    pub fn of_the_machine() -> Option<Self> {
        let python = Self { program: "python3".into(), folder: ".".into() };
        let is_new = Command::new("python3").args(["-c", OLDEST]).status().is_ok_and(|status| status.success());
        if !is_new {
            skip("there is no Python 3.11 or newer here (Debian: apt-get install python3 python3-venv)");
        }
        is_new.then_some(python)
    }

    /// One with componentize-py and mypy, as the example pins them; none, loudly, where they cannot be had.
    pub fn with_tools() -> Option<Self> {
        static MADE: OnceLock<Result<Python, String>> = OnceLock::new();
        let python = Self::of_the_machine()?;
        match MADE.get_or_init(|| python.with_tools_installed()) {
            Ok(tools) => Some(tools.clone()),
            Err(why) => {
                skip(why);
                None
            }
        }
    }

    fn with_tools_installed(&self) -> Result<Self, String> {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins/demo-python/requirements.txt");
        let wanted = fs::read_to_string(&example).map_err(|error| format!("{}: {error}", example.display()))?;
        let wanted: Vec<_> = wanted.lines().filter(|line| line.contains("==")).collect();
        let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-tools");
        let tools = Self { program: venv.join("bin/python"), folder: ".".into() };
        let (installed, line) = (venv.join("installed"), wanted.join(" "));
        if fs::read_to_string(&installed).is_ok_and(|before| before == line) {
            return Ok(tools);
        }
        // What is half made, or of other versions.
        let _ = fs::remove_dir_all(&venv);
        let told = |what: &str, ran: Ran| if ran.is_fine { Ok(()) } else { Err(format!("{what}: {}", ran.text)) };
        told("no venv can be made", self.run(&["-m", "venv", venv.to_str().unwrap()]))?;
        let pip = [["-m", "pip", "install", "--quiet"].as_slice(), &wanted].concat();
        told("PyPI does not give what the example pins", tools.run(&pip))?;
        fs::write(installed, line).map_err(|error| error.to_string())?;
        Ok(tools)
    }

    /// A program that was installed beside it.
    pub fn tool(&self, name: &str) -> Self {
        Self { program: self.program.with_file_name(name), folder: self.folder.clone() }
    }

    /// The same, in a folder.
    pub fn within(&self, folder: &str) -> Self {
        Self { program: self.program.clone(), folder: folder.into() }
    }

    /// Runs it to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        let output = Command::new(&self.program)
            .args(arguments)
            .current_dir(&self.folder)
            .env("PYTHONPATH", PATHS)
            .env("MYPYPATH", PATHS)
            .env_remove("VIRTUAL_ENV")
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", self.program.display()));
        let text = [output.stdout, output.stderr].concat();
        Ran { text: String::from_utf8_lossy(&text).into_owned(), is_fine: output.status.success() }
    }
}

// === impl Ran ===

impl Ran {
    /// Panics with what was said where it did not end well.
    #[track_caller]
    pub fn is_fine(&self) {
        assert!(self.is_fine, "{}", self.text);
    }
}
