//! UUIDs in a text: their groups may be all digits.

use std::ops::Range;

/// Digits of the groups.
const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
const LENGTH: usize = 36;

/// Whether a place is part of a UUID.
pub(super) fn overlaps(bytes: &[u8], place: Range<usize>) -> bool {
    let first = place.start.saturating_sub(LENGTH - 1);
    (first..place.end).any(|start| is_at(bytes, start))
}

fn is_at(bytes: &[u8], start: usize) -> bool {
    let Some(text) = bytes.get(start..start + LENGTH) else { return false };
    let word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let alone = !word(start.checked_sub(1).and_then(|at| bytes.get(at))) && !word(bytes.get(start + LENGTH));
    let mut groups = text.split(|byte| *byte == b'-');
    alone
        && GROUPS.iter().all(|length| {
            groups.next().is_some_and(|group| group.len() == *length && group.iter().all(u8::is_ascii_hexdigit))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_five_groups_that_stand_alone() {
        let text = b"a 12345678-1234-1234-1234-123456789012, b";
        assert!(is_at(text, 2));
        assert!(overlaps(text, 11..20) && overlaps(text, 37..39));
        assert!(!overlaps(text, 0..2) && !overlaps(text, 38..41));
        assert!(!is_at(b"f12345678-1234-1234-1234-123456789012", 1));
        assert!(!is_at(b"12345678-1234-1234-1234-1234567890123", 0));
    }
}
