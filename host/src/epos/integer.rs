//! Integers as JSON writes them: `2.0` is an integer, `2.5` is none, and a number out of range is refused.

use serde::de::{self, Deserializer, Visitor};
use std::fmt;

/// Every float up to 2^53 is exact; beyond it, a fraction may have been lost before we saw the number.
const EXACT_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Reads an integer of any width.
///
/// # Errors
/// Where the JSON value is no whole number, or is out of the type's range.
pub fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    let whole = deserializer.deserialize_any(Whole)?;
    T::try_from(whole).map_err(|_| de::Error::custom(format_args!("{whole} is out of range")))
}

/// Reads an optional integer; absent and null are the same.
pub mod optional {
    use serde::Deserialize;
    use serde::de::{self, Deserializer};

    #[derive(Deserialize)]
    #[serde(transparent, bound = "T: TryFrom<i64>")]
    struct Integer<T>(#[serde(deserialize_with = "super::deserialize")] T);

    /// Reads an optional integer.
    ///
    /// # Errors
    /// As [`super::deserialize`].
    pub fn deserialize<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Option::<Integer<T>>::deserialize(deserializer)
            .map(|integer| integer.map(|Integer(value)| value))
            .map_err(de::Error::custom)
    }
}

struct Whole;

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::custom(format_args!("{value} is out of range")))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        if value.fract() != 0.0 || !value.is_finite() {
            return Err(E::invalid_type(de::Unexpected::Float(value), &self));
        }
        if value.abs() > EXACT_FLOAT {
            return Err(E::custom(format_args!("{value} is out of range")));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole, and within ±2^53")]
        Ok(value as i64)
    }
}

#[cfg(test)]
mod tests {
    #[derive(serde::Deserialize)]
    struct Number(#[serde(deserialize_with = "super::deserialize")] i64);

    #[track_caller]
    fn check(json: &str, expected: Result<i64, &str>) {
        let got = serde_json::from_str::<Number>(json).map(|Number(value)| value).map_err(|error| error.to_string());
        match (got, expected) {
            (Ok(value), Ok(expected)) => assert_eq!(value, expected),
            (Err(text), Err(part)) => assert!(text.contains(part), "{text}"),
            (got, expected) => panic!("{json}: {got:?}, not {expected:?}"),
        }
    }

    #[test]
    fn a_whole_float_is_an_integer() {
        check("2.0", Ok(2));
        check("-1e3", Ok(-1000));
        check("9007199254740992.0", Ok(9_007_199_254_740_992));
    }

    #[test]
    fn a_fraction_is_no_integer() {
        check("2.5", Err("expected an integer"));
        check("\"2\"", Err("expected an integer"));
    }

    #[test]
    fn a_number_out_of_range_is_refused() {
        check("9223372036854775807", Ok(i64::MAX));
        check("9223372036854775808", Err("out of range"));
        check("1e300", Err("out of range"));
        check("1e999", Err("number out of range"));
    }
}
