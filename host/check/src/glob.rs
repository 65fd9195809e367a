//! A pattern for the ids of cases and for texts: `*` is any text, everything else is itself.

use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// `payments/*`, `*/paging-*`, or the id itself.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(transparent)]
pub struct Glob(String);

// === impl Glob ===

impl Glob {
    /// Whether a text is of the pattern, as a whole.
    pub fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else { return self.0 == text };
        let Some(mut left) = text.strip_prefix(first) else { return false };
        let mut parts: Vec<_> = rest.split('*').collect();
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            // The earliest place leaves most for those that follow.
            let Some((_, after)) = left.split_once(part) else { return false };
            left = after;
        }
        left.ends_with(last)
    }
}

impl FromStr for Glob {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], other: &[&str]) {
        let glob: Glob = pattern.parse().unwrap();
        assert!(matching.iter().all(|text| glob.matches(text)), "{pattern}");
        assert!(!other.iter().any(|text| glob.matches(text)), "{pattern}");
    }

    #[test]
    fn a_star_is_any_text_and_everything_else_is_itself() {
        check("money/tips", &["money/tips"], &["money/tip", "money/tips-2", ""]);
        check("money/*", &["money/", "money/tips"], &["payments/tips"]);
        check("*/paging-*", &["contract/paging-skips-nothing"], &["contract/page-limit"]);
        check("a*b*b", &["abb", "aXbYb", "abbb"], &["ab", "abbc"]);
        check("*", &["", "x"], &[]);
    }
}
