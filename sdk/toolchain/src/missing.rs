//! What a project cannot be built without, and how it gets here.

use crate::platform::{Platform, Thing};
use std::fmt;

/// One thing that is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// What it is, and why it does not count where something of its kind is there.
    pub what: String,
    /// How it gets here.
    pub install: Install,
}

/// How something gets here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Install {
    /// A program that puts it into the project or, for Rust, beside its compiler: it may be run unasked for rights.
    Run(Vec<String>),
    /// A person's doing: it changes the machine.
    Person(String),
}

// === impl Missing ===

impl Missing {
    /// Something of the machine.
    pub(crate) fn of_the_machine(what: impl Into<String>, thing: Thing) -> Self {
        Self { what: what.into(), install: Install::Person(Platform::here().line_for(thing).to_owned()) }
    }

    /// Something of the machine that is there, and too old.
    pub(crate) fn too_old(what: impl Into<String>, thing: Thing) -> Self {
        Self { what: what.into(), install: Install::Person(Platform::here().line_for_newer(thing).to_owned()) }
    }

    /// Something that a program brings.
    pub(crate) fn of_a_program(what: impl Into<String>, command: &[&str]) -> Self {
        let command = command.iter().map(|&word| word.to_owned()).collect();
        Self { what: what.into(), install: Install::Run(command) }
    }
}

/// Two lines: what, and what to type.
impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n    {}", self.what, self.install)
    }
}

impl fmt::Display for Install {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(command) => f.write_str(&command.join(" ")),
            Self::Person(line) => f.write_str(line),
        }
    }
}
