//! An instant: read as RFC 3339 with any offset, written as UTC with milliseconds.

mod digits;

use jiff::fmt::temporal::DateTimePrinter;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, de};
use std::{borrow::Cow, fmt, str::FromStr};

/// `2026-11-22T19:04:05.000Z`; what is finer than a millisecond is cut when it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// Three digits of a second, always. Only for years that four digits cannot say.
static PRINTER: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// 0000-01-01T00:00:00Z: years before have a sign, which RFC 3339 does not know.
const YEAR_ZERO: jiff::Timestamp = jiff::Timestamp::constant(-62_167_219_200, 0);

// === impl Timestamp ===

impl Timestamp {
    /// 1970-01-01T00:00:00Z: where the milliseconds are counted from.
    pub const EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// The present.
    pub fn now() -> Self {
        Self(jiff::Timestamp::now())
    }

    /// Milliseconds since 1970.
    pub fn as_millisecond(self) -> i64 {
        self.0.as_millisecond()
    }

    /// From milliseconds since 1970; none beyond the years -9999 to 9999.
    pub fn from_millisecond(millisecond: i64) -> Option<Self> {
        jiff::Timestamp::from_millisecond(millisecond).ok().map(Self)
    }
}

/// A text that is no RFC 3339 instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no RFC 3339 instant such as 2026-11-22T19:04:05.000Z")]
pub struct NoTimestamp;

impl FromStr for Timestamp {
    type Err = NoTimestamp;

    /// jiff reads more than RFC 3339 does (weeks, hours without minutes, time zone names): the form is checked first.
    fn from_str(text: &str) -> Result<Self, NoTimestamp> {
        if let Some(instant) = text.as_bytes().try_into().ok().and_then(digits::read) {
            return Ok(Self(instant));
        }
        let form = |pattern: &[u8], text: &[u8]| {
            text.len() == pattern.len()
                && pattern.iter().zip(text).all(|(want, got)| match want {
                    b'0' => got.is_ascii_digit(),
                    b'T' => matches!(got, b'T' | b't'),
                    b'+' => matches!(got, b'+' | b'-'),
                    want => want == got,
                })
        };
        let bytes = text.as_bytes();
        let (date_time, rest) = bytes.split_at_checked(19).ok_or(NoTimestamp)?;
        let digits = match rest.split_first() {
            Some((b'.', fraction)) => fraction.iter().take_while(|byte| byte.is_ascii_digit()).count() + 1,
            _ => 0,
        };
        let offset = rest.get(digits..).unwrap_or_default();
        let fits = form(b"0000-00-00T00:00:00", date_time)
            && digits != 1
            && (matches!(offset, b"Z" | b"z") || form(b"+00:00", offset));
        if !fits {
            return Err(NoTimestamp);
        }
        // Beyond nanoseconds, jiff refuses; RFC 3339 does not.
        let text = if digits > 10 {
            let (whole, offset) = (text.get(..29), text.get(19 + digits..));
            Cow::Owned([whole.unwrap_or_default(), offset.unwrap_or_default()].concat())
        } else {
            Cow::Borrowed(text)
        };
        // An offset may lead to the year before the first that RFC 3339 can write.
        text.parse().ok().filter(|instant| *instant >= YEAR_ZERO).map(Self).ok_or(NoTimestamp)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = digits::write(self.0) {
            return f.write_str(str::from_utf8(&text).map_err(|_| fmt::Error)?);
        }
        PRINTER.print_timestamp(&self.0, jiff::fmt::StdFmtWrite(f)).map_err(|_| fmt::Error)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = digits::write(self.0);
        match text.as_ref().map(|text| str::from_utf8(text)) {
            Some(Ok(text)) => serializer.serialize_str(text),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Instant;
        impl de::Visitor<'_> for Instant {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 instant such as 2026-11-22T19:04:05.000Z")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(|NoTimestamp| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Instant)
    }
}

impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Timestamp")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(text.parse::<Timestamp>().map_or("refused".to_owned(), |instant| instant.to_string()), expected);
    }

    #[test]
    fn any_offset_and_precision_is_read_and_utc_with_milliseconds_is_written() {
        check("2026-11-22T19:04:05Z", "2026-11-22T19:04:05.000Z");
        check("2022-02-01T13:07:41.8667859Z", "2022-02-01T13:07:41.866Z");
        check("2026-11-22T19:04:05.1234567890123Z", "2026-11-22T19:04:05.123Z");
        check("2026-11-22t21:04:05.5+02:00", "2026-11-22T19:04:05.500Z");
        check("0000-01-01T00:00:00-01:00", "0000-01-01T01:00:00.000Z");
    }

    #[test]
    fn what_is_no_rfc_3339_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-11-22",
            "2026-11-22T19:04:05",
            "2026-11-22T19:04:05.Z",
            "2026-11-22T19:04Z",
            "2026-11-22 19:04:05Z",
            "2026-13-22T19:04:05Z",
            "2026-11-22T19:04:05+02",
            "2026-11-22T19:04:05+02:00[Europe/Rome]",
            "2026-11-22T19:04:05.12é5Z",
            "0000-01-01T00:00:00+01:00",
        ] {
            check(text, "refused");
        }
    }
}
