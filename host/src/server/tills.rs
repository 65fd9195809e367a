//! The points of sale, as the settlement of payments sees them: dispatch, with each failure weighed for money.

use crate::dispatch::{Dispatch, Failure};
use crate::epos::{Capability, PaymentSafety, PaymentUpdate, UpdateStatus};
use crate::payments::{Outcome, Tills};
use crate::trace::TraceId;
use crate::transport::CurrentVenues;
use crate::venue::{Redactor, Venue, VenueId};
use async_trait::async_trait;
use std::sync::Arc;

/// An event carries no amounts, and nothing reads them yet.
const NO_AMOUNTS: &str = "the adapter applies payments by `record-payment`, which needs the amounts: \
                          the event has none, and this version cannot read the payment intent";

/// The tills of all venues.
pub(super) struct VenueTills {
    pub(super) venues: Arc<CurrentVenues>,
    pub(super) dispatch: Arc<Dispatch>,
}

// === impl VenueTills ===

impl VenueTills {
    fn venue(&self, id: &VenueId) -> Option<Arc<Venue>> {
        self.venues.load().get(id.as_str()).cloned()
    }

    /// Whether a payment goes to the adapter's `payments`. One function applies a payment: whatever came by
    /// RecordOrderPaymentById must not come again as an event.
    fn records_payments(&self, venue: &Arc<Venue>) -> bool {
        let adapter = self.dispatch.adapter(venue);
        adapter.is_ok_and(|adapter| adapter.capabilities().contains(Capability::RecordOrderPaymentById))
    }
}

#[async_trait]
impl Tills for VenueTills {
    async fn payment_updated(&self, venue: &VenueId, update: PaymentUpdate, trace_id: &TraceId) -> Outcome {
        let Some(venue) = self.venue(venue) else {
            return Outcome::NotSent(format!("there is no [venues.{venue}] in the configuration"));
        };
        if update.status == UpdateStatus::Captured && self.records_payments(&venue) {
            return Outcome::Refused(NO_AMOUNTS.to_owned());
        }
        match self.dispatch.payment_updated(&venue, &update, trace_id).await {
            Ok(()) => Outcome::Applied,
            Err(failure) => outcome(&failure, &venue.redactor),
        }
    }

    fn payment_safety(&self, venue: &VenueId) -> Option<PaymentSafety> {
        self.dispatch.payment_safety(&self.venue(venue)?)
    }
}

/// What a failure means for a payment. What is not known for certain is unknown.
fn outcome(failure: &Failure, redactor: &Redactor) -> Outcome {
    let said = redactor.redact(&failure.to_string()).into_owned();
    match failure {
        failure if failure.not_sent() => Outcome::NotSent(said),
        Failure::Unavailable(_) => Outcome::Later(said),
        Failure::Conflict(_) | Failure::InvalidRequest(_) | Failure::NotFound(_) => Outcome::Refused(said),
        _ => Outcome::Unknown(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::{Fault, Limit};
    use crate::venue::Secret;

    fn of(failure: Failure) -> Outcome {
        outcome(&failure, &Redactor::new([Secret::new("hunter2")]))
    }

    fn text() -> String {
        "with hunter2".to_owned()
    }

    #[test]
    fn what_was_not_sent_is_neither_an_attempt_nor_in_doubt() {
        for failure in [
            Failure::NotProvided(Capability::PaymentIntentStatusUpdated),
            Failure::NotReady(text()),
            Failure::Overloaded("too many calls"),
        ] {
            assert!(matches!(of(failure), Outcome::NotSent(_)));
        }
    }

    #[test]
    fn a_point_of_sale_that_cannot_be_reached_is_tried_later() {
        assert_eq!(of(Failure::Unavailable(text())), Outcome::Later("unavailable: with [redacted]".to_owned()));
    }

    #[test]
    fn what_the_point_of_sale_refuses_is_refused() {
        for failure in [Failure::Conflict(text()), Failure::InvalidRequest(text()), Failure::NotFound(text())] {
            assert!(matches!(of(failure), Outcome::Refused(said) if said.ends_with("with [redacted]")));
        }
    }

    #[test]
    fn everything_else_is_unknown() {
        for failure in [
            Failure::InDoubt(text()),
            Failure::Unexpected(text()),
            Failure::Fault(Fault::Trap(text())),
            Failure::Fault(Fault::Exit(0)),
            Failure::Fault(Fault::Limit(Limit::Deadline(5000))),
        ] {
            assert!(matches!(of(failure), Outcome::Unknown(_)));
        }
    }
}
