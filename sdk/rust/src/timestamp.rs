//! Instants as the API writes them: RFC 3339, UTC, whole milliseconds.
//!
//! [`utc`] makes one of what a point of sale writes. All of them have the same length, so two of them compare as texts: the earlier one is the smaller one.

mod rfc3339;

pub use rfc3339::{NoInstant, utc};

use std::time::{SystemTime, UNIX_EPOCH};

use crate::lent;
use crate::model::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// 9999-12-31T23:59:59.999Z: a fifth digit of the year would end the comparing of texts.
const LAST_MS: i64 = 253_402_300_799_999;

/// The present.
pub fn now() -> Timestamp {
    from_system_time(lent::clock::now())
}

/// An instant of the system's clock; what lies before 1970 is its beginning, what lies after 9999 its end.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let instant = UNIX_EPOCH + Duration::from_millis(1_795_374_245_000);
/// assert_eq!(patio_sdk::timestamp::from_system_time(instant), "2026-11-22T19:04:05.000Z");
/// ```
pub fn from_system_time(time: SystemTime) -> Timestamp {
    let since_1970 = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    from_ms(i64::try_from(since_1970.as_millis()).unwrap_or(LAST_MS).min(LAST_MS))
}

fn from_ms(ms: i64) -> Timestamp {
    let (year, month, day) = date(ms / DAY_MS);
    let (second, ms) = (ms % DAY_MS / 1000, ms % 1000);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// The Gregorian date of a day since 1970-01-01.
///
/// Counted in years that begin in March, so that the leap day is the last of its year, and in eras of 400 years, which
/// all have the same number of days.
fn date(days: i64) -> (i64, i64, i64) {
    // Days since 0000-03-01.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (400 * era + year_of_era + i64::from(month <= 2), month, day)
}

/// The days from 1970-01-01 to a date; none where there is no such date. The same count, the other way round.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let (years, month_from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (years.div_euclid(400), years.rem_euclid(400));
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    // The thirtieth of February is a day in March.
    (days >= 0 && date(days) == (year, month, day)).then_some(days)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[track_caller]
    fn check(ms: i64, expected: &str) {
        let ms = u64::try_from(ms).unwrap();
        assert_eq!(from_system_time(UNIX_EPOCH + Duration::from_millis(ms)), expected);
    }

    #[test]
    fn an_instant_is_utc_with_milliseconds() {
        check(0, "1970-01-01T00:00:00.000Z");
        check(951_782_399_999, "2000-02-28T23:59:59.999Z");
        check(951_782_400_000, "2000-02-29T00:00:00.000Z");
        check(1_795_374_245_007, "2026-11-22T19:04:05.007Z");
        check(4_107_542_399_000, "2100-02-28T23:59:59.000Z");
        check(4_107_542_400_000, "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let lengths = |year: i64| {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        };
        let mut days = 0;
        for year in 1970..=9999 {
            for (month, length) in (1..).zip(lengths(year)) {
                for day in 1..=length {
                    assert_eq!(date(days), (year, month, day));
                    assert_eq!(super::days(year, month, day), Some(days));
                    days += 1;
                }
            }
        }
    }

    #[test]
    fn what_is_out_of_range_is_the_nearest_instant_that_is_not() {
        assert_eq!(from_system_time(UNIX_EPOCH - Duration::from_secs(1)), "1970-01-01T00:00:00.000Z");
        check(LAST_MS, "9999-12-31T23:59:59.999Z");
        check(LAST_MS + 1, "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn the_present_is_later_than_the_day_this_was_written() {
        assert!(now().as_str() > "2026-01-01T00:00:00.000Z");
    }
}
