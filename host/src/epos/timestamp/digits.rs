//! The form that nearly every instant has, `2026-11-22T19:04:05.000Z`: read and written digit by digit.
//!
//! Everything else is left to jiff, which takes five times as long because it can do more.

/// Bytes of the form.
const LEN: usize = 24;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// From 0000-01-01T00:00:00Z to 1970.
const SECONDS_TO_1970: i64 = 62_167_219_200;

/// Days are counted from here, -0400-03-01, to 0000-01-01: years begin in March, so that the leap day is their last, and
/// all that is counted is positive.
const DAYS_TO_YEAR_ZERO: u32 = DAYS_OF_AN_ERA - 60;

/// In 400 years, after which the calendar repeats itself.
const DAYS_OF_AN_ERA: u32 = 146_097;

/// Writes an instant, cut to milliseconds; none where its year has not four digits.
pub(super) fn write(instant: jiff::Timestamp) -> Option<[u8; LEN]> {
    // jiff's parts have the same sign; ours count up from the second before.
    let (second, nanosecond) = match (instant.as_second(), instant.subsec_nanosecond()) {
        (second, nanosecond) if nanosecond < 0 => (second - 1, nanosecond + 1_000_000_000),
        whole => whole,
    };
    let second = u64::try_from(second + SECONDS_TO_1970).ok()?;
    let millisecond = u32::try_from(nanosecond).ok()? / 1_000_000;
    let day = u32::try_from(second / SECONDS_OF_A_DAY).ok()? + DAYS_TO_YEAR_ZERO;
    let second = u32::try_from(second % SECONDS_OF_A_DAY).ok()?;
    let (year, month, day) = date(day);
    if year > 9999 {
        return None;
    }
    let [[y1, y2], [y3, y4]] = [two(year / 100), two(year % 100)];
    let [[mo1, mo2], [d1, d2]] = [two(month), two(day)];
    let [[h1, h2], [mi1, mi2], [s1, s2]] = [two(second / 3600), two(second / 60 % 60), two(second % 60)];
    let [[_, f1], [f2, f3]] = [two(millisecond / 100), two(millisecond % 100)];
    Some([
        y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T', h1, h2, b':', mi1, mi2, b':', s1, s2, b'.', f1, f2, f3,
        b'Z',
    ])
}

/// Reads an instant of exactly this form; none for any other, and for a date that does not exist.
pub(super) fn read(text: [u8; LEN]) -> Option<jiff::Timestamp> {
    #[rustfmt::skip]
    let [
        y1, y2, y3, y4, b'-', mo1, mo2, b'-', d1, d2, b'T', h1, h2, b':', mi1, mi2, b':', s1, s2, b'.', f1, f2, f3, b'Z',
    ] = text else {
        return None;
    };
    let year = number(&[y1, y2, y3, y4])?;
    let (month, day) = (number(&[mo1, mo2])?, number(&[d1, d2])?);
    let (hour, minute, second) = (number(&[h1, h2])?, number(&[mi1, mi2])?, number(&[s1, s2])?);
    let millisecond = i32::try_from(number(&[f1, f2, f3])?).ok()?;
    // A leap second is left to jiff.
    let exists = (1..=12).contains(&month) && (1..=last_day(year, month)).contains(&day);
    if !exists || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = u64::from(days(year, month, day) - DAYS_TO_YEAR_ZERO);
    let seconds = days * SECONDS_OF_A_DAY + u64::from(hour * 3600 + minute * 60 + second);
    jiff::Timestamp::new(i64::try_from(seconds).ok()? - SECONDS_TO_1970, millisecond * 1_000_000).ok()
}

const fn last_day(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Year, month and day.
const fn date(day: u32) -> (u32, u32, u32) {
    let (era, day) = (day / DAYS_OF_AN_ERA, day % DAYS_OF_AN_ERA);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next - 400, month, day)
}

/// The day of a date that exists.
const fn days(year: u32, month: u32, day: u32) -> u32 {
    let (year, month) = if month > 2 { (year + 400, month - 3) } else { (year + 399, month + 9) };
    let (era, year) = (year / 400, year % 400);
    era * DAYS_OF_AN_ERA + year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 1
}

/// The last two digits.
fn two(number: u32) -> [u8; 2] {
    let [[tens, ..], [units, ..]] = [(number / 10 % 10).to_le_bytes(), (number % 10).to_le_bytes()];
    [b'0' + tens, b'0' + units]
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u32::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::timestamp::{PRINTER, YEAR_ZERO};
    use proptest::prelude::*;

    fn check(instant: jiff::Timestamp) {
        let expected = PRINTER.timestamp_to_string(&instant);
        let written = write(instant).map(|text| String::from_utf8(text.to_vec()).unwrap());
        assert_eq!(written, (expected.len() == LEN).then_some(expected), "{instant:?}");
    }

    #[test]
    fn an_instant_is_written_as_jiff_does() {
        let [first, last] = [jiff::Timestamp::MIN, jiff::Timestamp::MAX];
        [first, last, YEAR_ZERO, jiff::Timestamp::UNIX_EPOCH].into_iter().for_each(check);
        check(YEAR_ZERO - jiff::SignedDuration::from_nanos(1));
        let (first, last) = (first.as_second(), last.as_second());
        proptest!(ProptestConfig::with_cases(4096), |(second in first..=last, nano in -999_999_999..=999_999_999_i32)| {
            jiff::Timestamp::new(second, nano).into_iter().for_each(check);
            jiff::Timestamp::new(second % 10_000_000_000, nano).into_iter().for_each(check);
            jiff::Timestamp::new(second % 2, nano).into_iter().for_each(check);
        });
    }

    #[test]
    fn every_day_is_the_calendars() {
        let mut day = days(0, 1, 1);
        let mut jiffs = jiff::civil::date(0, 1, 1);
        loop {
            let [month, last] = [jiffs.month(), jiffs.days_in_month()].map(|number| u32::try_from(number).unwrap());
            let expected = (u32::try_from(jiffs.year()).unwrap(), month, u32::try_from(jiffs.day()).unwrap());
            assert_eq!(date(day), expected);
            assert_eq!(days(expected.0, month, expected.2), day);
            assert_eq!(last_day(expected.0, month), last);
            let Ok(tomorrow) = jiffs.tomorrow() else { break };
            (jiffs, day) = (tomorrow, day + 1);
        }
    }

    #[test]
    fn what_is_read_is_what_jiff_reads() {
        let pattern = "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}Z";
        proptest!(ProptestConfig::with_cases(4096), |(text in pattern)| {
            let read = read(text.as_bytes().try_into().unwrap());
            let jiffs = text.parse::<jiff::Timestamp>().ok();
            // It may leave one to jiff; it never reads another.
            prop_assert!(read == jiffs || read.is_none() && &text[17..19] == "60", "{read:?} {jiffs:?}");
        });
    }

    #[test]
    fn any_other_form_is_left_to_jiff() {
        for text in [
            "2026-11-22t19:04:05.000Z",
            "2026-11-22T19:04:05.000z",
            "2026-11-22 19:04:05.000Z",
            "2026-11-22T19:04:05,000Z",
            "2026-11-22T19:04:0:.000Z",
            "2026-11-22T19:04:60.000Z",
            "2026-02-29T19:04:05.000Z",
            "2026-00-10T19:04:05.000Z",
            "2026-01-00T19:04:05.000Z",
            "2026-13-01T19:04:05.000Z",
            "2026-99-99T19:04:05.000Z",
            "\u{662}26-11-22T19:04:05.0Z\0\0",
        ] {
            assert_eq!(text.as_bytes().try_into().ok().and_then(read), None, "{text}");
        }
    }
}
