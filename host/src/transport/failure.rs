//! What a failure looks like on the wire: the one place that gives each its status and its EPOSError.

use crate::dispatch::Failure;
use crate::epos::{self, EposError, ErrorType};
use crate::ledger::Declined;
use crate::trace::TraceId;
use crate::venue::Redactor;
use futures_util::FutureExt as _;
use http::{HeaderName, HeaderValue, StatusCode, header};
use std::panic::AssertUnwindSafe;

/// Bytes of an adapter's own words that are passed on: enough for a sentence and an id, too little to smuggle a page.
const MAX_ADAPTER_TEXT_BYTES: usize = 1024;

/// When to come back after an overload: the queue is gone in less.
const RETRY_SOON: HeaderValue = HeaderValue::from_static("1");
/// When to come back where something must be loaded or repaired first.
const RETRY_LATER: HeaderValue = HeaderValue::from_static("5");

/// Why the host itself refuses a request, whatever the adapter.
#[derive(Debug)]
pub enum Refusal {
    /// There is no request: the request line or a header cannot be read.
    Malformed,
    /// There is no request: the client speaks HTTP/2 without having been offered it.
    Version,
    /// There is no request: more header fields or bytes than are read.
    HeaderTooLarge,
    /// There is no request: a longer URI than is read.
    UriTooLong,
    /// There is no request: its header did not arrive in time.
    SlowHeader,
    /// There is no request: as many connections are open as may be.
    TooManyConnections,
    /// No such path.
    UnknownPath,
    /// The path has other methods: these.
    WrongMethod(HeaderValue),
    /// No venue, or not its password.
    Unauthorized,
    /// The body is not JSON.
    ContentType,
    /// The body is larger than allowed.
    BodyTooLarge(usize),
    /// The body did not arrive in time.
    SlowBody,
    /// The body broke off, or its framing is wrong.
    BrokenBody,
    /// The request can never succeed as it stands.
    Invalid(epos::InvalidRequest),
    /// WebSocket: the EPOS Data API has no such method.
    UnknownMethod,
    /// WebSocket: as many requests run on the connection as may.
    TooManyRequests,
    /// WebSocket: the connection is about to be closed, and takes no more.
    Closing,
    /// A payment event could not be made durable: it must come again.
    NotRecorded,
    /// A mistake of ours.
    Internal,
}

/// A failure, ready for the wire.
#[derive(Debug)]
pub struct Problem {
    /// The status of HTTP.
    pub status: StatusCode,
    /// The body.
    pub error: EposError,
    /// A word for metrics.
    pub outcome: &'static str,
    /// A header that goes with the status: `Allow`, `Retry-After`, `WWW-Authenticate`. Boxed, for most have none.
    pub header: Option<Box<(HeaderName, HeaderValue)>>,
    /// Whether the connection is of no further use, because the rest of the request was not read.
    pub close: bool,
}

// === impl Refusal ===

impl Refusal {
    /// The header that goes with it.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::WrongMethod(allow) => Some((header::ALLOW, allow.clone())),
            Self::Unauthorized => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static(r#"Basic realm="Patio""#))),
            Self::TooManyConnections => Some((header::RETRY_AFTER, RETRY_SOON)),
            Self::NotRecorded => Some((header::RETRY_AFTER, RETRY_LATER)),
            _ => None,
        }
    }

    /// Whether a part of the request will never be read, so that the next one could not be found behind it.
    const fn leaves_bytes_behind(&self) -> bool {
        matches!(
            self,
            Self::Malformed
                | Self::Version
                | Self::HeaderTooLarge
                | Self::UriTooLong
                | Self::SlowHeader
                | Self::TooManyConnections
                | Self::BodyTooLarge(_)
                | Self::SlowBody
                | Self::BrokenBody
        )
    }
}

// === impl Problem ===

impl Problem {
    /// What the host refused.
    pub fn refused(refusal: Refusal, trace: &TraceId) -> Self {
        use ErrorType::{InvalidRequest, NotFound, UnexpectedError};
        let close = refusal.leaves_bytes_behind();
        let header = refusal.header().map(Box::new);
        let fixed = |status, kind, outcome, text: &str| (status, kind, outcome, text.to_owned());
        #[rustfmt::skip]
        let (status, kind, outcome, text) = match refusal {
            Refusal::Malformed => fixed(StatusCode::BAD_REQUEST, InvalidRequest, "malformed",
                "the request line or a header field is malformed"),
            Refusal::Version => fixed(StatusCode::HTTP_VERSION_NOT_SUPPORTED, InvalidRequest, "malformed",
                "HTTP/1.1 is served here, not HTTP/2"),
            Refusal::HeaderTooLarge => fixed(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, InvalidRequest,
                "header_too_large", "the header has too many fields or is too large"),
            Refusal::UriTooLong => fixed(StatusCode::URI_TOO_LONG, InvalidRequest, "uri_too_long",
                "the URI is too long"),
            Refusal::SlowHeader => fixed(StatusCode::REQUEST_TIMEOUT, UnexpectedError, "slow_header",
                "the request's header did not arrive in time"),
            Refusal::TooManyConnections => fixed(StatusCode::SERVICE_UNAVAILABLE, UnexpectedError,
                "too_many_connections", "too many connections are open"),
            Refusal::UnknownPath => fixed(StatusCode::NOT_FOUND, NotFound, "unknown_path",
                "the EPOS Data API has no such path"),
            Refusal::UnknownMethod => fixed(StatusCode::NOT_FOUND, NotFound, "unknown_method",
                "the EPOS Data API has no such method"),
            Refusal::TooManyRequests => fixed(StatusCode::SERVICE_UNAVAILABLE, UnexpectedError, "too_many_requests",
                "too many requests are unanswered on this connection: send it again when some are"),
            Refusal::Closing => fixed(StatusCode::SERVICE_UNAVAILABLE, UnexpectedError, "closing",
                "this connection takes no more requests: it is about to be closed"),
            Refusal::WrongMethod(_) => fixed(StatusCode::METHOD_NOT_ALLOWED, InvalidRequest, "wrong_method",
                "the path does not have this method: the header Allow lists those it has"),
            Refusal::Unauthorized => fixed(StatusCode::UNAUTHORIZED, InvalidRequest, "unauthorized",
                "HTTP Basic authentication is needed: the venue's id and one of its passwords"),
            Refusal::ContentType => fixed(StatusCode::UNSUPPORTED_MEDIA_TYPE, InvalidRequest, "content_type",
                "the body must be JSON, sent as application/json and not compressed"),
            Refusal::BodyTooLarge(most) => (StatusCode::PAYLOAD_TOO_LARGE, InvalidRequest, "body_too_large",
                format!("the body is larger than {most} bytes")),
            Refusal::SlowBody => fixed(StatusCode::REQUEST_TIMEOUT, UnexpectedError, "slow_body",
                "the request's body did not arrive in time"),
            Refusal::BrokenBody => fixed(StatusCode::BAD_REQUEST, InvalidRequest, "broken_body",
                "the body broke off, or its framing is malformed"),
            Refusal::Invalid(epos::InvalidRequest(text)) => (StatusCode::BAD_REQUEST, InvalidRequest, "invalid_request", text),
            Refusal::NotRecorded => fixed(StatusCode::SERVICE_UNAVAILABLE, UnexpectedError, "not_recorded",
                "the payment could not be recorded: send it again"),
            Refusal::Internal => fixed(StatusCode::INTERNAL_SERVER_ERROR, UnexpectedError, "internal",
                "the host made a mistake: its log has it under this trace id"),
        };
        Self { header, close, ..Self::new(status, kind, outcome, text, trace) }
    }

    /// What came of a call. What the adapter said of its own accord is passed on without the venue's secrets; how it
    /// failed is not: that is for the operator, who finds it under the trace id.
    pub fn failed(failure: &Failure, redactor: &Redactor, trace: &TraceId) -> Self {
        use ErrorType::{Conflict, InvalidRequest, NotFound, UnexpectedError};
        let new = |status, kind, text| Self::new(status, kind, failure.outcome(), text, trace);
        let said = |text: &str| first_words(&redactor.redact(text));
        match failure {
            Failure::NotFound(text) => new(StatusCode::NOT_FOUND, NotFound, said(text)),
            Failure::InvalidRequest(text) => new(StatusCode::BAD_REQUEST, InvalidRequest, said(text)),
            Failure::Conflict(text) => new(StatusCode::CONFLICT, Conflict, said(text)),
            Failure::Unavailable(text) => new(
                StatusCode::SERVICE_UNAVAILABLE,
                UnexpectedError,
                format!("the point of sale cannot be reached: {}", said(text)),
            ),
            Failure::InDoubt(text) => new(
                StatusCode::INTERNAL_SERVER_ERROR,
                UnexpectedError,
                format!("the point of sale may or may not have done it: {}", said(text)),
            ),
            Failure::Unexpected(text) => {
                new(StatusCode::INTERNAL_SERVER_ERROR, UnexpectedError, format!("the adapter: {}", said(text)))
            }
            Failure::Fault(fault) if fault.is_deadline() => new(
                StatusCode::GATEWAY_TIMEOUT,
                UnexpectedError,
                "the point of sale's adapter did not answer in time".to_owned(),
            ),
            Failure::Fault(_) => new(
                StatusCode::INTERNAL_SERVER_ERROR,
                UnexpectedError,
                "the adapter failed: the host's log has it under this trace id".to_owned(),
            ),
            Failure::NotProvided(capability) => {
                new(StatusCode::NOT_FOUND, NotFound, format!("{capability} is not provided by this venue"))
            }
            // Why it is not ready names files and settings: `/ready` and the log tell the operator.
            Failure::NotReady(_) => {
                new(StatusCode::SERVICE_UNAVAILABLE, UnexpectedError, "the venue's adapter is not ready".to_owned())
                    .retry(RETRY_LATER)
            }
            Failure::Overloaded(what) => {
                new(StatusCode::SERVICE_UNAVAILABLE, UnexpectedError, format!("overloaded: {what}")).retry(RETRY_SOON)
            }
            Failure::BreakerOpen => new(
                StatusCode::SERVICE_UNAVAILABLE,
                UnexpectedError,
                "the venue's adapter failed several times in a row and is left alone for a moment".to_owned(),
            )
            .retry(RETRY_SOON),
        }
    }

    /// A payment that is declined. The words are free of secrets already, and the same whenever they are said.
    pub fn declined(declined: &Declined, trace: &TraceId) -> Self {
        let (status, kind, outcome) = match declined {
            Declined::NotFound(_) => (StatusCode::NOT_FOUND, ErrorType::NotFound, "not_found"),
            Declined::InvalidRequest(_) => (StatusCode::BAD_REQUEST, ErrorType::InvalidRequest, "invalid_request"),
            Declined::Conflict(_) => (StatusCode::CONFLICT, ErrorType::Conflict, "conflict"),
            Declined::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, ErrorType::UnexpectedError, "unavailable"),
            Declined::Unexpected(_) => (StatusCode::INTERNAL_SERVER_ERROR, ErrorType::UnexpectedError, "unexpected"),
        };
        Self::new(status, kind, outcome, first_words(declined.text()), trace)
    }

    /// The EPOSError as JSON.
    pub fn json(&self) -> Vec<u8> {
        // Three strings cannot fail to become JSON; an empty object would still be one.
        serde_json::to_vec(&self.error).unwrap_or_else(|_| b"{}".to_vec())
    }

    fn new(status: StatusCode, error_type: ErrorType, outcome: &'static str, message: String, trace: &TraceId) -> Self {
        let debug_message = Some(message).filter(|text| !text.is_empty());
        let error = EposError { error_type, debug_message, trace_id: Some(trace.as_str().to_owned()) };
        Self { status, error, outcome, header: None, close: false }
    }

    fn retry(mut self, after: HeaderValue) -> Self {
        self.header = Some(Box::new((header::RETRY_AFTER, after)));
        self
    }
}

/// A mistake of ours costs one request, and is answered like any other failure.
///
/// # Errors
/// Those of the request, and [`Refusal::Internal`] for a panic.
pub async fn caught<T>(trace: &TraceId, request: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    AssertUnwindSafe(request).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!(trace_id = %trace, "a request ended by a panic");
        Err(Problem::refused(Refusal::Internal, trace))
    })
}

/// The first line of what an adapter said: the lines below it are where stacks stand.
fn first_words(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
    line.get(..line.floor_char_boundary(MAX_ADAPTER_TEXT_BYTES)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::{Fault, Limit};
    use crate::epos::{Capability, InvalidRequest, openapi};
    use crate::venue::Secret;
    use expect_test::{Expect, expect};

    fn shown(problem: &Problem) -> String {
        let header = problem.header.as_deref().map(|(name, value)| format!(" {name}: {}", value.to_str().unwrap()));
        let json = String::from_utf8(problem.json()).unwrap();
        format!("{}{} {json}", problem.status.as_u16(), header.unwrap_or_default())
    }

    fn trace() -> TraceId {
        TraceId::brought("t1").unwrap()
    }

    #[track_caller]
    fn check_failure(failure: Failure, expected: Expect) {
        let redactor = Redactor::new([Secret::new("hunter2")]);
        expected.assert_eq(&shown(&Problem::failed(&failure, &redactor, &trace())));
    }

    #[track_caller]
    fn check_refusal(refusal: Refusal, expected: Expect) {
        expected.assert_eq(&shown(&Problem::refused(refusal, &trace())));
    }

    #[test]
    fn the_adapters_own_words_are_passed_on() {
        check_failure(
            Failure::NotFound("no order 7".to_owned()),
            expect![[r#"404 {"errorType":"NotFound","debugMessage":"no order 7","traceId":"t1"}"#]],
        );
        check_failure(
            Failure::InvalidRequest("bad cursor".to_owned()),
            expect![[r#"400 {"errorType":"InvalidRequest","debugMessage":"bad cursor","traceId":"t1"}"#]],
        );
        check_failure(
            Failure::Conflict("locked".to_owned()),
            expect![[r#"409 {"errorType":"Conflict","debugMessage":"locked","traceId":"t1"}"#]],
        );
        check_failure(
            Failure::Unavailable("no route".to_owned()),
            expect![[
                r#"503 {"errorType":"UnexpectedError","debugMessage":"the point of sale cannot be reached: no route","traceId":"t1"}"#
            ]],
        );
        check_failure(
            Failure::InDoubt("no answer".to_owned()),
            expect![[
                r#"500 {"errorType":"UnexpectedError","debugMessage":"the point of sale may or may not have done it: no answer","traceId":"t1"}"#
            ]],
        );
        check_failure(
            Failure::Unexpected("code 7".to_owned()),
            expect![[r#"500 {"errorType":"UnexpectedError","debugMessage":"the adapter: code 7","traceId":"t1"}"#]],
        );
    }

    #[test]
    fn secrets_stacks_and_pages_are_not() {
        check_failure(
            Failure::NotFound("GET /?token=hunter2 failed\n  at fetch (pos.js:7)".to_owned()),
            expect![[r#"404 {"errorType":"NotFound","debugMessage":"GET /?token=[redacted] failed","traceId":"t1"}"#]],
        );
        let problem = Problem::failed(&Failure::NotFound("é".repeat(9000)), &Redactor::default(), &trace());
        assert_eq!(problem.error.debug_message.unwrap().len(), MAX_ADAPTER_TEXT_BYTES);
        // A secret at the cut is gone whole, not cut in half.
        let text = format!("{}hunter2", "x".repeat(MAX_ADAPTER_TEXT_BYTES - 3));
        let redactor = Redactor::new([Secret::new("hunter2")]);
        let problem = Problem::failed(&Failure::NotFound(text), &redactor, &trace());
        assert!(!problem.error.debug_message.unwrap().contains("hun"));
    }

    #[test]
    fn how_an_adapter_fails_is_not_told() {
        check_failure(
            Failure::Fault(Fault::Trap("wasm backtrace: /srv/adapters/demo.wasm".to_owned())),
            expect![[
                r#"500 {"errorType":"UnexpectedError","debugMessage":"the adapter failed: the host's log has it under this trace id","traceId":"t1"}"#
            ]],
        );
        check_failure(
            Failure::NotReady("/srv/adapters/demo.wasm is no component".to_owned()),
            expect![[
                r#"503 retry-after: 5 {"errorType":"UnexpectedError","debugMessage":"the venue's adapter is not ready","traceId":"t1"}"#
            ]],
        );
    }

    #[test]
    fn a_deadline_is_504() {
        check_failure(
            Failure::Fault(Fault::Limit(Limit::Deadline(5000))),
            expect![[
                r#"504 {"errorType":"UnexpectedError","debugMessage":"the point of sale's adapter did not answer in time","traceId":"t1"}"#
            ]],
        );
    }

    #[test]
    fn what_is_not_provided_is_named() {
        check_failure(
            Failure::NotProvided(Capability::ListAreas),
            expect![[
                r#"404 {"errorType":"NotFound","debugMessage":"ListAreas is not provided by this venue","traceId":"t1"}"#
            ]],
        );
    }

    #[test]
    fn an_overload_says_when_to_come_back() {
        check_failure(
            Failure::Overloaded("too many calls at once"),
            expect![[
                r#"503 retry-after: 1 {"errorType":"UnexpectedError","debugMessage":"overloaded: too many calls at once","traceId":"t1"}"#
            ]],
        );
        check_refusal(
            Refusal::TooManyConnections,
            expect![[
                r#"503 retry-after: 1 {"errorType":"UnexpectedError","debugMessage":"too many connections are open","traceId":"t1"}"#
            ]],
        );
    }

    #[test]
    fn every_refusal_has_its_status() {
        for (refusal, status) in refusals() {
            let name = format!("{refusal:?}");
            assert_eq!(Problem::refused(refusal, &trace()).status.as_u16(), status, "{name}");
        }
    }

    fn refusals() -> Vec<(Refusal, u16)> {
        vec![
            (Refusal::Malformed, 400),
            (Refusal::Version, 505),
            (Refusal::HeaderTooLarge, 431),
            (Refusal::UriTooLong, 414),
            (Refusal::SlowHeader, 408),
            (Refusal::TooManyConnections, 503),
            (Refusal::UnknownPath, 404),
            (Refusal::WrongMethod(HeaderValue::from_static("GET")), 405),
            (Refusal::Unauthorized, 401),
            (Refusal::ContentType, 415),
            (Refusal::BodyTooLarge(1), 413),
            (Refusal::SlowBody, 408),
            (Refusal::BrokenBody, 400),
            (Refusal::Invalid(InvalidRequest("x".to_owned())), 400),
            (Refusal::UnknownMethod, 404),
            (Refusal::TooManyRequests, 503),
            (Refusal::Closing, 503),
            (Refusal::NotRecorded, 503),
            (Refusal::Internal, 500),
        ]
    }

    #[test]
    fn every_status_of_a_failure_is_in_the_document_of_what_is_served() {
        let document = openapi::document();
        let operations = document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap());
        let mut told: Vec<_> = operations
            .filter_map(|(_, operation)| operation.get("responses")?.as_object())
            .flat_map(|responses| responses.keys().cloned())
            .collect();
        // What is refused before it is known which operation is asked for.
        told.push(document["components"]["responses"]["AnyOther"]["description"].as_str().unwrap().to_owned());
        let failures = [
            Failure::NotFound(String::new()),
            Failure::InvalidRequest(String::new()),
            Failure::Conflict(String::new()),
            Failure::Unavailable(String::new()),
            Failure::InDoubt(String::new()),
            Failure::Unexpected(String::new()),
            Failure::Fault(Fault::Trap(String::new())),
            Failure::Fault(Fault::Limit(Limit::Deadline(1))),
            Failure::NotProvided(Capability::ListAreas),
            Failure::NotReady(String::new()),
            Failure::Overloaded(""),
        ];
        let failed = failures.iter().map(|failure| Problem::failed(failure, &Redactor::default(), &trace()));
        for problem in refusals().into_iter().map(|(refusal, _)| Problem::refused(refusal, &trace())).chain(failed) {
            let status = problem.status.as_str();
            assert!(told.iter().any(|told| told.contains(status)), "{status} is not in the document");
        }
    }

    #[tokio::test]
    async fn a_panic_is_answered_as_any_failure() {
        let problem = caught::<()>(&trace(), async { panic!("at /srv/patio with hunter2") }).await.unwrap_err();
        expect![[
            r#"500 {"errorType":"UnexpectedError","debugMessage":"the host made a mistake: its log has it under this trace id","traceId":"t1"}"#
        ]]
        .assert_eq(&shown(&problem));
    }

    #[test]
    fn a_refusal_without_credentials_says_how_to_give_them() {
        check_refusal(
            Refusal::Unauthorized,
            expect![[
                r#"401 www-authenticate: Basic realm="Patio" {"errorType":"InvalidRequest","debugMessage":"HTTP Basic authentication is needed: the venue's id and one of its passwords","traceId":"t1"}"#
            ]],
        );
    }
}
