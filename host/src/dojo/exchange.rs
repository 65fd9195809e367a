//! One request and its answer: attempts, waits, the breaker, and what each status means.
//!
//! Whatever is sent here may be sent again: reads, refunds (their key makes the second one the first), reversals (an
//! intent is reversed once), registrations (a list replaces the one before), and news of what changed.

use super::limits::{MAX_ANSWER_BYTES, USUAL_RETRY_AFTER};
use super::{DojoError, Limits, problem, retry_after};
use crate::breaker::Breaker;
use crate::epos::Timestamp;
use crate::outgoing;
use crate::venue::Redactor;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use url::Url;

/// What sends a venue's requests.
pub(super) struct Exchange {
    pub(super) client: reqwest::Client,
    /// Those of every request.
    pub(super) headers: HeaderMap,
    pub(super) limits: Limits,
    pub(super) breaker: Breaker,
    /// Dojo wants no request before then.
    pub(super) quiet_until: Mutex<Option<Instant>>,
    /// Takes the secrets that Dojo is told out of what it says.
    pub(super) redactor: Redactor,
}

/// One request.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) url: Url,
    /// The payment intent that it is about.
    pub(super) intent: Option<&'a str>,
    /// Its own.
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
}

/// Why an attempt has no answer that can be used, and whether another may.
enum Trouble {
    /// The next attempt may have one.
    Passing(DojoError),
    /// It would be the same again.
    Lasting(DojoError),
}

struct Answer {
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

// === impl Exchange ===

impl Exchange {
    /// Sends a request until it is answered, for as long and as often as the limits say.
    pub(super) async fn send(&self, ask: &Ask<'_>) -> Result<Vec<u8>, DojoError> {
        let end = Instant::now() + self.limits.total_timeout;
        let mut last = None;
        for attempt in 0..self.limits.attempts.max(1) {
            let wait = self.wait(attempt);
            // An attempt that is cut short would find out nothing, and blame Dojo for it.
            let needed = if attempt == 0 { wait } else { wait + self.limits.attempt_timeout / 2 };
            if Instant::now() + needed > end {
                return Err(last.unwrap_or(DojoError::RateLimited { retry_after: wait }));
            }
            tokio::time::sleep(wait).await;
            match self.attempt(ask, end).await {
                Ok(body) => return Ok(body),
                Err(Trouble::Lasting(error)) => return Err(error),
                // What went wrong says more than that it went wrong often.
                Err(Trouble::Passing(DojoError::BreakerOpen { until })) => {
                    return Err(last.unwrap_or(DojoError::BreakerOpen { until }));
                }
                Err(Trouble::Passing(error)) => {
                    tracing::debug!(method = %ask.method, path = ask.url.path(), attempt, %error, "Dojo was asked in vain");
                    last = Some(error);
                }
            }
        }
        Err(last.unwrap_or_else(|| DojoError::Unavailable("was not asked".to_owned())))
    }

    /// Any time up to the attempt's backoff, after what Dojo wants to be left alone for.
    fn wait(&self, attempt: u32) -> Duration {
        let quiet_until = *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        let quiet = quiet_until.map(|until| until.saturating_duration_since(Instant::now())).unwrap_or_default();
        let Limits { first_backoff, longest_backoff, .. } = self.limits;
        let doubled = |times| first_backoff.saturating_mul(2_u32.saturating_pow(times)).min(longest_backoff);
        let backoff = match attempt.checked_sub(1) {
            Some(times) => doubled(times),
            // All who waited for the same end do not come at once.
            None if !quiet.is_zero() => first_backoff,
            None => Duration::ZERO,
        };
        quiet + rand::random_range(Duration::ZERO..=backoff)
    }

    async fn attempt(&self, ask: &Ask<'_>, end: Instant) -> Result<Vec<u8>, Trouble> {
        let leave = self.breaker.enter(Instant::now()).map_err(|until| {
            let wait = u128::min(until.saturating_duration_since(Instant::now()).as_millis(), 1 << 40);
            let until = Timestamp::now().as_millisecond() + i64::try_from(wait).unwrap_or_default();
            Trouble::Passing(DojoError::BreakerOpen {
                until: Timestamp::from_millisecond(until).unwrap_or_else(Timestamp::now),
            })
        })?;
        let limit = self.limits.attempt_timeout.min(end.saturating_duration_since(Instant::now()));
        let answer = match tokio::time::timeout(limit, self.ask(ask)).await {
            Ok(answer) => answer,
            Err(_) => {
                let text = format!("did not answer within {} ms", limit.as_millis());
                Err(Trouble::Passing(DojoError::Unavailable(text)))
            }
        };
        match &answer {
            // 502, 503 and 504 are said by who stands before Dojo, or by Dojo of itself. A 500 is about one request: it
            // must not keep the others from being made.
            Ok(Answer { status, .. }) if !matches!(status.as_u16(), 502..=504) => {
                leave.reached();
            }
            Err(Trouble::Lasting(_)) => {
                leave.reached();
            }
            Ok(_) | Err(Trouble::Passing(_)) => {
                leave.not_reached(Instant::now());
            }
        }
        self.meaning(ask, answer?)
    }

    async fn ask(&self, ask: &Ask<'_>) -> Result<Answer, Trouble> {
        let unavailable = |error: reqwest::Error| Trouble::Passing(DojoError::Unavailable(outgoing::reason(&error)));
        let mut request = self.client.request(ask.method.clone(), ask.url.clone());
        request = request.headers(self.headers.clone()).headers(ask.headers.clone());
        if let Some(body) = &ask.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let mut response = request.send().await.map_err(unavailable)?;
        let (status, retry_after) = (response.status(), retry_after::read(response.headers()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                let text = format!("it is longer than {MAX_ANSWER_BYTES} bytes");
                return Err(Trouble::Lasting(DojoError::Unreadable(text)));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, retry_after, body })
    }

    /// What an answer means.
    fn meaning(&self, ask: &Ask<'_>, answer: Answer) -> Result<Vec<u8>, Trouble> {
        let Answer { status, retry_after, body } = answer;
        let problem = || problem::text(&body, &self.redactor);
        let error = match status.as_u16() {
            200..=299 => return Ok(body),
            300..=399 => DojoError::Unreadable(format!(
                "it is a redirect ({status}), which Dojo's API has none of: see api_url of the venue"
            )),
            401 | 403 => DojoError::Unauthorized(format!("{status}: {}", problem())),
            404 if let Some(id) = ask.intent => DojoError::NotFound(id.to_owned()),
            429 => {
                let retry_after = retry_after.unwrap_or(USUAL_RETRY_AFTER);
                self.be_quiet(retry_after);
                return Err(Trouble::Passing(DojoError::RateLimited { retry_after }));
            }
            408 | 500.. => {
                if let Some(retry_after) = retry_after {
                    self.be_quiet(retry_after);
                }
                let text = format!("answered {status}: {}", problem());
                return Err(Trouble::Passing(DojoError::Unavailable(text)));
            }
            status => DojoError::Refused { status, problem: problem() },
        };
        Err(Trouble::Lasting(error))
    }

    fn be_quiet(&self, how_long: Duration) {
        let until = Instant::now() + how_long;
        let mut quiet = self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        *quiet = Some(quiet.map_or(until, |earlier| earlier.max(until)));
    }
}
