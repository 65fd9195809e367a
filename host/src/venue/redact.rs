//! Takes a venue's secrets out of a text by their value, also where they were encoded as addresses, headers and JSON do.
//!
//! This is against accidents: an error text with a URL in it, a request that is logged whole. An adapter that *wants* to
//! tell a secret it was given spells it backwards; what must not be told is injected instead (`[venues.x.http]`).

use super::secret::Secret;
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::{borrow::Cow, fmt, ops::Range};

/// Shorter secrets are not looked for: `1234` stands in too many honest texts, and replacing `a` would hide everything.
pub const MIN_SECRET_BYTES: usize = 4;

/// Shorter pieces of base64 are not looked for: they stand in honest tokens and ids.
const MIN_BASE64: usize = 6;

/// What a query leaves as it is (RFC 3986, "unreserved").
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What stands where a secret was.
pub const REDACTED: &str = "[redacted]";

/// The secrets to take out.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Redactor(Vec<Secret>);

// === impl Redactor ===

impl Redactor {
    /// Of these secrets; those shorter than [`MIN_SECRET_BYTES`] are ignored.
    pub fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut all: Vec<Secret> = Vec::new();
        for secret in secrets.into_iter().filter(|secret| secret.expose().len() >= MIN_SECRET_BYTES) {
            for form in forms(secret.expose()).into_iter().map(Secret::new).chain([secret]) {
                if !all.contains(&form) {
                    all.push(form);
                }
            }
        }
        Self(all)
    }

    /// With more to take out.
    #[must_use]
    pub fn and(&self, secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut all = self.0.clone();
        all.extend(Self::new(secrets).0.into_iter().filter(|form| !self.0.contains(form)));
        Self(all)
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

/// A secret as it stands in a URL, in base64 with something before it (`user:secret`), and in JSON.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for set in [UNRESERVED, NON_ALPHANUMERIC] {
        let encoded = utf8_percent_encode(secret, set).to_string();
        forms.push(lower_hex(&encoded));
        // Forms write a space as a plus.
        forms.push(encoded.replace("%20", "+"));
        forms.push(encoded);
    }
    for before in 0..3 {
        let encoded = base64_inside(secret, before);
        if encoded.len() >= MIN_BASE64 {
            forms.push(encoded.replace('+', "-").replace('/', "_"));
            forms.push(encoded);
        }
    }
    // JSON's and Rust's quotes have the same escapes for what passwords are made of.
    let escaped = secret.replace('\\', r"\\").replace('"', "\\\"");
    forms.push(escaped);
    forms.retain(|form| form != secret);
    forms
}

/// `%3A` as `%3a`.
fn lower_hex(encoded: &str) -> String {
    let mut left = 0_u8;
    let lower = |c: char| match (c, left) {
        ('%', _) => {
            left = 2;
            c
        }
        (c, 0) => c,
        (c, _) => {
            left -= 1;
            c.to_ascii_lowercase()
        }
    };
    encoded.chars().map(lower).collect()
}

/// The characters of base64 that a text alone decides, where this many bytes (modulo three) stand before it.
fn base64_inside(text: &str, before: usize) -> String {
    let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(text.bytes()).collect();
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    // Six bits each: the first that is the text's alone, and the last.
    let first = (before * 8).div_ceil(6);
    let end = bytes.len() * 8 / 6;
    encoded.get(first..end).unwrap_or_default().to_owned()
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
    fn a_secret_is_found_in_a_url() {
        check_redact(&["p@ss:w/rd"], "?t=p%40ss%3Aw%2Frd&u=p%40ss%3aw%2frd", expect!["?t=[redacted]&u=[redacted]"]);
        check_redact(&["two words"], "?t=two%20words&u=two+words", expect!["?t=[redacted]&u=[redacted]"]);
        check_redact(&["to-ken"], "?t=to%2Dken", expect!["?t=[redacted]"]);
    }

    #[test]
    fn a_secret_is_found_in_base64_whatever_stands_before_it() {
        // "hunter22", "me:hunter22", "ab:hunter22!" and "x:hunter22": each alignment. What stays at the ends are bits.
        check_redact(
            &["hunter22"],
            "aHVudGVyMjI bWU6aHVudGVyMjI YWI6aHVudGVyMjIh eDpodW50ZXIyMg",
            expect!["[redacted]I bWU6[redacted]I YWI6[redacted]Ih eDp[redacted]g"],
        );
        check_redact(&["??>>??>>"], "Pz8+Pj8/Pj4= Pz8-Pj8_Pj4", expect!["[redacted]4= [redacted]4"]);
    }

    #[test]
    fn a_short_secret_is_not_looked_for_in_base64() {
        check_redact(&["abcd"], "YWJjZA", expect!["YWJjZA"]);
    }

    #[test]
    fn a_secret_is_found_in_quotes() {
        check_redact(&["a\"b\\c"], &format!("{:?}", "x a\"b\\c"), expect![[r#""x [redacted]""#]]);
    }

    #[test]
    fn a_clean_text_is_not_copied() {
        assert!(matches!(Redactor::new([Secret::new("token")]).redact("clean"), Cow::Borrowed("clean")));
    }
}
