//! Takes a venue's secrets out of a text by their value: whatever the adapter does with them, nobody reads them.

use super::secret::Secret;
use std::{borrow::Cow, fmt, ops::Range};

/// Shorter secrets are not looked for: `1234` stands in too many honest texts, and replacing `a` would hide everything.
pub const MIN_SECRET_BYTES: usize = 4;

/// What stands where a secret was.
pub const REDACTED: &str = "[redacted]";

/// The secrets to take out.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Redactor(Vec<Secret>);

// === impl Redactor ===

impl Redactor {
    /// Of these secrets; those shorter than [`MIN_SECRET_BYTES`] are ignored.
    pub fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        Self(secrets.into_iter().filter(|secret| secret.expose().len() >= MIN_SECRET_BYTES).collect())
    }

    /// The text without the secrets.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.find(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut redacted = String::with_capacity(text.len());
        let mut end = 0;
        for secret in found {
            redacted.push_str(text.get(end..secret.start).unwrap_or_default());
            redacted.push_str(REDACTED);
            end = secret.end;
        }
        redacted.push_str(text.get(end..).unwrap_or_default());
        Cow::Owned(redacted)
    }

    /// Where secrets stand, in order. Those that overlap are one: replacing them one after the other would leave the
    /// end of the second.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let places = |secret: &Secret| -> Vec<Range<usize>> {
            text.match_indices(secret.expose()).map(|(start, found)| start..start + found.len()).collect()
        };
        let mut all: Vec<_> = self.0.iter().flat_map(places).collect();
        all.sort_by_key(|place| place.start);
        all.dedup_by(|next, last| {
            let overlaps = next.start < last.end;
            if overlaps {
                last.end = last.end.max(next.end);
            }
            overlaps
        });
        all
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_redact(secrets: &[&str], text: &str, expected: Expect) {
        let redactor = Redactor::new(secrets.iter().map(|&secret| Secret::new(secret)));
        expected.assert_eq(&redactor.redact(text));
    }

    #[test]
    fn a_secret_is_replaced_wherever_it_stands() {
        check_redact(&["tok-1"], "tok-1: GET /?t=tok-1", expect!["[redacted]: GET /?t=[redacted]"]);
    }

    #[test]
    fn overlapping_secrets_leave_no_end() {
        check_redact(&["abcd", "cdef"], "<abcdef>", expect!["<[redacted]>"]);
        check_redact(&["abcd", "abcdef"], "<abcdef>", expect!["<[redacted]>"]);
    }

    #[test]
    fn neighbours_are_two() {
        check_redact(&["abcd", "efgh"], "abcdefgh", expect!["[redacted][redacted]"]);
    }

    #[test]
    fn a_short_secret_is_ignored() {
        check_redact(&["123", ""], "order 123", expect!["order 123"]);
    }

    #[test]
    fn characters_stay_whole() {
        check_redact(&["pässwörd"], "ü pässwörd ü", expect!["ü [redacted] ü"]);
    }

    #[test]
    fn a_clean_text_is_not_copied() {
        assert!(matches!(Redactor::new([Secret::new("token")]).redact("clean"), Cow::Borrowed("clean")));
    }
}
