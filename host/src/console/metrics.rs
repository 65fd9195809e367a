//! `/metrics`: what is counted, and what must be asked for.

use super::Sources;
use crate::epos::Timestamp;
use crate::metrics::encode;
use axum::http::HeaderValue;
use std::fmt;

/// OpenMetrics; Prometheus reads nothing else from this encoder.
pub(super) const CONTENT_TYPE: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// The page. The ledger is asked when somebody looks, rather than all the time for nobody.
pub(super) async fn page(sources: &Sources) -> Result<String, fmt::Error> {
    match sources.ledger.backlog().await {
        Ok(backlog) => {
            let age = |since: Timestamp| Timestamp::now().as_millisecond().saturating_sub(since.as_millisecond());
            sources.metrics.ledger_backlog.set(i64::try_from(backlog.open).unwrap_or(i64::MAX));
            sources.metrics.ledger_attention.set(i64::try_from(backlog.attention).unwrap_or(i64::MAX));
            sources.metrics.ledger_oldest.set(backlog.oldest_unsettled.map_or(0, |since| (age(since) / 1000).max(0)));
        }
        // What was known before is better than no page: the log says what is wrong with the ledger.
        Err(error) => tracing::error!(%error, "the ledger's backlog could not be read for /metrics"),
    }
    encode(&sources.metrics_list)
}
