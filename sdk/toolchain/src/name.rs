//! The name of an adapter's project, in the spellings of the languages that it stands in.

use std::fmt;
use std::str::FromStr;

/// Characters at most: with what the languages put before and behind it, it stays readable in a log line.
const MAX_CHARACTERS: usize = 40;

/// Names that would be taken for something else by a compiler that meets them.
const TAKEN: &[&str] = &[
    // Words of the languages.
    "abstract",
    "and",
    "as",
    "assert",
    "async",
    "auto",
    "await",
    "become",
    "bool",
    "box",
    "break",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "crate",
    "debugger",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "double",
    "dyn",
    "elif",
    "else",
    "enum",
    "except",
    "export",
    "extends",
    "extern",
    "false",
    "final",
    "finally",
    "float",
    "fn",
    "for",
    "from",
    "function",
    "gen",
    "global",
    "goto",
    "if",
    "impl",
    "import",
    "in",
    "include",
    "inline",
    "instanceof",
    "int",
    "interface",
    "is",
    "lambda",
    "let",
    "list",
    "long",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "new",
    "nonlocal",
    "none",
    "not",
    "null",
    "option",
    "or",
    "override",
    "package",
    "pass",
    "priv",
    "pub",
    "raise",
    "record",
    "ref",
    "register",
    "resource",
    "result",
    "return",
    "self",
    "short",
    "signed",
    "sizeof",
    "static",
    "string",
    "struct",
    "super",
    "switch",
    "this",
    "throw",
    "trait",
    "true",
    "try",
    "tuple",
    "type",
    "typedef",
    "typeof",
    "union",
    "unsafe",
    "unsigned",
    "unsized",
    "use",
    "variant",
    "virtual",
    "void",
    "volatile",
    "where",
    "while",
    "with",
    "world",
    "yield",
    // Libraries that the languages come with, and ours.
    "adapter",
    "alloc",
    "app",
    "build",
    "componentize",
    "core",
    "demo",
    "deps",
    "epos",
    "host",
    "http",
    "json",
    "main",
    "node",
    "patio",
    "proc-macro",
    "python",
    "sdk",
    "std",
    "target",
    "test",
    "tests",
    "wasi",
    "wasm",
    "wit",
];

/// One or more words of small letters and digits, joined by hyphens: `corner`, `blue-till`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadName {
    /// It has another form.
    #[error(
        "{0:?} is no name for an adapter: write small letters and digits, each word beginning with a letter, words joined \
         by single hyphens, as in corner or blue-till, {MAX_CHARACTERS} characters at most"
    )]
    Form(String),
    /// A compiler would take it for something else.
    #[error("{0:?} means something else to a compiler: add a word, as in {0}-till")]
    Taken(String),
}

// === impl Name ===

impl Name {
    /// `blue-till`: packages, WIT, files.
    pub fn kebab(&self) -> &str {
        &self.0
    }

    /// `blue_till`: modules, functions, variables.
    pub fn snake(&self) -> String {
        self.0.replace('-', "_")
    }

    /// `BLUE_TILL`: constants.
    pub fn upper(&self) -> String {
        self.snake().to_ascii_uppercase()
    }

    /// `BlueTill`: types, and the name that people read.
    pub fn pascal(&self) -> String {
        let word = |word: &str| {
            let mut characters = word.chars();
            let first = characters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(characters).collect::<String>()
        };
        self.0.split('-').map(word).collect()
    }
}

impl FromStr for Name {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let is_word = |word: &str| {
            word.starts_with(|first: char| first.is_ascii_lowercase())
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        if text.len() > MAX_CHARACTERS || !text.split('-').all(is_word) {
            return Err(BadName::Form(text.to_owned()));
        }
        if TAKEN.contains(&text) {
            return Err(BadName::Taken(text.to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_spelling_for_each_place() {
        let name: Name = "blue-till2".parse().unwrap();
        assert_eq!(
            [name.kebab(), &name.snake(), &name.upper(), &name.pascal()],
            ["blue-till2", "blue_till2", "BLUE_TILL2", "BlueTill2"]
        );
    }

    #[test]
    fn what_no_language_takes_is_refused() {
        for bad in ["", "Corner", "a b", "-a", "a-", "a--b", "2go", "a-2", "a_b", "ü", "a/b", "..", &"a".repeat(41)] {
            assert_eq!(bad.parse::<Name>(), Err(BadName::Form(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn what_a_compiler_takes_for_something_else_is_refused() {
        for bad in ["core", "class", "test", "world", "patio"] {
            assert_eq!(bad.parse::<Name>(), Err(BadName::Taken(bad.to_owned())), "{bad}");
        }
        assert!("core-till".parse::<Name>().is_ok());
    }
}
