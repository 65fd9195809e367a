//! Texts as JSON: copied in runs, between what must be escaped.

/// Writes a text between quotes.
#[inline]
pub(super) fn write(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    if has_escapes(text.as_bytes()) {
        write_escaped(out, text.as_bytes());
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
}

/// Writes a name of our own source code, which needs no escape, and what follows it. Inlined where the name is known,
/// so that it is copied by a few instructions instead of a call.
#[inline(always)]
pub(super) fn write_name(out: &mut Vec<u8>, name: &'static str, after: &'static [u8]) {
    debug_assert!(!has_escapes(name.as_bytes()), "{name:?} must be escaped");
    out.reserve(name.len() + 1 + after.len());
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(after);
}

/// Whether something must be escaped. Eight bytes are judged at once, the last ones perhaps twice.
#[inline]
fn has_escapes(text: &[u8]) -> bool {
    match text.last_chunk::<8>() {
        Some(last) => has_escape(*last) || text.as_chunks::<8>().0.iter().any(|word| has_escape(*word)),
        None => text.iter().any(|byte| must_be_escaped(*byte)),
    }
}

#[cold]
fn write_escaped(out: &mut Vec<u8>, mut text: &[u8]) {
    while let Some(length) = text.iter().position(|byte| must_be_escaped(*byte)) {
        let (clean, rest) = text.split_at(length);
        out.extend_from_slice(clean);
        text = match rest.split_first() {
            Some((byte, rest)) => {
                escape(out, *byte);
                rest
            }
            None => rest,
        };
    }
    out.extend_from_slice(text);
}

/// JSON's three kinds: control characters, the quote and the backslash.
const fn must_be_escaped(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\')
}

/// Whether one of eight bytes must be escaped; the borrow of a subtraction shows in a byte's highest bit.
const fn has_escape(word: [u8; 8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const fn zero_byte(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGH
    }
    let word = u64::from_ne_bytes(word);
    let control = word.wrapping_sub(u64::from_ne_bytes([0x20; 8])) & !word & HIGH;
    let quote = zero_byte(word ^ u64::from_ne_bytes([b'"'; 8]));
    let backslash = zero_byte(word ^ u64::from_ne_bytes([b'\\'; 8]));
    control | quote | backslash != 0
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            let [high, low] = [byte >> 4, byte & 0xf].map(|digit| match digit {
                0..10 => b'0' + digit,
                _ => b'a' - 10 + digit,
            });
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str) {
        let mut out = Vec::new();
        write(&mut out, text);
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(text).unwrap());
    }

    #[test]
    fn every_byte_is_escaped_as_serde_json_does_wherever_it_stands() {
        for character in (0..=0x100).filter_map(char::from_u32).chain(['é', '€', '🍔', '\u{2028}', '\u{ffff}']) {
            for before in 0..18 {
                check(&format!("{}{character}{}", "a".repeat(before), "é".repeat(before / 3)));
            }
        }
    }

    #[test]
    fn any_text_is_written_as_serde_json_does() {
        proptest!(|(text in any::<String>())| check(&text));
        proptest!(|(text in "[\\x00-\\x22\\\\a-c€]{0,40}")| check(&text));
    }

    #[test]
    fn a_word_has_an_escape_exactly_where_one_of_its_bytes_is() {
        proptest!(ProptestConfig::with_cases(4096), |(word in any::<[u8; 8]>())| {
            prop_assert_eq!(has_escape(word), word.iter().any(|byte| must_be_escaped(*byte)));
        });
        proptest!(ProptestConfig::with_cases(4096), |(word in prop::array::uniform8(0x1e_u8..0x24))| {
            prop_assert_eq!(has_escape(word), word.iter().any(|byte| must_be_escaped(*byte)));
        });
    }
}
