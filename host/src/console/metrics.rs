//! `/metrics`: what is counted, and what must be asked for.

use super::Sources;
use crate::epos::Timestamp;
use crate::metrics::{VenueLabels, encode};
use axum::http::HeaderValue;
use std::fmt;

/// OpenMetrics; Prometheus reads nothing else from this encoder.
pub(super) const CONTENT_TYPE: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// The page. The ledger is asked when somebody looks, rather than all the time for nobody.
pub(super) async fn page(sources: &Sources) -> Result<String, fmt::Error> {
    match sources.ledger.backlog().await {
        Ok(mut backlogs) => {
            // A venue without a backlog has a line too: an alarm on what is missing never rings.
            for venue in sources.venues.load().iter() {
                backlogs.entry(venue.id.clone()).or_default();
            }
            let age = |since: Timestamp| Timestamp::now().as_millisecond().saturating_sub(since.as_millisecond());
            for (venue, backlog) in backlogs {
                let (metrics, labels) = (&sources.metrics, VenueLabels::new(&venue));
                let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
                metrics.ledger_backlog.get_or_create(&labels).set(number(backlog.open));
                metrics.ledger_attention.get_or_create(&labels).set(number(backlog.attention));
                let oldest = backlog.oldest_unsettled.map_or(0, |since| (age(since) / 1000).max(0));
                metrics.ledger_oldest.get_or_create(&labels).set(oldest);
            }
        }
        // What was known before is better than no page: the log says what is wrong with the ledger.
        Err(error) => tracing::error!(%error, "the ledger's backlog could not be read for /metrics"),
    }
    encode(&sources.metrics_list)
}
