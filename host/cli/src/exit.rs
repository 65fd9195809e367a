//! How a command ends without success: a message with a hint on stderr, and a code.

use patio_host::config::Problems;
use std::fmt;
use std::process::ExitCode;

/// Exit codes: `EX_USAGE` of sysexits.h for everything that a person must write differently.
#[derive(Clone, Copy)]
pub(crate) enum Exit {
    Failed,
    Usage,
}

/// Why a command failed.
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hint: Option<String>,
}

pub(crate) type Outcome<T = ()> = Result<T, Failure>;

// === impl Exit ===

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Failed => 1,
            Exit::Usage => 64,
        })
    }
}

// === impl Failure ===

impl Failure {
    /// Something did not work.
    pub(crate) fn failed(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Failed, message: message.to_string(), hint: None }
    }

    /// Something must be written differently.
    pub(crate) fn usage(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string(), hint: None }
    }

    /// What to do about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// Has said all that is to say already.
    pub(crate) fn silent(exit: Exit) -> Self {
        Self { exit, message: String::new(), hint: None }
    }

    pub(crate) fn print(self) -> ExitCode {
        if !self.message.is_empty() {
            eprintln!("error: {self}");
        }
        self.exit.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.hint.iter().try_for_each(|hint| write!(f, "\n  hint: {hint}"))
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        for warning in &problems.warnings {
            eprintln!("warning: {warning}");
        }
        for problem in &problems.problems {
            eprintln!("error: {problem}");
        }
        Self::silent(Exit::Usage)
    }
}
