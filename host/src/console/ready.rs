//! `/ready`: each venue and each adapter, what works, and why the rest does not.

use super::Sources;
use super::registered::RegistrationReport;
use crate::adapter::Missing;
use crate::dispatch::Failure;
use crate::epos::Capability;
use crate::notice::{Level, Notice};
use crate::registry::Slot;
use crate::transport::socket::{SocketState, SocketStatus};
use crate::venue::{AdapterName, Venue};
use serde::Serialize;
use std::sync::Arc;

/// The page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    /// Whether every venue is, and the host is not stopping.
    pub(super) ready: bool,
    stopping: bool,
    venues: Vec<VenueReport>,
    adapters: Vec<AdapterReport>,
    /// The oldest first.
    notices: Vec<NoticeReport>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VenueReport {
    id: String,
    ready: bool,
    adapter: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    capabilities: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Why an older version of the adapter serves it than the one that is loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed_over: Option<String>,
    /// Servers that its adapter asks for, and that are neither granted nor declined.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asks_for: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    socket: Option<SocketReport>,
    /// "open" while the adapter is left alone after repeated failures. That makes no venue unready: what is wrong with
    /// one adapter must not take the host from all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaker: Option<&'static str>,
    /// At Dojo. What is wrong there makes no venue unready: it is served as it was registered before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    registrations: Vec<RegistrationReport>,
}

/// It does not decide whether the venue is ready: what is wrong between Dojo and here is not mended by taking the host
/// away from those who reach it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SocketReport {
    url: String,
    /// "connecting", "connected", "refused" or "closing".
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    requests_in_flight: usize,
    reconnects: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AdapterReport {
    name: String,
    /// "loaded" or "failed". One that works while a newer file does not is loaded, with that file's failure.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    /// "unsigned", "signature not checked", or whose signature it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureReport>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FailureReport {
    reason: String,
    digest: String,
    at: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NoticeReport {
    at: String,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    venue: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adapter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
    text: String,
}

// === impl Report ===

impl Report {
    pub(super) fn of(sources: &Sources) -> Self {
        let mut venues: Vec<_> = sources.venues.load().iter().map(|venue| VenueReport::of(venue, sources)).collect();
        venues.sort_by(|one, other| one.id.cmp(&other.id));
        let stopping = (sources.stopping)();
        Self {
            ready: !stopping && venues.iter().all(|venue| venue.ready),
            stopping,
            venues,
            adapters: sources.registry.list().iter().map(|(name, slot)| AdapterReport::of(name, slot)).collect(),
            notices: sources.notices.last().iter().map(NoticeReport::of).collect(),
        }
    }
}

// === impl VenueReport ===

impl VenueReport {
    fn of(venue: &Arc<Venue>, sources: &Sources) -> Self {
        let dispatch = &sources.dispatch;
        let adapter = dispatch.adapter(venue);
        let capabilities = dispatch.capabilities(venue).map(|set| set.iter().map(Capability::name).collect());
        let missing = adapter
            .as_ref()
            .map(|adapter| Missing::of(adapter.description(), &venue.settings, &venue.grants))
            .unwrap_or_default();
        Self {
            passed_over: dispatch.passed_over(venue).map(|reason| venue.redactor.redact(&reason).into_owned()),
            asks_for: missing.http.iter().map(|grant| venue.redactor.redact(&grant.to_string()).into_owned()).collect(),
            id: venue.id.to_string(),
            ready: adapter.is_ok(),
            adapter: venue.adapter.to_string(),
            version: adapter.as_ref().ok().map(|adapter| adapter.description().version.clone()),
            capabilities: capabilities.unwrap_or_default(),
            reason: adapter.err().map(|failure| match failure {
                Failure::NotReady(reason) => venue.redactor.redact(&reason).into_owned(),
                other => venue.redactor.redact(&other.to_string()).into_owned(),
            }),
            socket: sources.sockets.of(&venue.id).map(SocketReport::of),
            breaker: dispatch.breaker_is_open(venue).then_some("open"),
            registrations: RegistrationReport::all(&sources.registrations.of(&venue.id)),
        }
    }
}

// === impl SocketReport ===

impl SocketReport {
    fn of(status: SocketStatus) -> Self {
        let (state, since) = match status.state {
            SocketState::Connecting => ("connecting", None),
            SocketState::Connected { since } => ("connected", Some(since.to_string())),
            SocketState::Refused => ("refused", None),
            SocketState::Closing => ("closing", None),
        };
        Self {
            url: status.url,
            state,
            since,
            last_error: status.last_error,
            requests_in_flight: status.requests_in_flight,
            reconnects: status.reconnects,
        }
    }
}

// === impl AdapterReport ===

impl AdapterReport {
    fn of(name: &AdapterName, slot: &Slot) -> Self {
        let adapter = slot.adapter.as_ref();
        Self {
            name: name.to_string(),
            state: if adapter.is_some() { "loaded" } else { "failed" },
            version: adapter.map(|adapter| adapter.description().version.clone()),
            digest: adapter.map(|adapter| adapter.digest().to_string()),
            approval: slot.approval.as_ref().map(ToString::to_string),
            failure: slot.failure.as_ref().map(|failure| FailureReport {
                reason: failure.reason.clone(),
                digest: failure.digest.to_string(),
                at: failure.at.to_string(),
            }),
        }
    }
}

// === impl NoticeReport ===

impl NoticeReport {
    fn of(notice: &Notice) -> Self {
        Self {
            at: notice.at.to_string(),
            level: match notice.level {
                Level::Info => "info",
                Level::Warning => "warning",
                Level::Error => "error",
            },
            venue: notice.venue.as_ref().map(ToString::to_string),
            adapter: notice.adapter.as_ref().map(ToString::to_string),
            trace_id: notice.trace_id.as_ref().map(ToString::to_string),
            text: notice.text.clone(),
        }
    }
}
