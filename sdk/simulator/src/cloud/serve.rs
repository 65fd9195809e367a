//! Dojo's API over HTTP: every request is judged, every reply too, and both stand in the transcript.

use super::answer::{Asked, Problem, answer};
use super::{API_VERSION, Account, Cloud, handshake};
use crate::fault::Fault;
use crate::judge::{Shape, Violation};
use crate::operation::CloudOperation;
use crate::transcript::{self, Entry, Kind, Way};
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_TYPE, HeaderValue, SEC_WEBSOCKET_ACCEPT, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use std::fmt;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Bytes of a request: the largest, a registration, takes three thousand.
const LARGEST_REQUEST: usize = 1 << 20;

/// For how long a slow reply is held back: longer than anybody likes, shorter than a client's limit.
const SLOW: Duration = Duration::from_secs(2);

/// What a caller has to send its headers. It is on the same machine.
const HEADERS_IN: Duration = Duration::from_secs(10);

/// As the official file spells it; names of headers have no case.
const IDEMPOTENCY_KEY: &str = "idempotencyKey";

/// What was asked, as it came.
struct Received {
    parts: Parts,
    body: String,
}

/// The connection is closed without an answer.
#[derive(Debug)]
pub(super) struct Closed;

pub(super) async fn serve(cloud: &Cloud, listener: TcpListener) {
    // They end with the server: whoever drops it closes its connections.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let cloud = cloud.clone();
                connections.spawn(async move {
                    let service = service_fn(move |request| {
                        let cloud = cloud.clone();
                        async move { respond(&cloud, request).await }
                    });
                    let mut server = http1::Builder::new();
                    server.timer(TokioTimer::new()).header_read_timeout(HEADERS_IN);
                    // One that is closed on purpose ends with an error.
                    let _ = server.serve_connection(TokioIo::new(stream), service).with_upgrades().await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn respond(cloud: &Cloud, mut request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Closed> {
    if handshake::is_wanted(&request) {
        return Ok(match handshake::accept(cloud, &mut request) {
            Ok(key) => upgrade(&key),
            Err(refused) => response(refused.status, &Problem::new(refused.status, refused.why).to_json()),
        });
    }
    let (parts, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_REQUEST).collect().await {
        Ok(body) => String::from_utf8_lossy(&body.to_bytes()).into_owned(),
        Err(error) if error.is::<LengthLimitError>() => {
            let problem = Problem::new(413, format!("A request takes at most {LARGEST_REQUEST} bytes."));
            return Ok(response(413, &problem.to_json()));
        }
        Err(_) => return Err(Closed),
    };
    let received = Received { parts, body };
    let found = CloudOperation::find(received.parts.method.as_str(), received.parts.uri.path());
    let what = found.as_ref().map_or("unknown", |(operation, _)| operation.name);
    let violations = violations(cloud, &received, found.as_ref().map(|(operation, _)| *operation));

    let shared = &cloud.shared;
    let asked = shared.transcript.add(Entry {
        target: Some(received.target()),
        body: transcript::body(&received.body),
        violations: violations.clone(),
        ..Entry::new(Way::Dojo, Kind::Request, what)
    });
    let note = |text: &str| {
        let of = Some(asked);
        shared.transcript.add(Entry { of, body: Some(text.into()), ..Entry::new(Way::Dojo, Kind::Note, what) });
    };
    if shared.faults.strikes(Fault::DroppedConnections) {
        note("the connection was dropped on purpose, and nothing was done");
        return Err(Closed);
    }
    let outcome = received.answer(cloud, found, &violations);
    if shared.faults.strikes(Fault::LostReplies) {
        note("the reply was lost on purpose: it was done");
        return Err(Closed);
    }
    if shared.faults.strikes(Fault::SlowReplies) {
        note("the reply was slow on purpose");
        tokio::time::sleep(SLOW).await;
    }
    let (status, body, shape) = match outcome {
        Ok(body) => (200, body, Shape::dojo_reply(what)),
        Err(problem) => (problem.status, problem.to_json(), Shape::dojo_error()),
    };
    shared.transcript.add(Entry {
        of: Some(asked),
        status: Some(status),
        // What the simulator says is under the same contract.
        violations: shared.judge.judge(&shape, &body),
        body: Some(body.clone()),
        ..Entry::new(Way::Dojo, Kind::Reply, what)
    });
    if shared.faults.strikes(Fault::MalformedFrames) {
        note("the reply was made malformed on purpose");
        let text = body.to_string();
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(index, _)| index);
        return Ok(json_response(status, text.get(..half).unwrap_or_default().to_owned()));
    }
    Ok(response(status, &body))
}

/// All that is wrong with a request, whether it is answered or not.
fn violations(cloud: &Cloud, received: &Received, operation: Option<&CloudOperation>) -> Vec<Violation> {
    let Some(operation) = operation else {
        return vec![Violation::of_all(format!("Dojo has no {}", received.target()))];
    };
    let mut found = header_violations(&received.parts.headers, operation.is_versioned);
    if operation.name == "Refund" && header(&received.parts.headers, IDEMPOTENCY_KEY).is_none_or(str::is_empty) {
        found.push(Violation::at(format!("header {IDEMPOTENCY_KEY}"), "it is missing: with it, a refund is made once"));
    }
    if operation.has_body {
        let content_type = header(&received.parts.headers, CONTENT_TYPE.as_str()).unwrap_or_default();
        if !content_type.starts_with("application/json") {
            found.push(Violation::at("header content-type", format!("{content_type:?} is not application/json")));
        }
        match serde_json::from_str(&received.body) {
            Ok(body) => found.extend(cloud.shared.judge.judge(&Shape::dojo_request(operation.name), &body)),
            Err(error) => found.push(Violation::of_all(format!("it is no JSON: {error}"))),
        }
    } else if !received.body.is_empty() {
        found.push(Violation::of_all("this request has no body"));
    }
    found
}

/// What is wrong with the headers that every request has.
pub(super) fn header_violations(headers: &HeaderMap, is_versioned: bool) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut missing = |name: &str, why: &str| found.push(Violation::at(format!("header {name}"), why));
    match header(headers, AUTHORIZATION.as_str()) {
        None => missing("authorization", "it is missing: `Basic ` and the key as it is"),
        Some(value) if !value.starts_with("Basic sk_") => {
            missing("authorization", "it is not `Basic ` and a key that begins with sk_, as it is and not in base64");
        }
        Some(_) => (),
    }
    if header(headers, "software-house-id").is_none_or(str::is_empty) {
        missing("software-house-id", "it is missing");
    }
    match header(headers, "version") {
        None if is_versioned => missing("version", "it is missing"),
        Some(version) if is_versioned && version != API_VERSION => {
            missing("version", &format!("{version:?} is not {API_VERSION}"));
        }
        _ => (),
    }
    found
}

/// The account whose key is in the headers.
pub(super) fn caller<'a>(cloud: &'a Cloud, headers: &HeaderMap) -> Option<&'a Account> {
    cloud.account_of(header(headers, AUTHORIZATION.as_str())?.strip_prefix("Basic ")?)
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

// === impl Received ===

impl Received {
    fn target(&self) -> String {
        let query = self.parts.uri.query().map_or_else(String::new, |query| format!("?{query}"));
        format!("{} {}{query}", self.parts.method, self.parts.uri.path())
    }

    fn answer(
        &self,
        cloud: &Cloud,
        found: Option<(&'static CloudOperation, Option<String>)>,
        violations: &[Violation],
    ) -> Result<Value, Problem> {
        let unknown = "The API key is none of the simulator's accounts.";
        let account = caller(cloud, &self.parts.headers).ok_or_else(|| Problem::new(401, unknown))?;
        let (operation, id) = found.ok_or_else(|| Problem::new(404, format!("There is no {} here.", self.target())))?;
        if let Some(violation) = violations.first() {
            return Err(Problem::new(400, violation.to_string()));
        }
        let id = id.unwrap_or_default();
        let id = percent_encoding::percent_decode_str(&id).decode_utf8_lossy().into_owned();
        let asked = Asked {
            account,
            operation,
            id: &id,
            query: self.parts.uri.query().unwrap_or_default(),
            idempotency_key: header(&self.parts.headers, IDEMPOTENCY_KEY),
            body: &serde_json::from_str(&self.body).unwrap_or(Value::Null),
        };
        answer(cloud, &asked)
    }
}

fn response(status: u16, body: &Value) -> Response<Full<Bytes>> {
    json_response(status, body.to_string())
}

fn upgrade(key: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(key) = HeaderValue::from_str(key) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, key);
    }
    response
}

fn json_response(status: u16, text: String) -> Response<Full<Bytes>> {
    let kind = if status < 300 { "application/json; charset=utf-8" } else { "application/problem+json" };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

// === impl Closed ===

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Closed {}
