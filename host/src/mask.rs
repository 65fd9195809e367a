//! Numbers that look like cards, masked in text that people write: waiters type them into notes.
//!
//! A card's number has 13 to 19 digits, in groups with single spaces or dashes between them or without, and passes Luhn's
//! check. What is inside a word (letters, digits and `_`: an id) is none, nor is a UUID, nor what reads as an instant.

mod instant;
mod luhn;
mod uuid;

use std::borrow::Cow;
use std::ops::Range;

/// Digits of a card's number (ISO/IEC 7812; 13 is the shortest that was ever issued).
const DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

/// Digits that stay, as on every receipt.
const SHOWN: usize = 4;

/// The text with every digit of a number that looks like a card's masked, but its last four.
pub fn cards(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    // Most texts end here.
    if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() < *DIGITS.start() {
        return Cow::Borrowed(text);
    }
    let mut masked: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(start) = position(bytes, at, u8::is_ascii_digit) {
        let run = Run::at(bytes, start);
        run.mask(bytes, &mut masked);
        at = run.end;
    }
    if masked.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut places = masked.into_iter().peekable();
    let mask = |(at, c)| if places.next_if_eq(&at).is_some() { '*' } else { c };
    Cow::Owned(text.char_indices().map(mask).collect())
}

/// Groups of digits with single separators between them.
struct Run {
    groups: Vec<Range<usize>>,
    end: usize,
}

// === impl Run ===

impl Run {
    /// The run that begins at a digit.
    fn at(bytes: &[u8], start: usize) -> Self {
        let (mut groups, mut at) = (Vec::new(), start);
        loop {
            let end = position(bytes, at, |byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
            groups.push(at..end);
            let separated = matches!(bytes.get(end), Some(b' ' | b'-'));
            if !separated || !bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
                return Self { groups, end };
            }
            at = end + 1;
        }
    }

    /// Adds the places of digits to mask. Where numbers overlap, only the last four digits of all of them stay.
    fn mask(&self, bytes: &[u8], masked: &mut Vec<usize>) {
        let mut found: Option<Range<usize>> = None;
        for (first, group) in self.groups.iter().enumerate() {
            let Some(last) = self.number_from(bytes, first) else { continue };
            found = match found {
                Some(before) if group.start < before.end => Some(before.start..before.end.max(last)),
                before => {
                    hide(bytes, before, masked);
                    Some(group.start..last)
                }
            };
        }
        hide(bytes, found, masked);
    }

    /// Where the longest number ends that begins with a group.
    fn number_from(&self, bytes: &[u8], first: usize) -> Option<usize> {
        let groups = self.groups.get(first..)?;
        let start = groups.first()?.start;
        if begins_inside_a_word(bytes, start) {
            return None;
        }
        let (mut digits, mut longest) = (Vec::with_capacity(*DIGITS.end()), None);
        for group in groups {
            if digits.len() + group.len() > *DIGITS.end() {
                break;
            }
            digits.extend(bytes.get(group.clone()).unwrap_or_default().iter().map(|digit| digit - b'0'));
            let looks_like_one = DIGITS.contains(&digits.len())
                && luhn::passes(&digits)
                && !instant::reads_as_one(&digits)
                && !goes_on_as_a_word(bytes, group.end)
                && !uuid::overlaps(bytes, start..group.end);
            if looks_like_one {
                longest = Some(group.end);
            }
        }
        longest
    }
}

/// All digits but the last four.
fn hide(bytes: &[u8], number: Option<Range<usize>>, masked: &mut Vec<usize>) {
    let Some(number) = number else { return };
    let is_digit = |at: &usize| bytes.get(*at).is_some_and(u8::is_ascii_digit);
    let before = masked.len();
    masked.extend(number.filter(is_digit));
    masked.truncate(masked.len().saturating_sub(SHOWN).max(before));
}

/// Letters, `_` and what is not ASCII make a word; `*` is what this module leaves before the digits that stay, and a
/// point after a digit makes a fraction.
fn begins_inside_a_word(bytes: &[u8], start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|at| bytes.get(at));
    match before(1) {
        Some(b'.') => before(2).is_some_and(u8::is_ascii_digit),
        Some(byte) => is_of_a_word(*byte) || *byte == b'*',
        None => false,
    }
}

fn goes_on_as_a_word(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_some_and(|byte| is_of_a_word(*byte))
}

const fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn position(bytes: &[u8], from: usize, is: impl Fn(&u8) -> bool) -> Option<usize> {
    Some(from + bytes.get(from..)?.iter().position(is)?)
}

#[cfg(test)]
mod tests;
