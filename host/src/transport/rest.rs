//! REST: the EPOS Data API as Dojo's OpenAPI has it, one user name per venue.

mod body;
mod requester;
mod routes;

use super::auth::authenticate;
use super::failure::{Problem, Refusal, caught};
use super::http1::Service;
use super::venues::CurrentVenues;
use super::work::{Asked, Work};
use crate::epos::{Capability, InvalidRequest, Request, openapi, request};
use crate::metrics::Metrics;
use crate::trace::TraceId;
use crate::venue::Venue;
use body::BodyLimits;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Body;
use routes::{Routes, Stray, Target};
use std::sync::Arc;
use std::time::{Duration, Instant};

const TRANSPORT: &str = "rest";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The REST side of the EPOS Data API.
pub struct Rest {
    /// Who may call.
    venues: Arc<CurrentVenues>,
    work: Work,
    metrics: Metrics,
    body: BodyLimits,
    routes: Routes,
    /// `/openapi.json`.
    document: Bytes,
}

/// What is known of a request by the time it is answered.
#[derive(Default)]
struct Known {
    venue: Option<Arc<Venue>>,
    capability: Option<Capability>,
}

// === impl Rest ===

impl Rest {
    /// Serves venues.
    pub fn new(
        venues: Arc<CurrentVenues>,
        work: Work,
        metrics: Metrics,
        max_body_bytes: usize,
        body_timeout: Duration,
    ) -> Self {
        let body = BodyLimits { max_bytes: max_body_bytes, timeout: body_timeout };
        let document = Bytes::from(openapi::document().to_string());
        Self { venues, work, metrics, body, routes: Routes::new(), document }
    }

    /// Answers a request: JSON of a success, or a problem.
    async fn reply<B: Body<Data = Bytes> + Unpin>(
        &self,
        head: &Parts,
        body: B,
        trace: &TraceId,
        known: &mut Known,
    ) -> Result<Vec<u8>, Problem> {
        let refused = |refusal| Problem::refused(refusal, trace);
        // What is served is public: a client reads it before it has credentials.
        if head.uri.path() == openapi::PATH {
            return match head.method {
                Method::GET => Ok(self.document.to_vec()),
                _ => Err(refused(Refusal::WrongMethod(HeaderValue::from_static("GET")))),
            };
        }
        // Paths and methods are public: they are answered before it is known who asks.
        let (target, parameters) = self.routes.find(&head.method, head.uri.path()).map_err(|stray| match stray {
            Stray::Path => refused(Refusal::UnknownPath),
            Stray::Method(allow) => refused(Refusal::WrongMethod(allow.clone())),
            Stray::Parameter(name) => refused(invalid(format!("{name}: is not UTF-8"))),
        })?;
        if let Target::Capability(capability) = target {
            known.capability = Some(capability);
        }
        let venue = authenticate(&head.headers, &self.venues.load()).ok_or_else(|| refused(Refusal::Unauthorized))?;
        let venue = known.venue.insert(venue);
        let (capability, body) = match target {
            Target::Capability(capability) if has_no_body(capability) => (capability, Bytes::new()),
            target => {
                let body = self.body.read(&head.headers, body).await.map_err(refused)?;
                (chosen_by(target, &body), body)
            }
        };
        let path: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        let request = Request::from_rest(capability, &path, &body);
        let requester = requester::requester(&head.headers);
        let asked = Asked { capability, request, requester, raw: &body };
        known.capability = asked.label();
        let done = self.work.carry_out(venue, asked, trace).await;
        let json = done.and_then(|reply| Ok(reply.into_rest()?));
        json.map_err(|not_done| not_done.problem(venue, trace))
    }
}

impl Service for Rest {
    async fn answer(&self, request: http::Request<hyper::body::Incoming>) -> Response<Full<Bytes>> {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let trace = brought_trace(&head.headers).unwrap_or_else(TraceId::random);
        let mut known = Known::default();
        let reply = caught(&trace, self.reply(&head, body, &trace, &mut known)).await;
        let (outcome, response) = match reply {
            Ok(json) => ("success", response(StatusCode::OK, json, &trace)),
            Err(problem) => (problem.outcome, problem_response(problem, &trace)),
        };
        let took = started.elapsed();
        self.metrics.request(known.capability, TRANSPORT, outcome, took);
        tracing::debug!(
            venue = known.venue.as_ref().map(|venue| venue.id.as_str()),
            trace_id = %trace,
            method = %head.method,
            path = head.uri.path(),
            status = response.status().as_u16(),
            outcome,
            took_us = took.as_micros(),
            "answered"
        );
        response
    }

    fn refused(&self, outcome: &'static str) {
        self.metrics.request(None, TRANSPORT, outcome, Duration::ZERO);
    }
}

fn invalid(text: String) -> Refusal {
    Refusal::Invalid(InvalidRequest(text))
}

/// Whether a capability's request is all in its path. A body that comes nevertheless is not looked at.
fn has_no_body(capability: Capability) -> bool {
    use crate::epos::capability::Verb;
    matches!(capability.row().verb, Verb::Get | Verb::Delete)
}

/// What a body asks for where its path alone does not say it.
fn chosen_by(target: Target, body: &[u8]) -> Capability {
    match target {
        Target::Capability(capability) => capability,
        Target::Events => Capability::PaymentIntentStatusUpdated,
        Target::Orders if request::is_order_entry(body) => Capability::CreateOrder,
        Target::Orders => Capability::SearchOrders,
    }
}

fn brought_trace(headers: &HeaderMap) -> Option<TraceId> {
    TraceId::brought(headers.get(REQUEST_ID)?.to_str().ok()?)
}

fn response(status: StatusCode, json: Vec<u8>, trace: &TraceId) -> Response<Full<Bytes>> {
    let empty = json.is_empty();
    let mut response = Response::new(Full::new(Bytes::from(json)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    // What is gone has no body.
    if !empty {
        headers.insert(header::CONTENT_TYPE, JSON);
    }
    if let Ok(id) = HeaderValue::from_str(trace.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

fn problem_response(problem: Problem, trace: &TraceId) -> Response<Full<Bytes>> {
    let mut response = response(problem.status, problem.json(), trace);
    if let Some((name, value)) = problem.header.map(|header| *header) {
        response.headers_mut().insert(name, value);
    }
    if problem.close {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
