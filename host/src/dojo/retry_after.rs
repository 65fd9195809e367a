//! `Retry-After`: seconds, or the date of an HTTP header.

use super::limits::{LONGEST_RETRY_AFTER, USUAL_RETRY_AFTER};
use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use std::time::Duration;

static PARSER: DateTimeParser = DateTimeParser::new();

/// How long the server wants to be left alone; none where it does not say.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => LONGEST_RETRY_AFTER,
        Err(_) => match PARSER.parse_timestamp(text) {
            // Against the server's own clock, where it tells it: ours may be wrong.
            Ok(until) => {
                let now = date(headers, &DATE).unwrap_or_else(Timestamp::now);
                Duration::try_from(until.duration_since(now)).unwrap_or_default()
            }
            Err(_) => USUAL_RETRY_AFTER,
        },
    };
    Some(wait.min(LONGEST_RETRY_AFTER))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<Timestamp> {
    PARSER.parse_timestamp(headers.get(name)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(retry_after: &str, expected: Duration) {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Sun, 22 Nov 2026 19:04:05 GMT".parse().unwrap());
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        assert_eq!(read(&headers), Some(expected), "{retry_after}");
    }

    #[test]
    fn seconds_and_dates_are_read() {
        check("7", Duration::from_secs(7));
        check("0", Duration::ZERO);
        check("Sun, 22 Nov 2026 19:04:15 GMT", Duration::from_secs(10));
        check("Sun, 22 Nov 2026 19:00:00 GMT", Duration::ZERO);
        assert_eq!(read(&HeaderMap::new()), None);
    }

    #[test]
    fn what_cannot_be_meant_is_bounded() {
        check("86400", LONGEST_RETRY_AFTER);
        check("99999999999999999999999", LONGEST_RETRY_AFTER);
        check("Sun, 22 Nov 2099 19:00:00 GMT", LONGEST_RETRY_AFTER);
        check("soon", USUAL_RETRY_AFTER);
        check("-1", USUAL_RETRY_AFTER);
    }
}
