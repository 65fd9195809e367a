//! The breaker of a venue and its adapter: who failed several times in a row is left alone for a while.
//!
//! What counts is that the adapter fails: a trap, a limit, a deadline. What it says itself, such as that its point of
//! sale cannot be reached, is an answer. Who finds out whether it works again is a read, never a payment; a payment that
//! comes when that is due has the host read first. What is refused was not sent: no attempt, and nothing in doubt.

use super::bay::Bay;
use super::{Asked, Dispatch, Errand, Failure, failure};
use crate::adapter::{Call, Fault};
use crate::breaker::{Effect, Leave};
use crate::epos::{Capability, OrderFilter, PageRequest, Request, Requester};
use crate::notice::Level;
use std::time::{Duration, Instant};

/// The least of what a call may take that is left to it after the host has read for it.
const SHARE_OF_PROBE: u32 = 2;

// === impl Dispatch ===

impl Dispatch {
    /// Leave to call the adapter.
    pub(super) async fn leave<'a>(
        &self,
        bay: &'a Bay,
        asked: Asked<'_>,
        deadline: Instant,
    ) -> Result<Leave<'a>, Failure> {
        let now = Instant::now();
        if asked.errand.may_probe() {
            return bay.breaker.enter(now).map_err(|_| Failure::BreakerOpen);
        }
        match bay.breaker.enter_but_not_first(now) {
            Ok(leave) => Ok(leave),
            Err(until) if until <= now => {
                self.probe(bay, asked, now + deadline.saturating_duration_since(now) / SHARE_OF_PROBE).await;
                bay.breaker.enter_but_not_first(Instant::now()).map_err(|_| Failure::BreakerOpen)
            }
            Err(_) => Err(Failure::BreakerOpen),
        }
    }

    /// Has the adapter read something: a search for one order, or, where it has none, what it says of itself.
    async fn probe(&self, bay: &Bay, asked: Asked<'_>, deadline: Instant) {
        let Ok(leave) = bay.breaker.enter(Instant::now()) else { return };
        let asked = Asked { name: "a probe", errand: Errand::Look, ..asked };
        let searches = bay.adapter.capabilities().contains(Capability::SearchOrders);
        let search = Request::SearchOrders {
            filter: OrderFilter { payable_only: true, ..OrderFilter::default() },
            page: PageRequest { limit: 1, at: None },
        };
        let requester = Requester::default();
        let probed = self.attempt(bay, leave, asked, deadline, async |deadline, meter| {
            let (adapter, lending, trace_id) = (&bay.adapter, &bay.lending, asked.trace_id);
            if searches {
                let call = Call::Request(&search, &requester);
                adapter.call(call, lending, trace_id, deadline, meter).await.map(|_| ()).map_err(failure)
            } else {
                adapter.describe_again(lending, trace_id, deadline, meter).await.map_err(failure)
            }
        });
        // What came of it is counted, told, and known to the breaker.
        let _ = probed.await;
    }

    /// What the end of a call means for the breaker.
    pub(super) fn judge(&self, bay: &Bay, leave: Leave<'_>, asked: Asked<'_>, failure: Option<&Failure>) {
        match failure {
            // An answer that breaks the contract is one: it says something about an order, not about the adapter.
            Some(Failure::Fault(Fault::Limit(_) | Fault::Trap(_) | Fault::Exit(_))) => {
                if let Effect::Opened(pause) = leave.not_reached(Instant::now()) {
                    bay.breaker_open.set(1);
                    self.tell(bay, Level::Error, opened(bay, pause), asked.trace_id);
                }
            }
            Some(failure) if failure.not_sent() => drop(leave),
            _ => {
                if leave.reached() {
                    bay.breaker_open.set(0);
                    let text = format!("adapter {:?} of venue {:?} works again", bay.venue.adapter, bay.venue.id);
                    self.tell(bay, Level::Info, text, asked.trace_id);
                }
            }
        }
    }
}

fn opened(bay: &Bay, pause: Duration) -> String {
    format!(
        "adapter {:?} of venue {:?} failed {} times in a row and is left alone for {} ms (limits.breaker_failures, \
         limits.breaker_first_pause_ms): calls are answered with 503, payments wait, and then a read tries again; a new \
         version of its file or a change of the venue's configuration is tried at once",
        bay.venue.adapter,
        bay.venue.id,
        bay.venue.limits.breaker_failures,
        pause.as_millis()
    )
}
