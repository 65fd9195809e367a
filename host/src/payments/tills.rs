//! What is outside, as the settlement of payments sees it: the points of sale, Dojo, and who is told that a person must
//! look. The server provides it.

use super::intent::Terms;
use crate::dispatch::Failure;
use crate::epos::{Money, Order, OrderPayment, PaymentUpdate, Requester};
use crate::ledger::{Declined, IntentKey, Outcome, Reading};
use crate::trace::TraceId;
use crate::venue::{Redactor, UnknownPayment, VenueId};
use async_trait::async_trait;
use std::time::Duration;

/// Bytes of an adapter's words that are written into the ledger: a sentence, an id and a place. It may say megabytes at
/// each attempt, and what is in the ledger stays there.
const MAX_TEXT_BYTES: usize = 1024;

/// The points of sale of all venues. Each call ends within the venue's deadline, whatever happens there.
#[async_trait]
pub trait Tills: Send + Sync {
    /// What the venue's configuration and adapter say now.
    fn terms(&self, venue: &VenueId) -> Terms;

    /// How a request to record a payment is answered.
    fn manners(&self, venue: &VenueId) -> Manners;

    /// Tells a step of a payment by `payment-updated`.
    async fn payment_updated(&self, venue: &VenueId, update: PaymentUpdate, trace_id: &TraceId) -> Result<(), Failed>;

    /// Puts a payment on its order by `record-payment`. Says what the order is then.
    async fn record_payment(&self, venue: &VenueId, call: RecordCall<'_>) -> Result<Order, Failed>;

    /// Reads an order.
    async fn order(
        &self,
        venue: &VenueId,
        order_id: &str,
        trace_id: &TraceId,
        within: Option<Duration>,
    ) -> Result<Order, Failed>;
}

/// A payment that is put on its order.
#[derive(Clone, Copy, Debug)]
pub struct RecordCall<'a> {
    /// The order.
    pub order_id: &'a str,
    /// The payment.
    pub payment: &'a OrderPayment,
    /// As the adapter sees it: 1 the first time.
    pub attempt: u32,
    /// Who asks.
    pub requester: &'a Requester,
    /// The call's id.
    pub trace_id: &'a TraceId,
    /// How long it may take; the venue's deadline where none is said.
    pub within: Option<Duration>,
}

/// How a venue answers a request to record a payment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manners {
    /// How long the answer may take.
    pub deadline: Duration,
    /// What is answered where the outcome stays unknown.
    pub unknown: UnknownPayment,
}

/// Why a point of sale did not do it. Both texts are free of secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failed {
    /// What it means for the payment.
    pub outcome: Outcome,
    /// What a card machine is answered.
    pub answer: Declined,
}

/// Dojo, for all venues.
#[async_trait]
pub trait Dojos: Send + Sync {
    /// Reads a payment intent: what it says, and the text as it came.
    async fn read(&self, venue: &VenueId, intent: &str) -> Result<(Reading, String), Unread>;

    /// Gives everything back that was charged and not refunded yet; says how much. To ask twice does it once.
    ///
    /// # Errors
    /// Why not, in words.
    async fn give_back(&self, venue: &VenueId, intent: &str, reading: &Reading) -> Result<Option<Money>, String>;
}

/// Why a payment intent could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    /// In words, without secrets.
    pub reason: String,
    /// Whether Dojo does not know it: to ask again is of no use.
    pub gone: bool,
}

/// Who is told that a person must look.
pub trait Alarm: Send + Sync {
    /// A payment needs a person. Told once for each reason; it must not wait.
    fn attention(&self, key: &IntentKey, order_id: Option<&str>, reason: &str);
}

/// What a failure means for a payment, and what a card machine is answered. What is not known for certain is unknown.
pub fn weigh(failure: &Failure, redactor: &Redactor) -> Failed {
    let said = cut(&redactor.redact(&failure.to_string()));
    let outcome = match failure {
        failure if failure.not_sent() => Outcome::NotSent(said),
        Failure::Unavailable(_) => Outcome::Later(said),
        Failure::Conflict(_) | Failure::InvalidRequest(_) | Failure::NotFound(_) => Outcome::Refused(said),
        _ => Outcome::Unknown(said),
    };
    let words = |text: &str| cut(&redactor.redact(text));
    let answer = match failure {
        Failure::NotFound(text) => Declined::NotFound(words(text)),
        Failure::InvalidRequest(text) => Declined::InvalidRequest(words(text)),
        Failure::Conflict(text) => Declined::Conflict(words(text)),
        Failure::Unavailable(text) => {
            Declined::Unavailable(format!("the point of sale cannot be reached: {}", words(text)))
        }
        // Why it is not ready names files and settings, and how it failed is for the operator.
        Failure::NotReady(_) => Declined::Unavailable("the venue's adapter is not ready".to_owned()),
        Failure::Overloaded(what) => Declined::Unavailable(format!("overloaded: {what}")),
        Failure::BreakerOpen => Declined::Unavailable(
            "the venue's adapter failed several times in a row and is left alone for a moment".to_owned(),
        ),
        Failure::NotProvided(capability) => Declined::NotFound(format!("{capability} is not provided by this venue")),
        Failure::InDoubt(_) | Failure::Unexpected(_) | Failure::Fault(_) => {
            Declined::Unexpected("it is not known whether the POS took the payment".to_owned())
        }
    };
    Failed { outcome, answer }
}

/// The beginning of a text that an adapter chose. It is cut after secrets were taken out: half a secret is one, too.
fn cut(text: &str) -> String {
    text.get(..text.floor_char_boundary(MAX_TEXT_BYTES)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapter::{Fault, Limit};
    use crate::epos::Capability;
    use crate::venue::Secret;

    fn of(failure: Failure) -> Outcome {
        weigh(&failure, &Redactor::new([Secret::new("hunter2")])).outcome
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
            Failure::BreakerOpen,
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
    fn an_adapter_does_not_fill_the_ledger_with_its_words() {
        let long = format!("hunter2{}", "é".repeat(1 << 20));
        let failed = weigh(&Failure::Conflict(long), &Redactor::new([Secret::new("hunter2")]));
        let Outcome::Refused(said) = failed.outcome else { panic!("{:?}", failed.outcome) };
        assert!(said.starts_with("conflict: [redacted]éé"), "{}", &said[..40]);
        assert!(said.len() <= MAX_TEXT_BYTES && failed.answer.text().len() <= MAX_TEXT_BYTES);
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

    #[test]
    fn a_card_machine_hears_no_secret_and_no_file() {
        let answer = |failure| weigh(&failure, &Redactor::new([Secret::new("hunter2")])).answer;
        assert_eq!(answer(Failure::Conflict(text())), Declined::Conflict("with [redacted]".to_owned()));
        let not_ready = answer(Failure::NotReady("no /srv/adapters/demo.wasm".to_owned()));
        assert_eq!(not_ready, Declined::Unavailable("the venue's adapter is not ready".to_owned()));
    }
}
