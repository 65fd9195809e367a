//! The points of sale, as the settlement of payments sees them: dispatch, with each failure weighed for money.

use crate::dispatch::Dispatch;
use crate::epos::{Capability, Order, PaymentUpdate};
use crate::ledger::Declined;
use crate::payments::tills::weigh;
use crate::payments::{Failed, Manners, Outcome, RecordCall, Terms, Tills};
use crate::trace::TraceId;
use crate::transport::CurrentVenues;
use crate::venue::{UnknownPayment, Venue, VenueId};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

/// How long a request of a venue may take that is gone from the configuration: it is answered at once anyway.
const NO_VENUE_DEADLINE: Duration = Duration::from_secs(1);

/// The tills of all venues.
pub(super) struct VenueTills {
    pub(super) venues: Arc<CurrentVenues>,
    pub(super) dispatch: Arc<Dispatch>,
}

// === impl VenueTills ===

impl VenueTills {
    fn venue(&self, id: &VenueId) -> Result<Arc<Venue>, Failed> {
        self.venues.load().get(id.as_str()).cloned().ok_or_else(|| Failed {
            outcome: Outcome::NotSent(format!("there is no [venues.{id}] in the configuration")),
            answer: Declined::Unavailable("the venue is not served any more".to_owned()),
        })
    }
}

#[async_trait]
impl Tills for VenueTills {
    fn terms(&self, venue: &VenueId) -> Terms {
        let Ok(venue) = self.venue(venue) else { return Terms::default() };
        let configured =
            Terms { reads_intents: venue.dojo.is_some(), settle_after: venue.settle_after, ..Terms::default() };
        let Ok(adapter) = self.dispatch.adapter(&venue) else { return configured };
        // Whatever the venue switched off for card machines: the payment has happened.
        let exports = |capability| adapter.capabilities().contains(capability);
        Terms {
            safety: Some(adapter.description().payment_safety),
            records: exports(Capability::RecordOrderPaymentById),
            takes_events: exports(Capability::PaymentIntentStatusUpdated),
            reads_orders: exports(Capability::GetOrderById),
            ..configured
        }
    }

    fn manners(&self, venue: &VenueId) -> Manners {
        self.venue(venue).map_or(Manners { deadline: NO_VENUE_DEADLINE, unknown: UnknownPayment::Accept }, |venue| {
            Manners { deadline: venue.limits.deadline, unknown: venue.unknown_payment }
        })
    }

    async fn payment_updated(&self, venue: &VenueId, update: PaymentUpdate, trace_id: &TraceId) -> Result<(), Failed> {
        let venue = self.venue(venue)?;
        let done = self.dispatch.payment_updated(&venue, &update, trace_id).await;
        done.map_err(|failure| weigh(&failure, &venue.redactor))
    }

    async fn record_payment(&self, venue: &VenueId, call: RecordCall<'_>) -> Result<Order, Failed> {
        let venue = self.venue(venue)?;
        let RecordCall { order_id, payment, attempt, requester, trace_id, within } = call;
        let done = self.dispatch.record_payment(&venue, order_id, payment, attempt, requester, trace_id, within).await;
        done.map_err(|failure| weigh(&failure, &venue.redactor))
    }

    async fn order(
        &self,
        venue: &VenueId,
        order_id: &str,
        trace_id: &TraceId,
        within: Option<Duration>,
    ) -> Result<Order, Failed> {
        let venue = self.venue(venue)?;
        let read = self.dispatch.order(&venue, order_id, trace_id, within).await;
        read.map_err(|failure| {
            let failed = weigh(&failure, &venue.redactor);
            // Reading writes nothing, however it fails.
            match failed.outcome {
                Outcome::Unknown(reason) => Failed {
                    outcome: Outcome::Later(reason),
                    answer: Declined::Unexpected("the order could not be read".to_owned()),
                },
                _ => failed,
            }
        })
    }
}
