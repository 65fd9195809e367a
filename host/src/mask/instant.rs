//! Numbers that read as an instant: every tenth passes Luhn's check by chance, and logs are full of them. No network of
//! cards issues numbers that begin like these.

use std::ops::Range;

/// Seconds since 1970 of instants that are written today: from 2017 to 2034. Cards that begin with 22 are out of it.
const SECONDS: Range<u64> = 1_483_228_800..2_051_222_400;

/// Milliseconds, microseconds or nanoseconds since 1970; or year, month, day, hour, minute and second of this century,
/// with or without a fraction.
pub(super) fn reads_as_one(digits: &[u8]) -> bool {
    let since_1970 =
        matches!(digits.len(), 13 | 16 | 19) && number(digits, 0..10).is_some_and(|n| SECONDS.contains(&n));
    since_1970 || is_date_and_time(digits)
}

fn is_date_and_time(digits: &[u8]) -> bool {
    let within = |place, bounds: std::ops::RangeInclusive<u64>| {
        number(digits, place).is_some_and(|number| bounds.contains(&number))
    };
    within(0..4, 2000..=2099)
        && within(4..6, 1..=12)
        && within(6..8, 1..=31)
        && within(8..10, 0..=23)
        && within(10..12, 0..=59)
        && within(12..14, 0..=60)
}

fn number(digits: &[u8], place: Range<usize>) -> Option<u64> {
    Some(digits.get(place)?.iter().fold(0, |number, digit| number * 10 + u64::from(*digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let digits: Vec<_> = text.bytes().map(|byte| byte - b'0').collect();
        assert_eq!(reads_as_one(&digits), expected, "{text}");
    }

    #[test]
    fn what_machines_write_is_an_instant() {
        check("1795374245000", true);
        check("1795374245000000", true);
        check("1795374245000000000", true);
        check("20261122190405", true);
        check("20261122190405123", true);
    }

    #[test]
    fn what_stands_on_cards_is_none() {
        for card in ["4111111111111111", "2221000000000009", "2200000000000004", "378282246310005", "6759649826438453"]
        {
            check(card, false);
        }
        check("1234567812345670", false);
        check("20261322190405", false);
    }
}
