//! Every metric of the host, in one list: names, units and labels.

use crate::epos::Capability;
use crate::venue::{AdapterName, VenueId};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text};
use prometheus_client::metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram};
use prometheus_client::registry::{Registry, Unit};
use std::fmt::{self, Write as _};
use std::time::Duration;

/// Upper bounds of latency buckets in seconds: fine where a sandboxed call lives, coarse up to the deadline.
const LATENCY_SECONDS: [f64; 14] =
    [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 5.0];

/// The host's metrics. Cloning shares them.
#[derive(Clone)]
pub struct Metrics {
    /// `patio_requests_total{capability,transport,outcome}`
    pub requests: Family<RequestLabels, Counter>,
    /// `patio_request_duration_seconds{capability,transport}`
    pub request_duration: Family<LatencyLabels, Histogram>,
    /// `patio_adapter_calls_total{venue,adapter,outcome}`
    pub adapter_calls: Family<CallLabels, Counter>,
    /// `patio_adapter_calls_running`: inside a sandbox now, all venues together.
    pub adapter_calls_running: Gauge,
    /// `patio_adapter_limits_total{venue,adapter,limit}`
    pub adapter_limits: Family<LimitLabels, Counter>,
    /// `patio_breakers_open{venue,adapter}`: 1 while the adapter is left alone after repeated failures.
    pub breakers_open: Family<AdapterLabels, Gauge>,
    /// `patio_adapter_dropped_orders_total{venue,adapter}`: orders of a search that broke the contract.
    pub dropped_orders: Family<AdapterLabels, Counter>,
    /// `patio_adapter_cpu_seconds_total{venue,adapter}`
    pub adapter_cpu: Family<AdapterLabels, Counter<f64>>,
    /// `patio_changes_total{venue,kind}`: what adapters told of their points of sale.
    pub changes: Family<ChangeLabels, Counter>,
    /// `patio_pos_events_total{venue,kind,outcome}`: what Dojo was told of them, or would not hear.
    pub pos_events: Family<PosEventLabels, Counter>,
    /// `patio_registrations_total{venue,transport,outcome}`: attempts to register a venue at Dojo.
    pub registrations: Family<RegistrationLabels, Counter>,
    /// `patio_registered{venue,transport}`: 1 where Dojo has what it should, 0 where the last attempt failed.
    pub registered: Family<WayLabels, Gauge>,
    /// `patio_adapters{state}`: adapters in the folder, loaded or failed.
    pub adapters: Family<StateLabels, Gauge>,
    /// `patio_compile_cache_total{outcome}`: adapters whose compiled code was kept (`hit`) or was not (`miss`).
    pub compile_cache: Family<OutcomeLabels, Counter>,
    /// `patio_compilations_total{outcome}`: `compiled`, `invalid`, `limit` (it took more than it may) or `failed`.
    pub compilations: Family<OutcomeLabels, Counter>,
    /// `patio_compile_seconds_total`: wall time of them.
    pub compile_time: Counter<f64>,
    /// `patio_venues{state}`: configured venues, ready or not.
    pub venues: Family<StateLabels, Gauge>,
    /// `patio_connections`: open connections of the EPOS Data API.
    pub connections: Gauge,
    /// `patio_socket_connected{venue}`: 1 while the venue's WebSocket is up; none where it has none.
    pub socket_connected: Family<VenueLabels, Gauge>,
    /// `patio_socket_reconnects_total{venue}`: connections after the first.
    pub socket_reconnects: Family<VenueLabels, Counter>,
    /// `patio_socket_refused_total{venue,kind}`: messages that were not carried out.
    pub socket_refused: Family<FrameLabels, Counter>,
    /// `patio_ledger_events_total{duplicate}`
    pub ledger_events: Family<EventLabels, Counter>,
    /// `patio_ledger_backlog{venue}`: payment intents that are not settled yet.
    pub ledger_backlog: Family<VenueLabels, Gauge>,
    /// `patio_ledger_attention{venue}`: payment intents that wait for a person.
    pub ledger_attention: Family<VenueLabels, Gauge>,
    /// `patio_ledger_oldest_unsettled_seconds{venue}`: age of the oldest of the backlog; 0 where it is empty.
    pub ledger_oldest: Family<VenueLabels, Gauge>,
    /// `patio_payment_attempts_total{venue,outcome}`: what points of sale were told of payments, `unknown` among them.
    pub payment_attempts: Family<AttemptLabels, Counter>,
    /// `patio_reconciliation_runs_total{venue,outcome}`
    pub reconciliation_runs: Family<RunLabels, Counter>,
    /// `patio_reconciliation_findings{venue,day,list}`: lines of the last report of a day, `not_compared` among them.
    pub reconciliation_findings: Family<FindingLabels, Gauge>,
    /// `patio_reconciliation_taken_in_total{venue}`: payments that no event had told of.
    pub reconciliation_taken_in: Family<VenueLabels, Counter>,
    /// `patio_reconciliation_last_timestamp_seconds{venue}`: when the last report was made.
    pub reconciliation_last: Family<VenueLabels, Gauge>,
}

/// Labels of a request.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct RequestLabels {
    pub capability: CapabilityLabel,
    pub transport: &'static str,
    pub outcome: &'static str,
}

/// Labels of a latency.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct LatencyLabels {
    pub capability: CapabilityLabel,
    pub transport: &'static str,
}

/// Labels of what only has an outcome.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct OutcomeLabels {
    pub outcome: &'static str,
}

/// Labels of an adapter's call.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct CallLabels {
    pub venue: Name,
    pub adapter: Name,
    pub outcome: &'static str,
}

/// Labels of a limit that was hit.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct LimitLabels {
    pub venue: Name,
    pub adapter: Name,
    pub limit: &'static str,
}

/// Labels of a venue's adapter.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct AdapterLabels {
    pub venue: Name,
    pub adapter: Name,
}

/// Labels of a change.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct ChangeLabels {
    pub venue: Name,
    pub kind: &'static str,
}

/// Labels of what Dojo is told.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct PosEventLabels {
    pub venue: Name,
    pub kind: &'static str,
    pub outcome: &'static str,
}

/// Labels of an attempt to register a venue.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct RegistrationLabels {
    pub venue: Name,
    pub transport: &'static str,
    pub outcome: &'static str,
}

/// Labels of a way from Dojo to a venue.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct WayLabels {
    pub venue: Name,
    pub transport: &'static str,
}

/// Labels of what is counted by venue.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the label")]
pub struct VenueLabels {
    pub venue: Name,
}

/// Labels of a message that was not carried out.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct FrameLabels {
    pub venue: Name,
    pub kind: &'static str,
}

/// Labels of an attempt to tell a point of sale of a payment.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct AttemptLabels {
    pub venue: Name,
    pub outcome: &'static str,
}

/// Labels of a reconciliation.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct RunLabels {
    pub venue: Name,
    pub outcome: &'static str,
}

/// Labels of what a reconciliation found.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the labels")]
pub struct FindingLabels {
    pub venue: Name,
    pub day: &'static str,
    pub list: &'static str,
}

/// Labels of a count by state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the label")]
pub struct StateLabels {
    pub state: &'static str,
}

/// Labels of an event.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
#[expect(missing_docs, reason = "named as the label")]
pub struct EventLabels {
    pub duplicate: Bool,
}

/// A capability, or none where a request named none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CapabilityLabel(pub Option<Capability>);

/// A venue's or adapter's name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Name {
    /// A venue.
    Venue(VenueId),
    /// An adapter.
    Adapter(AdapterName),
    /// A call that belongs to no venue.
    None,
}

/// `true` or `false`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Bool(pub bool);

/// Counts the limits that one venue's adapter hits.
#[derive(Clone, Debug)]
pub struct LimitHits(Option<(Family<LimitLabels, Counter>, AdapterLabels)>);

// === impl LimitHits ===

impl LimitHits {
    /// Counts in `patio_adapter_limits_total`.
    pub fn of(metrics: &Metrics, labels: AdapterLabels) -> Self {
        Self(Some((metrics.adapter_limits.clone(), labels)))
    }

    /// Counts nothing: no venue is known.
    pub const fn none() -> Self {
        Self(None)
    }

    /// One more.
    pub fn hit(&self, limit: &'static str) {
        if let Some((family, AdapterLabels { venue, adapter })) = &self.0 {
            let labels = LimitLabels { venue: venue.clone(), adapter: adapter.clone(), limit };
            family.get_or_create(&labels).inc();
        }
    }
}

// === impl VenueLabels ===

impl VenueLabels {
    /// Of a venue.
    pub fn new(venue: &VenueId) -> Self {
        Self { venue: Name::Venue(venue.clone()) }
    }
}

// === impl AttemptLabels ===

impl AttemptLabels {
    /// Of a venue.
    pub fn new(venue: &VenueId, outcome: &'static str) -> Self {
        Self { venue: Name::Venue(venue.clone()), outcome }
    }
}

// === impl Metrics ===

impl Metrics {
    /// Metrics at zero, and the registry that lists them.
    pub fn new() -> (Self, Registry) {
        let metrics = Self {
            requests: Family::default(),
            request_duration: Family::new_with_constructor(|| Histogram::new(LATENCY_SECONDS)),
            adapter_calls: Family::default(),
            adapter_calls_running: Gauge::default(),
            adapter_limits: Family::default(),
            breakers_open: Family::default(),
            dropped_orders: Family::default(),
            adapter_cpu: Family::default(),
            changes: Family::default(),
            pos_events: Family::default(),
            registrations: Family::default(),
            registered: Family::default(),
            adapters: Family::default(),
            compile_cache: Family::default(),
            compilations: Family::default(),
            compile_time: Counter::default(),
            venues: Family::default(),
            connections: Gauge::default(),
            socket_connected: Family::default(),
            socket_reconnects: Family::default(),
            socket_refused: Family::default(),
            ledger_events: Family::default(),
            ledger_backlog: Family::default(),
            ledger_attention: Family::default(),
            ledger_oldest: Family::default(),
            payment_attempts: Family::default(),
            reconciliation_runs: Family::default(),
            reconciliation_findings: Family::default(),
            reconciliation_taken_in: Family::default(),
            reconciliation_last: Family::default(),
        };
        let mut registry = Registry::with_prefix("patio");
        registry.register(
            "requests",
            "Requests by capability, transport and outcome (\"success\", an EPOSError type, or what refused it)",
            metrics.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From the request's head to the reply's",
            Unit::Seconds,
            metrics.request_duration.clone(),
        );
        registry.register(
            "adapter_calls",
            "Calls of adapters by outcome (\"success\", the adapter's error, \"trap\", \"limit\", \"breach\", or why it was not sent)",
            metrics.adapter_calls.clone(),
        );
        registry.register(
            "adapter_calls_running",
            "Calls that are inside a sandbox now",
            metrics.adapter_calls_running.clone(),
        );
        registry.register("adapter_limits", "Limits that adapters hit", metrics.adapter_limits.clone());
        registry.register(
            "breakers_open",
            "Adapters that are left alone after repeated failures",
            metrics.breakers_open.clone(),
        );
        registry.register(
            "adapter_dropped_orders",
            "Orders dropped from searches because they broke the contract",
            metrics.dropped_orders.clone(),
        );
        registry.register_with_unit("adapter_cpu", "CPU time of adapters", Unit::Seconds, metrics.adapter_cpu.clone());
        registry.register("changes", "Changes at points of sale that adapters told", metrics.changes.clone());
        registry.register(
            "pos_events",
            "Changes that Dojo was told of, by outcome (\"told\", \"refused\", \"given_up\")",
            metrics.pos_events.clone(),
        );
        registry.register(
            "registrations",
            "Registrations at Dojo, by outcome (\"registered\", \"unchanged\", \"ended\", \"failed\")",
            metrics.registrations.clone(),
        );
        registry.register("registered", "Whether Dojo has a venue as it should", metrics.registered.clone());
        registry.register("adapters", "Adapters in the folder, by state", metrics.adapters.clone());
        registry.register(
            "compile_cache",
            "Adapters whose compiled code was kept (\"hit\") or was not (\"miss\")",
            metrics.compile_cache.clone(),
        );
        registry.register(
            "compilations",
            "Compilations of adapters by outcome (\"compiled\", \"invalid\", \"limit\", \"failed\")",
            metrics.compilations.clone(),
        );
        registry.register_with_unit(
            "compile",
            "Wall time of compiling adapters",
            Unit::Seconds,
            metrics.compile_time.clone(),
        );
        registry.register("venues", "Configured venues, by state", metrics.venues.clone());
        registry.register("connections", "Open connections of the EPOS Data API", metrics.connections.clone());
        registry.register("socket_connected", "Whether the venue's WebSocket is up", metrics.socket_connected.clone());
        registry.register(
            "socket_reconnects",
            "WebSocket connections after the first",
            metrics.socket_reconnects.clone(),
        );
        registry.register(
            "socket_refused",
            "WebSocket messages that were not carried out, by kind",
            metrics.socket_refused.clone(),
        );
        registry.register("ledger_events", "Payment events received", metrics.ledger_events.clone());
        registry.register("ledger_backlog", "Payment intents that are not settled yet", metrics.ledger_backlog.clone());
        registry.register(
            "ledger_attention",
            "Payment intents that wait for a person",
            metrics.ledger_attention.clone(),
        );
        registry.register_with_unit(
            "ledger_oldest_unsettled",
            "Age of the oldest payment intent that is not settled",
            Unit::Seconds,
            metrics.ledger_oldest.clone(),
        );
        registry.register(
            "payment_attempts",
            "What points of sale were told of payments, by outcome",
            metrics.payment_attempts.clone(),
        );
        registry.register(
            "reconciliation_runs",
            "Reconciliations with Dojo, by outcome",
            metrics.reconciliation_runs.clone(),
        );
        registry.register(
            "reconciliation_findings",
            "Lines of the last reconciliation of the day so far and of the day that is over",
            metrics.reconciliation_findings.clone(),
        );
        registry.register(
            "reconciliation_taken_in",
            "Payments that a reconciliation took in because no event had told of them",
            metrics.reconciliation_taken_in.clone(),
        );
        registry.register_with_unit(
            "reconciliation_last_timestamp",
            "When the last reconciliation succeeded, since 1970",
            Unit::Seconds,
            metrics.reconciliation_last.clone(),
        );
        (metrics, registry)
    }

    /// Counts a request that was answered.
    pub fn request(
        &self,
        capability: Option<Capability>,
        transport: &'static str,
        outcome: &'static str,
        took: Duration,
    ) {
        let capability = CapabilityLabel(capability);
        self.requests.get_or_create(&RequestLabels { capability, transport, outcome }).inc();
        self.request_duration.get_or_create(&LatencyLabels { capability, transport }).observe(took.as_secs_f64());
    }
}

/// The text format of Prometheus (OpenMetrics).
///
/// # Errors
/// None that a `String` can cause.
pub fn encode(registry: &Registry) -> Result<String, fmt::Error> {
    let mut text = String::new();
    text::encode(&mut text, registry)?;
    Ok(text)
}

// === impl the label values ===

impl EncodeLabelValue for CapabilityLabel {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        encoder.write_str(self.0.map_or("none", Capability::name))
    }
}

impl EncodeLabelValue for Name {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        encoder.write_str(match self {
            Self::Venue(id) => id.as_str(),
            Self::Adapter(name) => name.as_str(),
            Self::None => "",
        })
    }
}

impl EncodeLabelValue for Bool {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        encoder.write_str(if self.0 { "true" } else { "false" })
    }
}
