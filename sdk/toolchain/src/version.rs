//! Versions of tools, as their `--version` prints them.

use std::fmt;

/// Major, minor, patch. What follows (`-nightly`, `+build`) does not matter for what a tool can do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

// === impl Version ===

impl Version {
    /// The first version in a text: `v20.20.2`, `cargo 1.95.0 (…)`, `Python 3.11.7`.
    pub(crate) fn in_text(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            let word = word.trim_start_matches('v');
            let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
            let mut parts = word.get(..end)?.split('.');
            let major = parts.next()?.parse().ok()?;
            let minor = parts.next()?.parse().ok()?;
            let patch = parts.next().and_then(|patch| patch.parse().ok()).unwrap_or(0);
            Some(Self(major, minor, patch))
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(major, minor, patch) = self;
        write!(f, "{major}.{minor}")?;
        if *patch == 0 { Ok(()) } else { write!(f, ".{patch}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_where_tools_print_it() {
        for (text, version) in [
            ("v20.20.2\n", Version(20, 20, 2)),
            ("cargo 1.95.0 (abc 2026-03-01)", Version(1, 95, 0)),
            ("rustc 1.96.0-nightly (abc)", Version(1, 96, 0)),
            ("Python 3.11.7", Version(3, 11, 7)),
            ("componentize-py 0.25", Version(0, 25, 0)),
        ] {
            assert_eq!(Version::in_text(text), Some(version), "{text}");
        }
        assert_eq!(Version::in_text("pyenv: version `3` is not installed"), None);
    }
}
