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
//! A request goes only where the operator granted it (`[venues.x.allow] http`); its time is what remains of the call.
//! Redirects are not followed.

use crate::bindings::wasi::http::outgoing_handler;
use crate::bindings::wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions, Scheme,
};
use crate::bindings::wasi::io::streams::StreamError;
use crate::model::EposError;
use std::fmt;
use std::time::Duration;

/// Bytes that a stream takes at once (`wasi:io`, `blocking-write-and-flush`).
const WRITE_BYTES: usize = 4096;

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

    /// How long the answer may take; what remains of the call where nothing is said, and never longer.
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
        let unsent = |what: &str| SendError::NotSent(format!("{} {}: {what}", self.method, self.url));
        let request = self.outgoing().map_err(|what| unsent(&what))?;
        let options = RequestOptions::new();
        if let Some(timeout) = self.timeout {
            let nanoseconds = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
            let _ = options.set_first_byte_timeout(Some(nanoseconds));
        }
        let body = request.body().map_err(|()| unsent("it has no body"))?;
        let answer = outgoing_handler::handle(request, Some(options)).map_err(|code| self.failed(&code))?;
        let written = self.write(body);
        answer.subscribe().block();
        let maybe = |what: String| SendError::MaybeSent(format!("{} {}: {what}", self.method, self.url));
        let response = answer.get().ok_or_else(|| maybe("no answer".to_owned()))?;
        let response = response.map_err(|()| maybe("the answer was taken already".to_owned()))?;
        let response = response.map_err(|code| self.failed(&code))?;
        // A server may answer before it has read everything.
        let read = read(&response).map_err(maybe);
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
        let text = format!("{} {}: {}", self.method, self.url, name(code));
        match code {
            ErrorCode::HttpRequestDenied => {
                SendError::NotSent(format!("{text}: it is not granted; the host's log says what would allow it"))
            }
            ErrorCode::DnsTimeout
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
            | ErrorCode::HttpRequestMethodInvalid => SendError::NotSent(text),
            _ => SendError::MaybeSent(text),
        }
    }
}

fn read(response: &IncomingResponse) -> Result<Vec<u8>, String> {
    let body = response.consume().map_err(|()| "the body was taken already")?;
    let stream = body.stream().map_err(|()| "the body was taken already")?;
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(1 << 16) {
            Ok(part) => bytes.extend(part),
            Err(StreamError::Closed) => break,
            Err(StreamError::LastOperationFailed(error)) => return Err(error.to_debug_string()),
        }
    }
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

/// The error as the WIT of `wasi:http` spells it in Rust.
fn name(code: &ErrorCode) -> String {
    format!("{code:?}").trim_start_matches("ErrorCode::").to_owned()
}
