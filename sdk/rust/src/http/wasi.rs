//! Sends over `wasi:http`: what an adapter does inside the host.

use std::time::Duration;

use super::request::{Answer, Failure, Outgoing};
use crate::bindings::wasi::clocks::monotonic_clock;
use crate::bindings::wasi::http::outgoing_handler;
use crate::bindings::wasi::http::types::{
    ErrorCode, Fields, IncomingBody, IncomingResponse, Method, OutgoingBody, OutgoingRequest, RequestOptions, Scheme,
};
use crate::bindings::wasi::io::poll::{Pollable, poll};
use crate::bindings::wasi::io::streams::StreamError;

/// Bytes that a stream takes at once (`wasi:io`, `blocking-write-and-flush`).
const WRITE_BYTES: usize = 4096;

/// Bytes that are read at once.
const READ_BYTES: u64 = 1 << 16;

/// Sends a request, and waits for all of the answer.
pub(super) fn send(outgoing: &Outgoing<'_>) -> Result<Answer, Failure> {
    let unsent = |what: &str| Failure::Unsent(what.to_owned());
    let request = request(outgoing).map_err(Failure::Unsent)?;
    let time = Time::of(outgoing.time);
    let body = request.body().map_err(|()| unsent("it has no body"))?;
    // What is refused here never begins.
    let answer =
        outgoing_handler::handle(request, Some(time.options())).map_err(|code| Failure::Unsent(explain(&code)))?;
    // A server may answer before it has read everything: what is not written is no failure yet.
    let _ = write(outgoing.body, body);
    let lost = |what: &str| Failure::Lost(what.to_owned());
    if !time.wait(&answer.subscribe()) {
        return Err(lost("no answer in time"));
    }
    let response = answer.get().ok_or_else(|| lost("no answer"))?;
    let response = response.map_err(|()| lost("the answer was taken already"))?;
    let response = response.map_err(|code| failed(&code))?;
    let body = read(&response, &time).map_err(Failure::Lost)?;
    Ok(Answer { status: response.status(), headers: response.headers().entries(), body })
}

fn request(outgoing: &Outgoing<'_>) -> Result<OutgoingRequest, String> {
    let headers = Fields::new();
    for (name, value) in outgoing.headers {
        headers.append(name, value.as_bytes()).map_err(|error| format!("the header {name}: {error}"))?;
    }
    if !outgoing.body.is_empty() {
        let length = outgoing.body.len().to_string();
        headers.append("content-length", length.as_bytes()).map_err(|error| error.to_string())?;
    }
    let request = OutgoingRequest::new(headers);
    let method = match outgoing.method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "PATCH" => Method::Patch,
        "HEAD" => Method::Head,
        other => Method::Other(other.to_owned()),
    };
    let scheme = if outgoing.target.secure { Scheme::Https } else { Scheme::Http };
    request.set_method(&method).map_err(|()| "the method is none")?;
    request.set_scheme(Some(&scheme)).map_err(|()| "the URL's scheme is none")?;
    request.set_authority(Some(&outgoing.target.authority)).map_err(|()| "the URL's host is none")?;
    request.set_path_with_query(Some(&outgoing.target.path)).map_err(|()| "the URL's path is none")?;
    Ok(request)
}

fn write(bytes: &[u8], body: OutgoingBody) -> Result<(), String> {
    if !bytes.is_empty() {
        let stream = body.write().map_err(|()| "the body cannot be written")?;
        for part in bytes.chunks(WRITE_BYTES) {
            stream.blocking_write_and_flush(part).map_err(|error| error.to_string())?;
        }
    }
    OutgoingBody::finish(body, None).map_err(|code| format!("{code:?}"))
}

fn failed(code: &ErrorCode) -> Failure {
    let text = explain(code);
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
        | ErrorCode::HttpRequestMethodInvalid => Failure::Unsent(text),
        _ => Failure::Lost(text),
    }
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
    fn of(time: Duration) -> Self {
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
