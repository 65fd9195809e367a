//! The id that ties a request, its log lines, its adapter's calls and its error together.

use std::{fmt, sync::Arc};

/// Characters of an id that a client may bring: it stands in every log line of the request.
const MAX_CHARACTERS: usize = 64;

/// One request's id: 32 hexadecimal digits of ours, or what the client named it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TraceId(Arc<str>);

// === impl TraceId ===

impl TraceId {
    /// A new random id.
    pub fn random() -> Self {
        let mut digits = [0_u8; 32];
        let mut random: u128 = rand::random();
        for digit in &mut digits {
            let nibble = u8::try_from(random & 0xf).unwrap_or_default();
            *digit = if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
            random >>= 4;
        }
        Self(String::from_utf8_lossy(&digits).into())
    }

    /// The id that a client brings, where it is fit to stand in a log: letters, digits, `-`, `_` and `.`.
    pub fn brought(text: &str) -> Option<Self> {
        let fits = (1..=MAX_CHARACTERS).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        fits.then(|| Self(text.into()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_long_and_differ() {
        let [one, other] = [TraceId::random(), TraceId::random()];
        assert_eq!(one.as_str().len(), 32);
        assert!(one.as_str().bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(one, other);
    }

    #[test]
    fn a_brought_id_cannot_forge_log_lines() {
        assert_eq!(TraceId::brought("req-1_a.b").unwrap().as_str(), "req-1_a.b");
        for bad in ["", "a b", "a\nb", "ü", &"a".repeat(65)] {
            assert_eq!(TraceId::brought(bad), None, "{bad:?}");
        }
    }
}
