//! The operator's side: is it alive, is it ready, how much does it do.
//!
//! There is no authentication yet: it listens on loopback unless the configuration says otherwise, and shows names of
//! venues, adapters and files, payments that need a person and those that do not match, but no bill and no secret.

mod attention;
mod metrics;
mod ready;
mod reconciliation;
mod registered;

use crate::dispatch::Dispatch;
use crate::ledger::Ledger;
use crate::metrics::Metrics;
use crate::notice::Notices;
use crate::reconciliation::Asked;
use crate::registration;
use crate::registry::Registry;
use crate::transport::CurrentVenues;
use crate::transport::http1::Service;
use crate::transport::socket::Statuses;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use std::sync::Arc;
use tower::ServiceExt as _;

/// What the console looks at.
pub struct Sources {
    /// Whether time limits still hold: without that, the process must be replaced.
    pub live: Arc<dyn Fn() -> bool + Send + Sync>,
    /// Whether the host is stopping: then it takes no new work.
    pub stopping: Arc<dyn Fn() -> bool + Send + Sync>,
    /// The venues.
    pub venues: Arc<CurrentVenues>,
    /// Which adapter serves them.
    pub dispatch: Arc<Dispatch>,
    /// The adapters.
    pub registry: Arc<Registry>,
    /// How the venues' sockets stand.
    pub sockets: Arc<Statuses>,
    /// What happened lately.
    pub notices: Arc<Notices>,
    /// What is counted.
    pub metrics: Metrics,
    /// The same, listed.
    pub metrics_list: prometheus_client::registry::Registry,
    /// How much is unsettled.
    pub ledger: Arc<dyn Ledger>,
    /// What was compared with Dojo.
    pub reconciliation: Asked,
    /// What Dojo has of each venue.
    pub registrations: Arc<registration::Kept>,
}

/// The console's pages.
pub struct Console(Router);

// === impl Console ===

impl Console {
    /// The pages over these sources.
    pub fn new(sources: Sources) -> Self {
        let router = Router::new()
            .route("/live", get(live))
            .route("/ready", get(ready))
            .route("/metrics", get(measured))
            .route("/attention", get(attention::page))
            .route("/attention.json", get(attention::json))
            .route("/reconciliation", get(reconciliation::html))
            .route("/reconciliation.csv", get(reconciliation::csv))
            .route("/reconciliation.json", get(reconciliation::json))
            .fallback(async || {
                text(StatusCode::NOT_FOUND, "try /live, /ready, /metrics, /attention or /reconciliation\n")
            })
            .method_not_allowed_fallback(async || text(StatusCode::METHOD_NOT_ALLOWED, "only GET is served here\n"));
        Self(router.with_state(Arc::new(sources)))
    }
}

impl Service for Console {
    async fn answer(&self, request: http::Request<Incoming>) -> http::Response<Full<Bytes>> {
        let response = match self.0.clone().oneshot(request).await {
            Ok(response) => response,
            Err(impossible) => match impossible {},
        };
        let (head, body) = response.into_parts();
        // The pages are in memory whole: there is nothing that could fail on the way.
        let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        http::Response::from_parts(head, Full::new(body))
    }

    fn refused(&self, outcome: &'static str) {
        tracing::debug!(outcome, "the console refused a connection");
    }
}

/// Whether the process works at all. What is not live should be restarted.
async fn live(State(sources): State<Arc<Sources>>) -> Response {
    if (sources.live)() {
        text(StatusCode::OK, "live\n")
    } else {
        text(StatusCode::SERVICE_UNAVAILABLE, "the ticker stands still: time limits do not hold\n")
    }
}

/// Whether all that is configured works. What is not ready needs a person, or a moment.
async fn ready(State(sources): State<Arc<Sources>>) -> Response {
    let report = ready::Report::of(&sources);
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    match serde_json::to_vec_pretty(&report) {
        Ok(json) => typed(status, HeaderValue::from_static("application/json"), json),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    }
}

async fn measured(State(sources): State<Arc<Sources>>) -> Response {
    match metrics::page(&sources).await {
        Ok(page) => typed(StatusCode::OK, metrics::CONTENT_TYPE, page.into_bytes()),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    }
}

fn text(status: StatusCode, text: &str) -> Response {
    typed(status, HeaderValue::from_static("text/plain; charset=utf-8"), text.to_owned().into_bytes())
}

fn typed(status: StatusCode, content_type: HeaderValue, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}
