//! Payments that come with something else: in `CreateOrder.payments`, which put them on the order that they come with,
//! and in a party's deposit, which is on no order.

use super::intent::Progress;
use super::settlement::{Inner, Payments};
use super::tills::Failed;
use super::work;
use crate::epos::{NewOrder, Order, UpdateStatus};
use crate::ledger::{
    Answer, Attempt, Declined, Draft, Fact, IntentKey, LedgerError, NamedBy, Outcome, Seq, Standing, Then, Via,
};
use crate::trace::TraceId;
use crate::venue::VenueId;
use std::sync::Arc;

/// Why an order with payments is not made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CreateError {
    /// One of its payments was declined, or taken back.
    #[error("payment {intent}: {declined}")]
    Declined {
        /// Which.
        intent: String,
        /// The error that it was answered with.
        declined: Declined,
    },
    /// Its payments could not be written down.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

// === impl Payments ===

impl Payments {
    /// Makes an order whose payments have been taken already: they are in the ledger before `create` is called, and are
    /// settled by what comes of it. The same order again is made again: the adapter answers with the one it made first.
    ///
    /// # Errors
    /// Where `create` must not be called. What `create` itself says is inside.
    pub async fn create_order<E>(
        &self,
        venue: &VenueId,
        order: &NewOrder,
        raw: &str,
        trace_id: &TraceId,
        create: impl Future<Output = Result<Order, E>>,
        failed: impl Fn(&E) -> Failed,
    ) -> Result<Result<Order, E>, CreateError> {
        let inner = &self.inner;
        let mut payments: Vec<_> = (order.payments.iter())
            .filter_map(|payment| Some((payment.payment_intent_id.as_deref()?, payment.paid_amount)))
            .collect();
        // In one order for all, so that two orders with the same payments do not wait for each other for ever.
        payments.sort_by_key(|(intent, _)| *intent);
        payments.dedup_by_key(|(intent, _)| *intent);
        let by = NamedBy::CreateOrder { dojo_order_id: order.dojo_order_id.clone() };
        let mut turns = Vec::new();
        let mut begun = Vec::new();
        let terms = inner.tills.terms(venue);
        for (intent, paid_amount) in payments {
            let key = IntentKey::new(venue, intent);
            turns.push(inner.intents.take(key.clone()).await);
            let fact = Fact::Named { by: by.clone(), paid_amount: Some(paid_amount), trace_id: trace_id.to_string() };
            let draft = Draft::new(&key, inner.clock.now(), fact, Then::Reopen).raw(raw);
            inner.ledger.append(draft).await?;
            let mut state = inner.state(&key).await?;
            if let Some(declined) = state.declined() {
                let (intent, declined) = (intent.to_owned(), declined.clone());
                inner.look_at(key, inner.clock.now());
                return Err(CreateError::Declined { intent, declined });
            }
            if let Some(difference) = state.mismatch() {
                let text = format!("this payment was told with other content before: {difference}");
                inner.look_at(key, inner.clock.now());
                return Err(CreateError::Declined { intent: intent.to_owned(), declined: Declined::Conflict(text) });
            }
            if state.progress() == Progress::Applied {
                continue;
            }
            let attempt = Attempt {
                step: UpdateStatus::Captured,
                refunded: None,
                number: 1,
                payment_safety: terms.safety,
                via: Some(Via::CreateOrder),
                order_id: None,
                paid_amount: Some(paid_amount),
                before: None,
                trace_id: trace_id.to_string(),
            };
            // With the turn, only another process writes in between: it is then as if this had come a moment later.
            let mut attempt_at = inner.begin(&mut state, attempt.clone(), Some(inner.open_meanwhile(venue))).await?;
            while attempt_at.is_none() {
                state = inner.state(&key).await?;
                attempt_at = inner.begin(&mut state, attempt.clone(), Some(inner.open_meanwhile(venue))).await?;
            }
            begun.extend(attempt_at.map(|at| (state, at)));
        }
        let made = create.await;
        let failed = made.as_ref().err().map(failed);
        for (mut state, attempt) in begun {
            inner.created(&mut state, attempt, failed.as_ref()).await?;
        }
        drop(turns);
        Ok(made)
    }

    /// Writes down that an intent is a party's deposit: it is never put on an order.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn deposit(
        &self,
        venue: &VenueId,
        party_id: &str,
        intents: &[String],
        trace_id: &TraceId,
    ) -> Result<(), LedgerError> {
        for intent in intents {
            let by = NamedBy::PartyDeposit { party_id: party_id.to_owned() };
            let fact = Fact::Named { by, paid_amount: None, trace_id: trace_id.to_string() };
            let key = IntentKey::new(venue, intent);
            let now = self.inner.clock.now();
            self.inner.ledger.append(Draft::new(&key, now, fact, Then::Reopen)).await?;
            self.inner.look_at(key, now);
        }
        Ok(())
    }
}

// === impl Inner ===

impl Inner {
    fn open_meanwhile(&self, venue: &VenueId) -> Standing {
        let deadline = self.tills.manners(venue).deadline;
        Standing::Open { due: super::clock::later(self.clock.now(), deadline) }
    }

    /// Writes what became of a payment that came with an order.
    async fn created(
        self: &Arc<Self>,
        state: &mut super::IntentState,
        attempt: Seq,
        failed: Option<&Failed>,
    ) -> Result<(), LedgerError> {
        let venue = state.key().venue.clone();
        let terms = self.tills.terms(&venue);
        let outcome = work::shortened(failed.map_or(Outcome::Applied, |failed| failed.outcome.clone()));
        self.count(state.key(), &outcome);
        let fact = Fact::Outcome { attempt, outcome };
        let due = match failed {
            None => self.note(state, fact, None, &terms).await?,
            Some(failed) => {
                let meanwhile = self.open_meanwhile(&venue);
                self.write(state, fact, None, |_| meanwhile).await?;
                let answer = Fact::Answered(Answer::Declined(failed.answer.clone()));
                self.note(state, answer, None, &terms).await?
            }
        };
        if let Some(due) = due {
            self.look_at(state.key().clone(), due);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
