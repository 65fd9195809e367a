//! Requests to the point of sale, over `wasi:http`.
//!
//! Where a request fails, one question decides what becomes of a payment: was anything sent? [`SendError`] answers it,
//! and turns into the [`EposError`] that says the same to the host: `unavailable` where nothing was sent, `in-doubt`
//! where the point of sale may have done what it was asked. So `?` is right:
//!
//! ```no_run
//! use patio_sdk::http::Request;
//! use patio_sdk::model::EposError;
//!
//! fn pay(base: &str, order: &str, body: Vec<u8>, intent: &str) -> Result<(), EposError> {
//!     let response = Request::post(&format!("{base}/orders/{order}/payments"))
//!         .header("content-type", "application/json")
//!         .header("idempotency-key", intent)
//!         .body(body)
//!         .send()?;
//!     match response.status {
//!         200 | 201 => Ok(()),
//!         404 => Err(EposError::NotFound(format!("the till has no order {order}"))),
//!         409 => Err(EposError::Conflict("the till refuses the payment".to_owned())),
//!         status => Err(EposError::InDoubt(format!("the till answered {status}"))),
//!     }
//! }
//! ```
//!
//! A request goes only where the operator granted it (`[venues.x.allow] http`). It takes nine tenths of what remains of the
//! call at most, and half of that to connect: an adapter that hears of a failure can still say whether anything was sent,
//! and a call that is cut short cannot. Redirects are not followed. The text of a failure has the URL without its query,
//! where secrets stand.

use crate::bindings::call;
use crate::bindings::wasi::clocks::monotonic_clock;
use crate::bindings::wasi::http::outgoing_handler;
use crate::bindings::wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions, Scheme,
};
use crate::bindings::wasi::io::poll::{Pollable, poll};
use crate::bindings::wasi::io::streams::StreamError;
use crate::model::EposError;
use std::fmt;
use std::time::Duration;

/// Bytes that a stream takes at once (`wasi:io`, `blocking-write-and-flush`).
const WRITE_BYTES: usize = 4096;

/// Bytes that are read at once.
const READ_BYTES: u64 = 1 << 16;

/// A request to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    timeout: Option<Duration>,
}

/// What came back, whatever its status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Response {
    /// The status: 200.
    pub status: u16,
    /// Names in lower case, as they came.
    pub headers: Vec<(String, Vec<u8>)>,
    /// All of the body.
    pub body: Vec<u8>,
}

/// Why there is no response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendError {
    /// Nothing was sent: it is safe to try again.
    NotSent(String),
    /// It was sent, in part at least: the point of sale may have done it.
    MaybeSent(String),
}

// === impl Request ===

impl Request {
    /// A request: a method, and a URL with scheme, host and path.
    pub fn new(method: &str, url: &str) -> Self {
        Self { method: method.to_owned(), url: url.to_owned(), headers: Vec::new(), body: Vec::new(), timeout: None }
    }

    /// GET.
    pub fn get(url: &str) -> Self {
        Self::new("GET", url)
    }

    /// POST.
    pub fn post(url: &str) -> Self {
        Self::new("POST", url)
    }

    /// One more header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What is sent.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// How long it may take, answer included; nine tenths of what remains of the call where nothing is said, and never
    /// longer.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends it, and waits for all of the response.
    ///
    /// # Errors
    /// Why there is none, and whether anything was sent.
    pub fn send(&self) -> Result<Response, SendError> {
        let unsent = |what: &str| SendError::NotSent(format!("{self}: {what}"));
        let request = self.outgoing().map_err(|what| unsent(&what))?;
        let time = Time::of(self.timeout);
        let body = request.body().map_err(|()| unsent("it has no body"))?;
        // What is refused here never begins.
        let answer = outgoing_handler::handle(request, Some(time.options())).map_err(|code| unsent(&explain(&code)))?;
        let written = self.write(body);
        let maybe = |what: String| SendError::MaybeSent(format!("{self}: {what}"));
        if !time.wait(&answer.subscribe()) {
            return Err(maybe("no answer in time".to_owned()));
        }
        let response = answer.get().ok_or_else(|| maybe("no answer".to_owned()))?;
        let response = response.map_err(|()| maybe("the answer was taken already".to_owned()))?;
        let response = response.map_err(|code| self.failed(&code))?;
        // A server may answer before it has read everything.
        let read = read(&response, &time).map_err(maybe);
        match (read, written) {
            (Ok(body), _) => Ok(Response { status: response.status(), headers: response.headers().entries(), body }),
            (Err(error), _) => Err(error),
        }
    }

    fn outgoing(&self) -> Result<OutgoingRequest, String> {
        let (scheme, rest) = self.url.split_once("://").ok_or("the URL has no scheme")?;
        let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
        let headers = Fields::new();
        for (name, value) in &self.headers {
            headers.append(name, value.as_bytes()).map_err(|error| format!("the header {name}: {error}"))?;
        }
        if !self.body.is_empty() {
            let length = self.body.len().to_string();
            headers.append("content-length", length.as_bytes()).map_err(|error| error.to_string())?;
        }
        let request = OutgoingRequest::new(headers);
        let method = match self.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "DELETE" => Method::Delete,
            "PATCH" => Method::Patch,
            "HEAD" => Method::Head,
            other => Method::Other(other.to_owned()),
        };
        let scheme = match scheme {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            other => Scheme::Other(other.to_owned()),
        };
        request.set_method(&method).map_err(|()| "the method is none")?;
        request.set_scheme(Some(&scheme)).map_err(|()| "the URL's scheme is none")?;
        request.set_authority(Some(authority)).map_err(|()| "the URL's host is none")?;
        request.set_path_with_query(Some(path)).map_err(|()| "the URL's path is none")?;
        Ok(request)
    }

    fn write(&self, body: OutgoingBody) -> Result<(), String> {
        if !self.body.is_empty() {
            let stream = body.write().map_err(|()| "the body cannot be written")?;
            for part in self.body.chunks(WRITE_BYTES) {
                stream.blocking_write_and_flush(part).map_err(|error| error.to_string())?;
            }
        }
        OutgoingBody::finish(body, None).map_err(|code| format!("{code:?}"))
    }

    fn failed(&self, code: &ErrorCode) -> SendError {
        let text = format!("{self}: {}", explain(code));
        match code {
            ErrorCode::HttpRequestDenied
            | ErrorCode::DnsTimeout
            | ErrorCode::DnsError(_)
            | ErrorCode::DestinationNotFound
            | ErrorCode::DestinationUnavailable
            | ErrorCode::DestinationIpProhibited
            | ErrorCode::DestinationIpUnroutable
            | ErrorCode::ConnectionRefused
            | ErrorCode::ConnectionTimeout
            | ErrorCode::ConnectionLimitReached
            | ErrorCode::TlsProtocolError
            | ErrorCode::TlsCertificateError
            | ErrorCode::HttpRequestUriInvalid
            | ErrorCode::HttpRequestUriTooLong
            | ErrorCode::HttpRequestHeaderSectionSize(_)
            | ErrorCode::HttpRequestMethodInvalid => SendError::NotSent(text),
            _ => SendError::MaybeSent(text),
        }
    }
}

/// The request as it stands in the text of a failure: without a query, a fragment and whoever stands before an `@`.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, shown(&self.url))
    }
}

fn shown(url: &str) -> String {
    let url = url.find(['?', '#']).map_or(url, |end| url.split_at(end).0);
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let parted = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{parted}{host}{path}")
}

/// The error as the WIT of `wasi:http` spells it in Rust, and what it means where that does not say it.
fn explain(code: &ErrorCode) -> String {
    match code {
        ErrorCode::HttpRequestDenied => "HttpRequestDenied: the host refuses it, and its log says why".to_owned(),
        ErrorCode::DestinationIpProhibited => {
            "DestinationIpProhibited: it leads where the host does not go; its log says where".to_owned()
        }
        ErrorCode::TlsProtocolError => "TlsProtocolError: the host's log says why".to_owned(),
        other => format!("{other:?}").trim_start_matches("ErrorCode::").to_owned(),
    }
}

/// How long a request may take.
struct Time {
    nanoseconds: u64,
    /// On the monotonic clock.
    end: u64,
}

// === impl Time ===

impl Time {
    /// Nine tenths of what remains of the call, or less where that is wanted.
    fn of(wanted: Option<Duration>) -> Self {
        let most = Duration::from_millis(call::remaining_ms().into()) * 9 / 10;
        let time = wanted.map_or(most, |wanted| wanted.min(most));
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        Self { nanoseconds, end: monotonic_clock::now().saturating_add(nanoseconds) }
    }

    fn options(&self) -> RequestOptions {
        let options = RequestOptions::new();
        // A host that knows no time-outs has the call's deadline.
        let _ = options.set_connect_timeout(Some(self.nanoseconds / 2));
        let _ = options.set_first_byte_timeout(Some(self.nanoseconds));
        let _ = options.set_between_bytes_timeout(Some(self.nanoseconds));
        options
    }

    fn is_over(&self) -> bool {
        monotonic_clock::now() >= self.end
    }

    /// Waits for something; false where the time is over before.
    fn wait(&self, what: &Pollable) -> bool {
        let end = monotonic_clock::subscribe_instant(self.end);
        // What is ready at the end is in time.
        poll(&[what, &end]).contains(&0)
    }
}

fn read(response: &IncomingResponse, time: &Time) -> Result<Vec<u8>, String> {
    let body = response.consume().map_err(|()| "the body was taken already")?;
    let stream = body.stream().map_err(|()| "the body was taken already")?;
    let ready = stream.subscribe();
    let mut bytes = Vec::new();
    loop {
        match stream.read(READ_BYTES) {
            Ok(_) if time.is_over() => return Err("the answer did not end in time".to_owned()),
            Ok(part) if part.is_empty() => {
                time.wait(&ready);
            }
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => return Err(error.to_debug_string()),
        }
    }
    drop(ready);
    drop(stream);
    IncomingBody::finish(body);
    Ok(bytes)
}

// === impl SendError ===

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(text) | Self::MaybeSent(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for SendError {}

impl From<SendError> for EposError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::NotSent(text) => Self::Unavailable(text),
            SendError::MaybeSent(text) => Self::InDoubt(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_neither_query_nor_password() {
        for (url, expected) in [
            ("https://api.pos.example/v1/orders?token=t-1#x", "https://api.pos.example/v1/orders"),
            ("https://me:pw@api.pos.example:8443/v1", "https://api.pos.example:8443/v1"),
            ("https://me:p@w@api.pos.example", "https://api.pos.example"),
            ("me:pw@api.pos.example/x?y", "api.pos.example/x"),
            ("https://api.pos.example?a=/b", "https://api.pos.example"),
        ] {
            assert_eq!(Request::get(url).to_string(), format!("GET {expected}"));
        }
    }
}
