//! A payment that is to be put on its order, or was not.

use super::{AttentionReason, IntentState, Next, Progress, Terms, Try, is_lookup, may_be_posted_again};
use crate::epos::{PaymentStatus, UpdateStatus};
use crate::failpoint::haste;
use crate::ledger::{Decision, Found, Seq};
use crate::payments::clock::later;
use crate::payments::retry;
use std::time::Duration;

/// How long a request to record a payment may come after the event that tells it, where nothing but the request has the
/// amounts; and how long after a refused one Dojo has given the money back. Both take seconds as a rule; a card machine
/// without a connection takes minutes.
const PATIENCE: Duration = Duration::from_mins(10);

/// The least wait between two looks: a point of sale that applies a payment late does so within moments.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

// === impl IntentState ===

impl IntentState {
    /// A payment that is to be put on its order.
    pub(super) fn pay(&self, progress: Progress, terms: &Terms) -> Next {
        let by_event = self.record.is_none() && self.created.is_none();
        let tries: Vec<_> = self.tries_of(UpdateStatus::Captured).collect();
        // Before the first try the amounts are missing; before every other one, what Dojo says now decides.
        if terms.reads_intents && (by_event || !tries.is_empty()) {
            let retry_at = self.retry_at(&tries, terms);
            if let Some(next) = self.read_first(retry_at).or_else(|| self.read_what_is_behind()) {
                return next;
            }
        }
        let unknown = progress == Progress::Unknown;
        if by_event && !unknown && self.reading.is_some() && self.order_id().is_none() {
            // A sale without a bill: none of this point of sale's.
            return Next::Settled;
        }
        if by_event && terms.records && self.reading.is_none() && !unknown {
            // The request to record it has the amounts.
            return match self.told.last() {
                Some(told) if self.waited_since(told.seq) => Next::Attention(AttentionReason::NoAmounts),
                Some(told) => Next::Wait { until: later(told.at, haste(PATIENCE)) },
                None => Next::Settled,
            };
        }
        if self.created.is_some() && self.order_id().is_none() {
            return Next::Attention(AttentionReason::NoOrder);
        }
        if terms.safety.is_some() && !terms.records && !terms.takes_events && !unknown {
            return Next::Attention(AttentionReason::CannotTell);
        }
        if by_event && terms.records && self.order_id().is_none() {
            // Posted by an adapter's predecessor: it never goes past `record-payment`, which needs the order.
            return Next::Attention(self.unknown_reason());
        }
        if unknown && let Err(next) = self.resolve(&tries, terms) {
            return next;
        }
        self.deliver(UpdateStatus::Captured, &tries, unknown)
    }

    /// Whether a wait that began with an entry has ended: the worker came back, and said so by an entry of its own.
    pub(super) fn waited_since(&self, seq: Seq) -> bool {
        self.failed_readings.iter().any(|failed| failed.seq > seq)
    }

    /// A payment that may be on its order: whether it may be posted again, or what else comes next.
    pub(super) fn resolve(&self, tries: &[&Try], terms: &Terms) -> Result<(), Next> {
        let Some(last) = tries.last() else { return Ok(()) };
        let refused = last.was_refused();
        // "Already paid" may be our own doing.
        if !refused && may_be_posted_again(tries.iter().copied(), terms.safety) {
            return Ok(());
        }
        let person = || Next::Attention(self.unknown_reason());
        if self.order_id().is_none() || (terms.safety.is_some() && !terms.reads_orders) {
            return Err(person());
        }
        let since = last.ended_seq.unwrap_or(last.seq);
        let looks: Vec<_> = self.looks.iter().filter(|look| look.seq > since).collect();
        let ended_at = last.ended.as_ref().map_or(last.began_at, |(at, _)| *at);
        let not_before = match looks.last().map(|look| (look.at, &look.found)) {
            None => ended_at,
            Some((at, Found::Unreadable { .. })) => later(at, retry::delay(&self.key, looks.len())),
            Some((at, _)) if is_lookup(tries, terms.safety) => {
                later(ended_at, terms.settle_after).max(later(at, LOOK_AGAIN))
            }
            Some(_) => return Err(person()),
        };
        let end = tries.first().map_or(ended_at, |first| later(first.began_at, retry::MONEY_LIFETIME));
        Err(if not_before < end { Next::Look { not_before } } else { person() })
    }

    /// A payment that was answered with an error: Dojo gives the money back, which is looked at once.
    pub(super) fn after_declining(&self, progress: Progress, answer: &str, terms: &Terms) -> Next {
        if progress == Progress::Unknown {
            return Next::Attention(AttentionReason::DeclinedWhileUnknown { reason: self.what_is_known() });
        }
        if self.assumed {
            return Next::Attention(AttentionReason::ToldBoth { answer: answer.to_owned() });
        }
        if !terms.reads_intents {
            return Next::Settled;
        }
        let answered = self.answer.as_ref().map(|(_, at, _)| *at);
        let heard = self.last_event.map(|(_, at)| at);
        let Some(since) = answered.into_iter().chain(heard).max() else { return Next::Settled };
        match self.read_after(later(since, haste(PATIENCE))) {
            Some(next) => next,
            None if self.status() == Some(PaymentStatus::Captured) => {
                Next::Attention(AttentionReason::DeclinedNotReturned { answer: answer.to_owned() })
            }
            None => Next::Settled,
        }
    }

    /// A request that the host did not live to answer. Nobody knows what Dojo made of that: it is never posted without
    /// another request, or a person.
    pub(super) fn interrupted(&self, progress: Progress, terms: &Terms) -> Next {
        let attention = || {
            let reason = match progress {
                Progress::NotThere => "the payment is not on the POS".to_owned(),
                Progress::Unknown | Progress::Applied => self.what_is_known(),
            };
            Next::Attention(AttentionReason::Interrupted { reason })
        };
        let tries: Vec<_> = self.tries_of(UpdateStatus::Captured).collect();
        if progress == Progress::Unknown {
            // It may turn out that it is there, and then all is well.
            let since = tries.last().and_then(|last| last.ended_seq);
            let looked = self.looks.iter().any(|look| Some(look.seq) > since);
            let can = self.order_id().is_some() && (terms.safety.is_none() || terms.reads_orders);
            return if can && !looked { Next::Look { not_before: self.heard_at() } } else { attention() };
        }
        if !terms.reads_intents {
            return attention();
        }
        let asked = self.record.as_ref().map(|record| record.at).or(self.created.as_ref().map(|created| created.at));
        match asked.and_then(|asked| self.read_after(later(asked, haste(PATIENCE)))) {
            Some(next) => next,
            None if self.is_canceled() => Next::Settled,
            None => attention(),
        }
    }

    pub(super) fn is_to_be_paid(&self) -> bool {
        let asked = self.record.is_some() || self.created.is_some();
        self.status() == Some(PaymentStatus::Captured) || (asked && !self.is_void())
    }

    /// Whether a request to record the payment was left without an answer, and no person has looked since.
    pub(super) fn is_unanswered(&self) -> bool {
        let answered = self.answer.as_ref().map(|(seq, ..)| *seq).max(self.decision.map(|(seq, ..)| seq));
        self.asked.is_some() && self.asked > answered
    }

    /// Whether no card was charged. An event says so, unless a person who was asked after it says otherwise; a reading
    /// says so in any case.
    pub(super) fn is_void(&self) -> bool {
        let is_read = self.reading().is_some_and(|reading| reading.status == PaymentStatus::Canceled);
        let is_wanted = self.decision.is_some_and(|(.., decision)| decision == Decision::Post);
        self.is_canceled() && (is_read || !is_wanted)
    }

    pub(super) fn is_canceled(&self) -> bool {
        self.status() == Some(PaymentStatus::Canceled)
    }
}
