//! One request of a connection, and the text of its reply.

use super::frame::{Call, Unread};
use crate::epos::json::{self, check_id};
use crate::epos::{InvalidRequest, Request, Requester};
use crate::metrics::Metrics;
use crate::trace::TraceId;
use crate::transport::failure::{Problem, caught};
use crate::transport::work::{Asked, Work};
use crate::venue::Venue;
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, Instant};

const TRANSPORT: &str = "websocket";

/// Carries a venue's requests out. Clones are handles of the same.
#[derive(Clone)]
pub(super) struct Exchange {
    pub(super) venue: Arc<Venue>,
    pub(super) work: Work,
    pub(super) metrics: Metrics,
}

/// The part of `params` that says who asks.
#[derive(Deserialize, Default)]
#[serde(default, expecting = "a JSON object")]
struct Headed {
    headers: Option<Requester>,
}

// === impl Exchange ===

impl Exchange {
    /// Answers a request, whatever it is; with nothing, where no reply is wanted.
    pub(super) async fn answer(self, call: Call) -> Option<Vec<u8>> {
        let Call { head, capability, params } = call;
        // The answer of a read is of no use to who does not want it.
        if head.is_none() && !capability.writes() {
            return None;
        }
        let started = Instant::now();
        let trace = TraceId::random();
        let mut label = None;
        let done = caught(&trace, async {
            let request = Request::from_params(capability, &params);
            let asked = Asked { capability, request, requester: requester(&params), raw: &params };
            label = asked.label();
            let done = self.work.carry_out(&self.venue, asked, &trace).await;
            let json = done.and_then(|reply| Ok(reply.into_result()?));
            json.map_err(|not_done| not_done.problem(&self.venue, &trace))
        })
        .await;
        let outcome = done.as_ref().map_or_else(|problem| problem.outcome, |_| "success");
        let took = started.elapsed();
        self.metrics.request(label, TRANSPORT, outcome, took);
        tracing::debug!(
            venue = self.venue.id.as_str(),
            trace_id = %trace,
            method = capability.row().socket_method,
            outcome,
            took_us = took.as_micros(),
            "answered"
        );
        let head = head?;
        Some(match done {
            Ok(json) => head.result(&json),
            Err(problem) => head.error(&problem),
        })
    }

    /// Answers what is not carried out; with nothing, where no reply is wanted.
    pub(super) fn refuse(&self, unread: Unread) -> Option<Vec<u8>> {
        let Unread::Refused { head, refusal, kind } = unread else { return None };
        let trace = TraceId::random();
        let problem = Problem::refused(refusal, &trace);
        self.metrics.request(None, TRANSPORT, problem.outcome, Duration::ZERO);
        tracing::debug!(venue = self.venue.id.as_str(), trace_id = %trace, kind, "refused");
        Some(head?.error(&problem))
    }
}

/// Who asks; an empty header is none.
///
/// # Errors
/// Where one is not fit to be an id.
fn requester(params: &[u8]) -> Result<Requester, InvalidRequest> {
    let headers = json::read::<Headed>(params)?.headers.unwrap_or_default();
    let fit = |name: &str, text: Option<String>| match text.filter(|text| !text.is_empty()) {
        Some(text) => check_id(name, &text).map(|()| Some(text)),
        None => Ok(None),
    };
    Ok(Requester {
        waiter_id: fit("headers.waiterId", headers.waiter_id)?,
        product: fit("headers.dojoRequestingProduct", headers.product)?,
        device_id: fit("headers.deviceId", headers.device_id)?,
        device_type: fit("headers.deviceType", headers.device_type)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_header_is_read() {
        let params = br#"{"headers":{"waiterId":"w1","dojoRequestingProduct":"Go","deviceId":"d1","deviceType":""}}"#;
        let read = requester(params).unwrap();
        assert_eq!((read.waiter_id.as_deref(), read.product.as_deref()), (Some("w1"), Some("Go")));
        assert_eq!((read.device_id.as_deref(), read.device_type), (Some("d1"), None));
        for none in [r"{}", r#"{"headers":null}"#, r#"{"headers":{"waiterId":null}}"#] {
            assert_eq!(requester(none.as_bytes()), Ok(Requester::default()), "{none}");
        }
    }

    #[test]
    fn one_that_is_no_id_is_refused_by_name() {
        let long = format!(r#"{{"headers":{{"deviceId":"{}"}}}}"#, "x".repeat(257));
        let refused = requester(long.as_bytes()).unwrap_err().0;
        assert_eq!(refused, "headers.deviceId: is 257 bytes long, 256 are allowed");
        let refused = requester(br#"{"headers":{"waiterId":7}}"#).unwrap_err().0;
        assert!(refused.starts_with("headers.waiterId: "), "{refused}");
    }
}
