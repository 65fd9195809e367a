//! What a replay answers from: an earlier account. Clocks and chance go on where it ends, always the same way; a request
//! that it does not know is refused, and no connection is ever made.
//!
//! It runs in the time of a paused runtime, which passes only while everybody waits: a sleep ends at once, and what was
//! recorded to take two seconds is there after a time-out of one.

use super::note::Source;
use super::{Account, Body, Direction, Exchange, Outcome, Sighting, Tee};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderName, HeaderValue, Request, Response, header};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use sha2::{Digest as _, Sha256};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use wasmtime_wasi_http::{Error, WasiBody};

/// An earlier call, to be lived through again.
pub struct Past {
    account: Account,
    state: Mutex<State>,
}

struct State {
    wall: Clock,
    monotonic: Clock,
    remaining: usize,
    random: Stream,
    insecure_random: Stream,
    /// Which requests were made again.
    used: Vec<bool>,
}

/// A clock's recorded readings, and what follows them.
struct Clock {
    readings: Vec<u64>,
    taken: usize,
    /// The last recorded one, or the time before the first.
    last: u64,
    /// When it was read again.
    since: Instant,
    /// What a millisecond is on it.
    millisecond: u64,
}

/// Recorded chance, and what follows it.
#[derive(Default)]
struct Stream {
    bytes: Vec<u8>,
    taken: usize,
}

// === impl Past ===

impl Past {
    /// Lives through this again.
    pub fn new(account: Account) -> Self {
        let stream = |text: &str| Stream { bytes: STANDARD.decode(text).unwrap_or_default(), taken: 0 };
        let began = u64::try_from(account.at.as_millisecond()).unwrap_or_default();
        let state = State {
            wall: Clock::new(&account.senses.wall_ms, began, 1),
            monotonic: Clock::new(&account.senses.monotonic_ns, 0, 1_000_000),
            remaining: 0,
            random: stream(&account.senses.random),
            insecure_random: stream(&account.senses.insecure_random),
            used: vec![false; account.outgoing.len()],
        };
        Self { account, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wall(&self) -> Duration {
        Duration::from_millis(self.state().wall.read())
    }

    pub(super) fn monotonic(&self) -> u64 {
        self.state().monotonic.read()
    }

    /// It does not run out: what ends a replay is the desk's own limit.
    pub(super) fn remaining(&self) -> u32 {
        let state = &mut *self.state();
        let readings = &self.account.senses.remaining_ms;
        let reading = readings.get(state.remaining).or(readings.last()).copied();
        state.remaining += 1;
        reading.unwrap_or_else(|| u32::try_from(self.account.allowed.deadline_ms).unwrap_or(u32::MAX))
    }

    pub(super) fn seed(&self) -> u128 {
        self.account.senses.seed.as_deref().and_then(|seed| u128::from_str_radix(seed, 16).ok()).unwrap_or_default()
    }

    pub(super) fn chance(&self, source: Source, bytes: &mut [u8]) {
        let state = &mut *self.state();
        match source {
            Source::Secure => state.random.fill(bytes),
            Source::Insecure => state.insecure_random.fill(bytes),
        }
    }

    /// The first request that was not made again and is the same: else the first that goes to the same place.
    fn find(&self, method: &str, url: &str, body: Option<&str>) -> Option<usize> {
        let state = self.state();
        let unused = self.account.outgoing.iter().enumerate().filter(|(at, _)| state.used.get(*at) == Some(&false));
        let mut alike = unused.filter(|(_, exchange)| exchange.method == method && reads_alike(&exchange.url, url));
        let first = alike.clone().next();
        let same = alike.find(|(_, exchange)| body.is_none_or(|body| reads_alike(&text_of(&exchange.body), body)));
        same.or(first).map(|(at, _)| at)
    }

    fn take(&self, at: usize) -> Option<&Exchange> {
        *self.state().used.get_mut(at)? = true;
        self.account.outgoing.get(at)
    }

    fn was_unfinished(&self, at: usize) -> bool {
        self.account.outgoing.get(at).is_some_and(|exchange| exchange.body.unfinished.is_some())
    }
}

/// Whether two texts are the same, but for how digits were masked: a number in JSON stays one, with nines for its stars.
pub fn reads_alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let masked = |a: u8, b: u8| a == b || matches!((a, b), (b'*', b'9') | (b'9', b'*'));
    one.len() == other.len() && one.bytes().zip(other.bytes()).all(|(a, b)| masked(a, b))
}

/// A body as it is compared: what was kept of it.
fn text_of(body: &Body) -> String {
    body.kept.bytes().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

// === impl Clock ===

impl Clock {
    fn new(readings: &[u64], began: u64, millisecond: u64) -> Self {
        Self { readings: readings.to_vec(), taken: 0, last: began, since: Instant::now(), millisecond }
    }

    /// A recorded reading; beyond the last, what was slept since, and a millisecond for each reading: a clock must go
    /// on, or who waits for it never ends.
    fn read(&mut self) -> u64 {
        let recorded = self.readings.get(self.taken).copied();
        self.taken += 1;
        if let Some(reading) = recorded {
            (self.last, self.since) = (reading, Instant::now());
            return reading;
        }
        let beyond = u64::try_from(self.taken.saturating_sub(self.readings.len())).unwrap_or(u64::MAX);
        let slept = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.saturating_add(beyond.saturating_add(slept).saturating_mul(self.millisecond))
    }
}

// === impl Stream ===

impl Stream {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.bytes.get(self.taken).copied().unwrap_or_else(|| {
                let beyond = self.taken - self.bytes.len();
                Sha256::digest(beyond.to_le_bytes()).first().copied().unwrap_or_default()
            });
            self.taken += 1;
        }
    }
}

// === impl Sighting ===

impl Sighting {
    /// What came back then. `HttpRequestDenied` where no such request was made.
    pub(in crate::adapter) async fn again(self, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
        let witness = self.witness().clone();
        let Some(past) = witness.past() else { return Err(Error::HttpRequestDenied) };
        let (method, url) = (request.method().to_string(), witness.clean(&request.uri().to_string()));
        let body = WasiBody::new(Tee::new(request.into_body(), &self, Direction::Request));
        let first = past.find(&method, &url, None);
        let found = if first.is_some_and(|first| past.was_unfinished(first)) {
            first
        } else {
            let body = body.collect().await?.to_bytes();
            past.find(&method, &url, Some(&witness.clean(&String::from_utf8_lossy(&body))))
        };
        let Some(exchange) = found.and_then(|found| past.take(found)) else { return Err(Error::HttpRequestDenied) };
        // In whole milliseconds, as timers have it: what came before a time-out, comes before it.
        tokio::time::sleep(Duration::from_millis(exchange.took_us / 1000)).await;
        match &exchange.outcome {
            Outcome::Error(name) => Err(named(name)),
            Outcome::Nothing => std::future::pending().await,
            Outcome::Response { status, headers, body } => response(*status, headers, body),
        }
    }
}

fn response(status: u16, headers: &[(String, String)], body: &Body) -> Result<Response<WasiBody>, Error> {
    let Some(kept) = body.kept.bytes().filter(|_| !body.cut) else { return Err(Error::HttpResponseIncomplete) };
    let length = kept.len();
    let mut frames = vec![Ok(Frame::data(Bytes::from(kept)))];
    if let Some(error) = &body.unfinished {
        frames.push(Err(if error.is_empty() { Error::HttpResponseIncomplete } else { named(error) }));
    }
    let mut response = Response::new(WasiBody::new(StreamBody::new(stream::iter(frames))));
    *response.status_mut() = http::StatusCode::from_u16(status).map_err(|_| Error::HttpProtocolError)?;
    for (name, value) in headers {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str())) else {
            continue;
        };
        // What was masked or redacted has another length now.
        let value = if name == header::CONTENT_LENGTH { HeaderValue::from(length) } else { value };
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

/// The name of an error: what stands before its details.
pub(super) fn name_of(error: &Error) -> String {
    format!("{error:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The error of a name, as the host makes it.
fn named(name: &str) -> Error {
    match name {
        "ConnectionLimitReached" => Error::ConnectionLimitReached,
        "ConnectionRefused" => Error::ConnectionRefused,
        "ConnectionTerminated" => Error::ConnectionTerminated,
        "ConnectionTimeout" => Error::ConnectionTimeout,
        "ConnectionWriteTimeout" => Error::ConnectionWriteTimeout,
        "DestinationIpProhibited" => Error::DestinationIpProhibited,
        "DnsError" => Error::DnsError { rcode: None, info_code: None },
        "HttpProtocolError" => Error::HttpProtocolError,
        "HttpRequestDenied" => Error::HttpRequestDenied,
        "HttpRequestHeaderSectionSize" => Error::HttpRequestHeaderSectionSize(None),
        "HttpResponseBodySize" => Error::HttpResponseBodySize(None),
        "HttpResponseHeaderSectionSize" => Error::HttpResponseHeaderSectionSize(None),
        "HttpResponseIncomplete" => Error::HttpResponseIncomplete,
        "HttpResponseTimeout" => Error::HttpResponseTimeout,
        "HttpResponseTrailerSectionSize" => Error::HttpResponseTrailerSectionSize(None),
        "TlsProtocolError" => Error::TlsProtocolError,
        other => Error::InternalError(Some(other.to_owned())),
    }
}
