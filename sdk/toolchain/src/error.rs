//! What can go wrong between a project and its component, as the text that the person at the terminal reads.

use crate::language::Language;
use crate::missing::Missing;
use crate::project::MANIFEST;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::{fmt, io};

/// Why there is no component.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// What was named as a project is no folder.
    NoFolder(PathBuf),
    /// The folder is no project.
    NoProject {
        /// The folder.
        folder: PathBuf,
        /// What the files in it look like.
        looks_like: Option<Language>,
    },
    /// `adapter.toml` cannot be used.
    Manifest {
        /// The file.
        file: PathBuf,
        /// What is wrong with it, and what to write.
        what: String,
    },
    /// Tools are missing.
    Missing(Vec<Missing>),
    /// What was to bring a tool failed; what it said stands before this.
    Install {
        /// The command.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The language's tool chain failed; what it said stands before this.
    Compiler {
        /// Its name.
        program: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The tool chain succeeded, and there is no component.
    NoComponent {
        /// What was looked for.
        what: String,
    },
    /// The WIT of the project does not fit together.
    Contract(String),
    /// What was built is no component, or none that can be read.
    Component {
        /// The file.
        file: PathBuf,
        /// The reason.
        reason: String,
    },
    /// A program could not be started.
    Start {
        /// Its name.
        program: String,
        /// The reason.
        source: io::Error,
    },
    /// A file or folder could not be read or written.
    Io {
        /// Its path.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

// === impl Error ===

impl Error {
    /// What to do, where that is one line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoFolder(_) => {
                Some(format!("name the folder that has the project's {MANIFEST}; in it, nothing has to be named"))
            }
            Self::NoProject { looks_like: None, .. } => Some(
                "`patio new NAME --lang rust` makes a project; javascript, python and c are the other languages"
                    .to_owned(),
            ),
            Self::NoProject { looks_like: Some(language), .. } => Some(format!(
                "its files look like {language}: write {MANIFEST} there, with name = \"the-name\" and language = \"{}\"",
                language.word()
            )),
            _ => None,
        }
    }

    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::Io { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(path) => write!(f, "{} is no folder", path.display()),
            Self::NoProject { folder, .. } => {
                write!(f, "{} is no adapter's project: there is no {MANIFEST} in it", folder.display())
            }
            Self::Manifest { file, what } => write!(f, "{}: {what}", file.display()),
            Self::Missing(missing) => {
                f.write_str("this cannot be built yet; what is missing, and the line that installs it:\n")?;
                missing.iter().try_for_each(|missing| write!(f, "\n  {missing}"))
            }
            Self::Install { command, status } => write!(f, "`{command}` failed ({status}); what it said stands above"),
            Self::Compiler { program, status } => {
                write!(f, "{program} failed ({status}); what it said stands above")
            }
            Self::NoComponent { what } => f.write_str(what),
            Self::Contract(reason) => write!(f, "the WIT of this project does not fit together: {reason}"),
            Self::Component { file, reason } => {
                write!(f, "{} was built and is no component: {reason}", file.display())
            }
            Self::Start { program, source } => write!(f, "{program} could not be started: {source}"),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
