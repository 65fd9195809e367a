//! What the point of sale is told, and when.

use super::{AttentionReason, Delivery, IntentState, Next, Terms, Try, last_reason, may_be_posted_again};
use crate::epos::{CaptureMode, Money, PaymentUpdate, Requester, Timestamp, UpdateStatus};
use crate::payments::clock::later;
use crate::payments::retry;
use std::time::Duration;

// === impl IntentState ===

impl IntentState {
    /// Of the news that was not told yet and is not older than what was told, the first. What never left the host is
    /// tried again only while there is nothing newer.
    pub(super) fn news(&self, terms: &Terms) -> Next {
        if terms.safety.is_some() && !terms.takes_events {
            return Next::Settled;
        }
        let status = |told: &crate::payments::intent::Told| UpdateStatus::from(told.event.data.payment_status);
        let told = self.told.iter().rposition(|told| self.tries_of(status(told)).next().is_some());
        let Some(next) = self.told.get(told.map_or(0, |told| told + 1)).or(self.told.last()) else {
            return Next::Settled;
        };
        let tries: Vec<_> = self.tries_of(status(next)).collect();
        if !tries.iter().all(|one| one.was_not_sent()) {
            return Next::Settled;
        }
        // What the intent says is told with it, where it can be read at the first try.
        if terms.reads_intents && tries.is_empty() && self.reading.is_none() && self.failed_readings.is_empty() {
            return Next::Read { not_before: next.at };
        }
        match self.not_before(&tries, next.at, retry::NEWS_LIFETIME) {
            Some(not_before) => {
                let delivery = Box::new(self.delivery(status(next)));
                Next::Deliver { delivery, not_before, posts_again: false }
            }
            None => Next::Settled,
        }
    }

    pub(super) fn deliver(&self, step: UpdateStatus, tries: &[&Try], posts_again: bool) -> Next {
        if !posts_again && tries.last().is_some_and(|one| one.was_refused()) {
            return Next::Attention(AttentionReason::Refused { status: step, reason: last_reason(tries) });
        }
        match self.not_before(tries, self.heard_at(), retry::MONEY_LIFETIME) {
            Some(not_before) => Next::Deliver { delivery: Box::new(self.delivery(step)), not_before, posts_again },
            None if posts_again => {
                Next::Attention(AttentionReason::Unknown { status: step, reason: last_reason(tries) })
            }
            None => Next::Attention(AttentionReason::Expired {
                status: step,
                tries: tries.len(),
                reason: last_reason(tries),
            }),
        }
    }

    /// When a step is tried next; none where its time is over. The last try is at the very end of its time.
    pub(super) fn not_before(&self, tries: &[&Try], received_at: Timestamp, lifetime: Duration) -> Option<Timestamp> {
        let (Some(first), Some(last)) = (tries.first(), tries.last()) else { return Some(received_at) };
        let end = later(first.began_at, lifetime);
        let ended_at = last.ended.as_ref().map_or(last.began_at, |(at, _)| *at);
        (ended_at < end).then(|| later(ended_at, retry::delay(&self.key, tries.len())).min(end))
    }

    /// When a payment's step is tried again; where it is not, as soon as may be.
    pub(super) fn retry_at(&self, tries: &[&Try], terms: &Terms) -> Timestamp {
        let is_unknown = tries.iter().any(|one| one.is_unknown());
        let is_open = !tries.last().is_some_and(|last| last.was_refused())
            && (!is_unknown || may_be_posted_again(tries.iter().copied(), terms.safety));
        let at_once = self.heard_at();
        self.not_before(tries, at_once, retry::MONEY_LIFETIME).filter(|_| is_open).unwrap_or(at_once)
    }

    pub(super) fn delivery(&self, step: UpdateStatus) -> Delivery {
        let attempts = self.tries_at(step).filter(|one| !one.was_not_sent()).count();
        let told = self.told.last();
        let moved = told.filter(|told| UpdateStatus::from(told.event.data.payment_status) == step);
        let intent = self.reading().map(|reading| reading.intent.clone());
        let currency = intent.as_ref().map(|intent| intent.paid_amount.currency_code);
        let refunded = match step {
            UpdateStatus::PartlyRefunded => intent.as_ref().and_then(|intent| intent.refunded_amount),
            _ => None,
        };
        let refunded_before = match step {
            UpdateStatus::PartlyRefunded | UpdateStatus::Refunded | UpdateStatus::Reversed => {
                currency.map(|currency_code| Money { value: self.refunded_there, currency_code })
            }
            _ => None,
        };
        let update = PaymentUpdate {
            event_id: moved.map_or_else(|| self.name_of(step), |told| told.event.id.clone()),
            payment_intent_id: self.key.intent.as_ref().to_owned(),
            status: step,
            capture_mode: match (told, self.reading()) {
                (Some(told), _) => told.event.data.capture_mode,
                (None, Some(reading)) => reading.capture_mode,
                (None, None) => CaptureMode::Auto,
            },
            created_at: moved.map_or_else(|| self.heard_at(), |told| told.event.created_at),
            intent,
            refunded_before: refunded_before.filter(|before| before.value > 0),
            requester: self.requester(),
            attempt: u32::try_from(attempts + 1).unwrap_or(u32::MAX),
        };
        let payment = (step == UpdateStatus::Captured).then(|| self.order_id().map(ToOwned::to_owned)).flatten();
        Delivery { update, payment: payment.zip(self.payment()), refunded, by_a_person: false }
    }

    /// A name for what no event told, in an event's place. The same at every attempt, and another one for every step: a
    /// point of sale may know by it what it has already.
    pub(super) fn name_of(&self, step: UpdateStatus) -> String {
        match step {
            UpdateStatus::PartlyRefunded => format!("patio-{}-{step:?}-{}", self.key.intent, self.refunded()),
            _ => format!("patio-{}-{step:?}", self.key.intent),
        }
    }

    /// Who asked: the waiter of the intent's metadata where nobody else is known.
    pub(crate) fn requester(&self) -> Requester {
        let asked = self.record.as_ref().map(|record| record.requester.clone());
        let mut requester = asked.or_else(|| self.told.last().map(|told| told.requester.clone())).unwrap_or_default();
        if requester.waiter_id.is_none() {
            requester.waiter_id = self.reading().and_then(|reading| reading.intent.waiter_id.clone());
        }
        requester
    }
}
