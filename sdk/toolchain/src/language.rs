//! The languages that adapters are written in, as far as this tool chain knows them.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// A language with a template, an SDK and a build.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Rust, by cargo for `wasm32-wasip2`.
    Rust,
    /// JavaScript, by npm's `componentize-js`.
    JavaScript,
    /// Python, by PyPI's `componentize-py`.
    Python,
    /// C, by a compiler for WASI.
    C,
}

// === impl Language ===

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rust, Self::JavaScript, Self::Python, Self::C];

    /// As it is written in `adapter.toml` and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JavaScript => "javascript",
            Self::Python => "python",
            Self::C => "c",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rust => "Rust",
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
            Self::C => "C",
        })
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|language| language.word() == text).ok_or_else(|| {
            let words = Self::ALL.map(Self::word);
            format!("write one of {}", words.join(", "))
        })
    }
}
