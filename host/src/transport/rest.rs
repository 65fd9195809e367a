//! REST: the EPOS Data API as Dojo's OpenAPI has it, one user name per venue.

mod body;
mod requester;
mod routes;

use super::auth::authenticate;
use super::failure::{Problem, Refusal};
use super::http1::Service;
use super::venues::CurrentVenues;
use super::work::{NotDone, Work};
use crate::dispatch::{Dispatch, Failure};
use crate::epos::{Capability, Event, InvalidRequest, Request, Requester, openapi, request};
use crate::mask;
use crate::metrics::{Bool, EventLabels, Metrics};
use crate::payments::Payments;
use crate::trace::TraceId;
use crate::venue::Venue;
use body::BodyLimits;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Body;
use routes::{Parameters, Routes, Stray, Target};
use std::panic::AssertUnwindSafe;
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
        dispatch: Arc<Dispatch>,
        payments: Payments,
        metrics: Metrics,
        max_body_bytes: usize,
        body_timeout: Duration,
    ) -> Self {
        let body = BodyLimits { max_bytes: max_body_bytes, timeout: body_timeout };
        let document = Bytes::from(openapi::document().to_string());
        let work = Work { dispatch, payments };
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
        if target == Target::Events {
            let body = self.body.read(&head.headers, body).await.map_err(refused)?;
            let event = event(&body).map_err(|error| refused(Refusal::Invalid(error)))?;
            known.capability = Some(event.event.capability());
            return self.take_in(venue, event, &body, &head.headers, trace).await;
        }
        let (capability, body) = match target {
            Target::Capability(capability) if has_no_body(capability) => (capability, Bytes::new()),
            target => {
                let body = self.body.read(&head.headers, body).await.map_err(refused)?;
                (chosen_by(target, &body), body)
            }
        };
        known.capability = Some(capability);
        self.call(venue, capability, &parameters, &body, &head.headers, trace).await
    }

    /// Calls the venue's adapter.
    async fn call(
        &self,
        venue: &Arc<Venue>,
        capability: Capability,
        parameters: &Parameters<'_>,
        body: &[u8],
        headers: &HeaderMap,
        trace: &TraceId,
    ) -> Result<Vec<u8>, Problem> {
        let failed = |failure: Failure| {
            let text = failure.to_string();
            tracing::debug!(trace_id = %trace, failure = %mask::cards(&venue.redactor.redact(&text)), "failed");
            Problem::failed(&failure, &venue.redactor, trace)
        };
        let invalid = |error| Problem::refused(Refusal::Invalid(error), trace);
        let path: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        let mut request = Request::from_rest(capability, &path, body).map_err(|error| {
            // What is not offered has no wrong requests.
            match self.work.dispatch.capabilities(venue) {
                Ok(offered) if !offered.contains(capability) => failed(Failure::NotProvided(capability)),
                _ => invalid(error),
            }
        })?;
        let requester = requester::requester(headers).map_err(invalid)?;
        filter_by_waiter(&mut request, &requester, venue);
        let done = self.work.carry_out(venue, request, body, requester, trace).await;
        let reply = done.map_err(|not_done| match not_done {
            NotDone::Failed(failure) => failed(failure),
            NotDone::Declined(declined) => Problem::declined(&declined, trace),
            NotDone::NotRecorded(error) => {
                tracing::error!(venue = %venue.id, trace_id = %trace, %error, "a payment could not be recorded");
                Problem::refused(Refusal::NotRecorded, trace)
            }
            NotDone::CutShort(error) => {
                tracing::error!(trace_id = %trace, %error, "a call was cut short");
                Problem::refused(Refusal::Internal, trace)
            }
        })?;
        reply.into_rest().map_err(|error| {
            tracing::error!(trace_id = %trace, %error, "a reply could not be written as JSON");
            Problem::refused(Refusal::Internal, trace)
        })
    }

    /// Makes an event durable, then acknowledges it.
    async fn take_in(
        &self,
        venue: &Arc<Venue>,
        event: Event,
        body: &[u8],
        headers: &HeaderMap,
        trace: &TraceId,
    ) -> Result<Vec<u8>, Problem> {
        let capability = event.event.capability();
        if event.account_id != venue.account_id {
            return Err(Problem::refused(invalid("accountId: is not this venue's".to_owned()), trace));
        }
        // An adapter that is not ready says nothing about what it takes: the event is recorded and acknowledged, and is
        // delivered once the adapter is there. To refuse it would leave a payment to the patience of who sends it. Where
        // intents can be read, the host itself wants to know how they stand, whatever the adapter takes.
        let own = capability == Capability::PaymentIntentStatusUpdated && venue.dojo.is_some();
        let lacks = self.work.dispatch.capabilities(venue).is_ok_and(|offered| !offered.contains(capability));
        if !own && (lacks || venue.disabled.contains(capability)) {
            return Err(Problem::failed(&Failure::NotProvided(capability), &venue.redactor, trace));
        }
        // Who asks is of use, not of need: a payment is not refused for a header.
        let requester = requester::requester(headers).unwrap_or_default();
        let raw = String::from_utf8_lossy(body);
        let received = self.work.payments.receive(&venue.id, event, &raw, requester, trace).await.map_err(|error| {
            tracing::error!(venue = %venue.id, trace_id = %trace, %error, "an event could not be recorded");
            Problem::refused(Refusal::NotRecorded, trace)
        })?;
        self.metrics.ledger_events.get_or_create(&EventLabels { duplicate: Bool(received.duplicate) }).inc();
        Ok(b"{}".to_vec())
    }
}

impl Service for Rest {
    async fn answer(&self, request: http::Request<hyper::body::Incoming>) -> Response<Full<Bytes>> {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let trace = brought_trace(&head.headers).unwrap_or_else(TraceId::random);
        let mut known = Known::default();
        // A mistake of ours costs one request, and is answered like any other failure.
        let caught = AssertUnwindSafe(self.reply(&head, body, &trace, &mut known)).catch_unwind().await;
        let reply = caught.unwrap_or_else(|_| {
            tracing::error!(trace_id = %trace, path = head.uri.path(), "a request ended by a panic");
            Err(Problem::refused(Refusal::Internal, &trace))
        });
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

/// Reads an event. Both kinds are decoded alike: the event itself says which it is.
fn event(body: &[u8]) -> Result<Event, InvalidRequest> {
    match Request::from_rest(Capability::PaymentIntentStatusUpdated, &[], body)? {
        Request::HandleEvent(event) => Ok(event),
        _ => Err(InvalidRequest("the body is no event".to_owned())),
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

/// The waiter of the header filters a search that names none, where the venue wants it so.
fn filter_by_waiter(request: &mut Request, requester: &Requester, venue: &Venue) {
    if let Request::SearchOrders { filter, .. } = request
        && venue.filter_by_waiter_header
        && filter.waiter_id.is_none()
    {
        filter.waiter_id.clone_from(&requester.waiter_id);
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
