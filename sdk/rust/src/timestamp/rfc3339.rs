//! Reads instants as points of sale write them: RFC 3339, in any offset and to any fraction of a second.

use std::fmt;

use super::{DAY_MS, LAST_MS, days, from_ms};
use crate::model::{EposError, Timestamp};

/// Why a text is no instant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoInstant {
    text: String,
}

/// The instant in UTC, cut to whole milliseconds: what the API wants of "2026-11-22T20:04:05+01:00".
///
/// A text without an offset is refused: a local time alone is no instant, and to take it for UTC would be an hour wrong
/// for half the year.
///
/// ```
/// use patio_sdk::timestamp;
///
/// assert_eq!(timestamp::utc("2026-11-22T20:04:05+01:00").as_deref(), Ok("2026-11-22T19:04:05.000Z"));
/// assert!(timestamp::utc("2026-11-22T20:04:05").is_err());
/// ```
///
/// # Errors
/// The text is no instant of the years 1970 to 9999.
pub fn utc(text: &str) -> Result<Timestamp, NoInstant> {
    read(text).filter(|ms| (0..=LAST_MS).contains(ms)).map(from_ms).ok_or_else(|| NoInstant { text: text.to_owned() })
}

/// Milliseconds since 1970.
fn read(text: &str) -> Option<i64> {
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    if !matches!(text.get(10..11)?, "T" | "t" | " ") {
        return None;
    }
    let (clock, fraction_and_offset) = (time.get(..8)?, time.get(8..)?);
    let end = fraction_and_offset.find(['Z', 'z', '+', '-'])?;
    let (fraction, offset) = fraction_and_offset.split_at(end);
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    // A leap second is the second after it, as on clocks that do not know them.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let day_ms = days(year, month, day)? * DAY_MS;
    let seconds = (hour * 60 + minute) * 60 + second - offset_seconds(offset)?;
    Some(day_ms + seconds * 1000 + milliseconds(fraction)?)
}

/// Three numbers of so many digits each.
fn numbers(text: &str, parted_by: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(parted_by);
    let mut next = |width: usize| {
        let part = parts.next()?;
        (part.len() == width && is_digits(part)).then(|| part.parse().ok()).flatten()
    };
    let [first, second, third] = widths;
    let numbers = [next(first)?, next(second)?, next(third)?];
    parts.next().is_none().then_some(numbers)
}

/// ".123456" is 123; more than milliseconds is cut.
fn milliseconds(fraction: &str) -> Option<i64> {
    if fraction.is_empty() {
        return Some(0);
    }
    let digits = fraction.strip_prefix('.').filter(|digits| !digits.is_empty() && is_digits(digits))?;
    format!("{digits:0<3}").get(..3)?.parse().ok()
}

/// "+01:00", or "Z".
fn offset_seconds(offset: &str) -> Option<i64> {
    let (sign, clock) = match offset {
        "Z" | "z" => return Some(0),
        _ => (if offset.starts_with('-') { -1 } else { 1 }, offset.get(1..)?),
    };
    let [hours, minutes, _] = numbers(&format!("{clock}:00"), ':', [2, 2, 2])?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes) * 60)
}

fn is_digits(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

// === impl NoInstant ===

impl fmt::Display for NoInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no instant: it must be RFC 3339 with an offset, like 2026-11-22T20:04:05+01:00", self.text)
    }
}

impl std::error::Error for NoInstant {}

impl From<NoInstant> for EposError {
    fn from(error: NoInstant) -> Self {
        Self::Unexpected(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(utc(text).as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn an_offset_is_taken_off() {
        check("2026-11-22T20:04:05+01:00", "2026-11-22T19:04:05.000Z");
        check("2026-11-22T19:04:05Z", "2026-11-22T19:04:05.000Z");
        check("2026-11-22 19:04:05z", "2026-11-22T19:04:05.000Z");
        check("2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z");
        check("2027-01-01T00:30:00+05:45", "2026-12-31T18:45:00.000Z");
        check("2028-03-01T00:00:00+00:01", "2028-02-29T23:59:00.000Z");
    }

    #[test]
    fn a_fraction_is_cut_to_milliseconds() {
        check("2026-11-22T19:04:05.1Z", "2026-11-22T19:04:05.100Z");
        check("2026-11-22T19:04:05.123999999Z", "2026-11-22T19:04:05.123Z");
        check("2026-11-22T23:59:60Z", "2026-11-23T00:00:00.000Z");
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2026-11-22",
            "2026-11-22T20:04:05",
            "2026-11-22T20:04+01:00",
            "2026-11-22T24:00:00Z",
            "2026-13-22T20:04:05Z",
            "2026-02-29T20:04:05Z",
            "2026-11-00T20:04:05Z",
            "2026-11-22T20:04:05.Z",
            "2026-11-22T20:04:05+1:00",
            "2026-11-22T20:04:05+01:00x",
            "2026-11-22X20:04:05Z",
            "22.11.2026T20:04:05Z",
            "1969-12-31T23:59:59Z",
            "2026-11-22T20:04:05é",
            "+026-11-22T20:04:05Z",
        ] {
            assert_eq!(utc(text), Err(NoInstant { text: text.to_owned() }));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(ms in 0..=LAST_MS) {
            let text = from_ms(ms);
            prop_assert_eq!(utc(&text), Ok(text));
        }

        #[test]
        fn no_text_panics(text in "\\PC*", noise in "[0-9TZ:.+-]{0,30}") {
            let _ = (utc(&text), utc(&noise), utc(&format!("2026-11-22T{noise}")));
        }
    }
}
