//! RecordOrderPaymentById: put this payment on this order, now. The answer waits for the point of sale, for an error
//! makes Dojo give the money back.
//!
//! The steps are those of `money.md`: whoever asks first is served, whoever asks again hears the same; what is answered
//! and does not follow from the outcome is written before it is sent.

use super::asked::Asking;
use super::clock::later;
use super::evidence;
use super::intent::{IntentState, Progress, Terms, Try};
use super::settlement::{Inner, Payments};
use super::tills::{Failed, Manners, RecordCall};
use super::work::{OrderNow, shortened};
use crate::epos::{Order, OrderPayment, PaymentSafety, PaymentStatus, Requester, UpdateStatus};
use crate::failpoint::{self, Point};
use crate::ledger::{
    Answer, Appended, Attempt, Declined, Draft, Fact, Found, IntentKey, LedgerError, Outcome, Standing, Then, Via,
};
use crate::trace::TraceId;
use crate::venue::{UnknownPayment, VenueId};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// The part of the deadline, in percent, within which the point of sale is told: the rest is for finding out what became
/// of it where it does not answer.
const TOLD_WITHIN_PERCENT: u32 = 60;

/// The part of the deadline, in percent, that is kept for the answer itself.
const KEPT_PERCENT: u32 = 5;

/// The wait between two tries, or two looks, within a call.
const PAUSE: Duration = Duration::from_millis(100);

/// A call that has less time than this is not made: it could only become unknown.
const LEAST: Duration = Duration::from_millis(20);

/// Why a payment is not recorded.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RecordError {
    /// The card machine is answered with an error, and Dojo gives the money back.
    #[error("{0}")]
    Declined(Declined),
    /// It could not be written down; what Dojo makes of that is as if the host were not there.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// A request that is being answered.
struct Recording {
    inner: Arc<Inner>,
    key: IntentKey,
    order_id: String,
    payment: OrderPayment,
    requester: Requester,
    trace_id: TraceId,
    manners: Manners,
    /// When the point of sale is no longer told.
    told_until: Instant,
    /// When it is answered at the latest.
    until: Instant,
}

/// What became of an attempt.
enum Tried {
    Applied(Box<Order>),
    /// Nothing was written, and it may be tried again.
    Later(Failed),
    /// It was not tried, for want of time.
    TooLate,
    Refused(Failed),
    Unknown,
    /// Somebody else wrote first: the facts are to be read anew.
    Stale,
}

// === impl Payments ===

impl Payments {
    /// Puts a payment on an order, once, and says what the order is then. It goes on where the caller goes away.
    ///
    /// # Errors
    /// [`RecordError`]: with which error to answer.
    pub async fn record(
        &self,
        venue: &VenueId,
        order_id: &str,
        payment: OrderPayment,
        raw: &str,
        requester: Requester,
        trace_id: &TraceId,
    ) -> Result<Order, RecordError> {
        let manners = self.inner.tills.manners(venue);
        let began = Instant::now();
        let recording = Recording {
            inner: Arc::clone(&self.inner),
            key: IntentKey::new(venue, &payment.payment_intent_id),
            order_id: order_id.to_owned(),
            payment,
            requester,
            trace_id: trace_id.clone(),
            manners,
            told_until: began + manners.deadline * TOLD_WITHIN_PERCENT / 100,
            until: began + manners.deadline * (100 - KEPT_PERCENT) / 100,
        };
        let raw = raw.to_owned();
        let answered = tokio::spawn(async move { recording.answer(&raw).await }).await;
        answered.unwrap_or_else(|error| {
            tracing::error!(%trace_id, %error, "a payment to record was cut short");
            Err(RecordError::Ledger(LedgerError::Unavailable("the request was cut short".to_owned())))
        })
    }
}

// === impl Recording ===

impl Recording {
    async fn answer(&self, raw: &str) -> Result<Order, RecordError> {
        let fact = Fact::Record {
            order_id: self.order_id.clone(),
            payment: self.payment.clone(),
            requester: self.requester.clone(),
            trace_id: self.trace_id.to_string(),
        };
        let _asking = Asking::begin(&self.inner, &self.key);
        // Open, and a worker's when this call is over at the latest: whatever becomes of it.
        failpoint::reach(Point::RecordBeforeWrite);
        self.inner.ledger.append(Draft::new(&self.key, self.inner.clock.now(), fact, Then::Reopen).raw(raw)).await?;
        failpoint::reach(Point::RecordAfterWrite);
        let turn = tokio::time::timeout_at(self.told_until, self.inner.intents.take(self.key.clone())).await;
        let Ok(_turn) = turn else { return self.answer_while_running().await };
        self.with_the_turn().await
    }

    async fn with_the_turn(&self) -> Result<Order, RecordError> {
        let mut order = None;
        let mut failed = not_sent("there was no time left");
        loop {
            let mut state = self.inner.state(&self.key).await?;
            let terms = self.inner.tills.terms(&self.key.venue);
            if let Some(running) = state.running() {
                let outcome = Outcome::Unknown(super::intent::STOPPED_DURING_ATTEMPT.to_owned());
                let attempt = running.seq;
                self.write(&mut state, Fact::Outcome { attempt, outcome }).await?;
                continue;
            }
            if let Some(difference) = state.differs(&self.order_id, &self.payment) {
                let text = format!("this payment was told with other content before: {difference}");
                return Err(RecordError::Declined(Declined::Conflict(text)));
            }
            // The crash harness must see its checker fail.
            let again = failpoint::dangerous_no_dedupe();
            if state.progress() == Progress::Applied && !again {
                return self.as_it_is_now(&mut state, &terms).await;
            }
            if let Some(declined) = state.declined() {
                return Err(RecordError::Declined(declined.clone()));
            }
            if let Some(status @ (PaymentStatus::Refunded | PaymentStatus::Reversed | PaymentStatus::Canceled)) =
                state.status()
            {
                let text = format!("the payment is {status} at Dojo");
                return self.decline(&mut state, &terms, Declined::Conflict(text)).await;
            }
            if state.progress() == Progress::Unknown && !can_post_again(&state, &terms) {
                return self.find_out(&mut state, &terms, order).await;
            }
            match self.tell(&mut state, &terms, &mut order).await? {
                Tried::Applied(order) => return Ok(*order),
                Tried::Stale => continue,
                Tried::Unknown => {
                    if Instant::now() + PAUSE < self.told_until && can_post_again(&state, &terms) {
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                    return self.find_out(&mut state, &terms, order).await;
                }
                // "Already paid" may be our own doing.
                Tried::Refused(_) if state.progress() == Progress::Unknown => {
                    return self.find_out(&mut state, &terms, order).await;
                }
                Tried::Refused(failed) => return self.decline(&mut state, &terms, failed.answer).await,
                Tried::Later(why) => failed = why,
                Tried::TooLate => {}
            }
            if Instant::now() + PAUSE < self.told_until {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            if state.progress() == Progress::Unknown {
                return self.find_out(&mut state, &terms, order).await;
            }
            return self.decline(&mut state, &terms, failed.answer).await;
        }
    }

    /// Tells the point of sale once. `before` is the order as it was read before.
    async fn tell(
        &self,
        state: &mut IntentState,
        terms: &Terms,
        before: &mut Option<Order>,
    ) -> Result<Tried, RecordError> {
        let busy = |text: &str| Tried::Later(not_sent(text));
        let key = (self.key.venue.clone(), self.order_id.clone());
        let turn = tokio::time::timeout_at(self.told_until, self.inner.orders.take(key)).await;
        let Ok(_turn) = turn else { return Ok(busy("another payment of the order is being made")) };
        if self.inner.is_held_up(&self.key, &self.order_id).await? {
            return Ok(busy("it is not known yet what became of another payment of the order"));
        }
        let Some(within) = self.left(self.told_until) else { return Ok(Tried::TooLate) };
        let shown = match self.inner.order_now(state, terms, &self.order_id, &self.payment, Some(within)).await {
            OrderNow::Ready(shown, order) => {
                *before = order.map(|order| *order).or_else(|| before.take());
                shown
            }
            OrderNow::There(found, order) => {
                self.note(state, terms, Fact::Look { found, conclusive: true }).await?;
                return Ok(Tried::Applied(order));
            }
            OrderNow::Not(failed) => {
                return Ok(match failed.outcome {
                    Outcome::Refused(_) => Tried::Refused(failed),
                    _ => Tried::Later(failed),
                });
            }
        };
        let Some(within) = self.left(self.told_until) else { return Ok(Tried::TooLate) };
        // What was never sent is not counted.
        let sent =
            |one: &&Try| one.step == UpdateStatus::Captured && !matches!(one.ended, Some((_, Outcome::NotSent(_))));
        let earlier = state.tries().iter().filter(sent).count();
        let number = u32::try_from(earlier + 1).unwrap_or(u32::MAX);
        let attempt = Attempt {
            step: UpdateStatus::Captured,
            refunded: None,
            number,
            payment_safety: terms.safety,
            via: Some(Via::RecordPayment),
            order_id: Some(self.order_id.clone()),
            paid_amount: Some(self.payment.paid_amount),
            before: shown,
            trace_id: self.trace_id.to_string(),
        };
        let Some(attempt) = self.inner.begin(state, attempt, Some(self.meanwhile())).await? else {
            return Ok(Tried::Stale);
        };
        let call = RecordCall {
            order_id: &self.order_id,
            payment: &self.payment,
            attempt: number,
            requester: &self.requester,
            trace_id: &self.trace_id,
            within: Some(within),
        };
        failpoint::reach(Point::CallBefore);
        let done = self.inner.tills.record_payment(&self.key.venue, call).await;
        failpoint::reach(Point::CallAfter);
        let outcome = shortened(done.as_ref().map_or_else(|failed| failed.outcome.clone(), |_| Outcome::Applied));
        tracing::info!(
            venue = %self.key.venue, intent = %self.key.intent, attempt = number, trace_id = %self.trace_id, "{outcome}"
        );
        self.inner.count(&self.key, &outcome);
        let fact = Fact::Outcome { attempt, outcome: outcome.clone() };
        match (done, outcome) {
            (Ok(order), _) => {
                // It is there, whether that can be written in time or not: without it, it is looked up later.
                match self.note(state, terms, fact).await {
                    Ok(()) => {}
                    Err(error) => tracing::error!(trace_id = %self.trace_id, %error, "an outcome was not written yet"),
                }
                Ok(Tried::Applied(Box::new(order)))
            }
            (Err(failed), outcome) => {
                self.write(state, fact).await?;
                Ok(match outcome {
                    Outcome::Later(_) | Outcome::NotSent(_) => Tried::Later(failed),
                    Outcome::Refused(_) => Tried::Refused(failed),
                    Outcome::Unknown(_) | Outcome::Applied => Tried::Unknown,
                })
            }
        }
    }

    /// Finds out what became of a payment, for as long as there is time; then the venue's manners decide.
    async fn find_out(
        &self,
        state: &mut IntentState,
        terms: &Terms,
        mut order: Option<Order>,
    ) -> Result<Order, RecordError> {
        let mut last = None;
        while let Some(within) = self.left(self.until) {
            let (found, conclusive, shown) = self.inner.look_at_order(state, terms, Some(within)).await;
            if let (Found::Present { .. }, Some(shown)) = (&found, &shown) {
                self.note(state, terms, Fact::Look { found, conclusive }).await?;
                return Ok(shown.clone());
            }
            order = shown.or(order);
            if conclusive {
                self.write(state, Fact::Look { found, conclusive }).await?;
                let text = "the POS did not take the payment".to_owned();
                return self.decline(state, terms, Declined::Unexpected(text)).await;
            }
            // Another look shows nothing new where the point of sale does not show what it was paid by.
            let is_over = matches!(found, Found::Absent { .. }) && terms.safety != Some(PaymentSafety::Lookup);
            last = Some(found);
            if is_over || Instant::now() + PAUSE >= self.until {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        if let Some(found) = last {
            self.write(state, Fact::Look { found, conclusive: false }).await?;
        }
        match (self.manners.unknown, order) {
            (UnknownPayment::Accept, Some(order)) => {
                self.note(state, terms, Fact::Answered(Answer::Assumed)).await?;
                Ok(evidence::with(order, &self.payment))
            }
            _ => {
                let text = "it is not known whether the POS took the payment".to_owned();
                self.decline(state, terms, Declined::Unexpected(text)).await
            }
        }
    }

    /// A payment that is on the point of sale: the order as it is now.
    async fn as_it_is_now(&self, state: &mut IntentState, terms: &Terms) -> Result<Order, RecordError> {
        loop {
            let left = self.left(self.until).unwrap_or(LEAST);
            match self.inner.tills.order(&self.key.venue, &self.order_id, &self.trace_id, Some(left)).await {
                Ok(order) => return Ok(order),
                Err(_) if Instant::now() + PAUSE < self.until => tokio::time::sleep(PAUSE).await,
                // An error makes Dojo give the money back: that is written, and a person's.
                Err(failed) => return self.decline(state, terms, failed.answer).await,
            }
        }
    }

    /// Answers a repetition while whoever came first is still at it. It may end either way, so what is said here is
    /// written beside it: where the two do not agree, it is a person's.
    async fn answer_while_running(&self) -> Result<Order, RecordError> {
        let order = match (self.manners.unknown, self.left(self.until)) {
            (UnknownPayment::Accept, Some(left)) => {
                self.inner.tills.order(&self.key.venue, &self.order_id, &self.trace_id, Some(left)).await.ok()
            }
            _ => None,
        };
        let declined = Declined::Unexpected("the payment is still being made".to_owned());
        let answer = if order.is_some() { Answer::Assumed } else { Answer::Declined(declined.clone()) };
        let state = self.inner.state(&self.key).await?;
        // Whoever came first may have ended meanwhile: with an error, everybody hears the same.
        if let Some(declined) = state.declined() {
            return Err(RecordError::Declined(declined.clone()));
        }
        let is_another = state.differs(&self.order_id, &self.payment);
        if let Some(difference) = is_another {
            let text = format!("this payment was told with other content before: {difference}");
            return Err(RecordError::Declined(Declined::Conflict(text)));
        }
        let draft = Draft::new(&self.key, self.inner.clock.now(), Fact::Answered(answer), Then::Reopen);
        match self.inner.ledger.append(draft).await? {
            Appended::Written(_) | Appended::Overtaken(_) | Appended::Duplicate(_) | Appended::Stale => {}
        }
        match order {
            Some(order) => {
                let id = Some(self.payment.payment_intent_id.as_str());
                let is_there = order.payments.iter().any(|one| one.payment_intent_id.as_deref() == id);
                Ok(if is_there { order } else { evidence::with(order, &self.payment) })
            }
            None => Err(RecordError::Declined(declined)),
        }
    }

    /// Answers with an error, once that is written: from then on the payment is never put on the order.
    async fn decline(&self, state: &mut IntentState, terms: &Terms, declined: Declined) -> Result<Order, RecordError> {
        self.note(state, terms, Fact::Answered(Answer::Declined(declined.clone()))).await?;
        Err(RecordError::Declined(declined))
    }

    /// Writes what was learned, together with what follows.
    async fn note(&self, state: &mut IntentState, terms: &Terms, fact: Fact) -> Result<(), RecordError> {
        self.in_time(self.inner.note(state, fact, None, terms)).await
    }

    /// Writes what was learned on the way to the answer: what follows is said with it.
    async fn write(&self, state: &mut IntentState, fact: Fact) -> Result<(), RecordError> {
        let standing = self.meanwhile();
        self.in_time(self.inner.write(state, fact, None, |_| standing)).await
    }

    async fn in_time(
        &self,
        write: impl Future<Output = Result<Option<crate::epos::Timestamp>, LedgerError>>,
    ) -> Result<(), RecordError> {
        // Some time past the end is better than an answer that nothing follows from.
        match tokio::time::timeout_at(self.until + self.manners.deadline, write).await {
            Ok(written) => Ok(written.map(|_| ())?),
            Err(_) => Err(RecordError::Ledger(LedgerError::Unavailable("it was not written in time".to_owned()))),
        }
    }

    /// Where the intent stands while it is being answered: a worker's, should this process not end it.
    fn meanwhile(&self) -> Standing {
        Standing::Open { due: later(self.inner.clock.now(), self.manners.deadline) }
    }

    fn left(&self, until: Instant) -> Option<Duration> {
        Some(until.saturating_duration_since(Instant::now())).filter(|left| *left >= LEAST)
    }
}

fn not_sent(text: &str) -> Failed {
    Failed { outcome: Outcome::NotSent(text.to_owned()), answer: Declined::Unavailable(text.to_owned()) }
}

/// Whether what may be there already may be posted once more.
fn can_post_again(state: &IntentState, terms: &Terms) -> bool {
    let tries = || state.tries().iter().filter(|one| one.step == UpdateStatus::Captured);
    let last_refused = tries().next_back().is_some_and(|one| matches!(one.ended, Some((_, Outcome::Refused(_)))));
    let unknown_are_keyed =
        tries().filter(|one| one.is_unknown()).all(|one| one.payment_safety == Some(PaymentSafety::Keyed));
    !last_refused && unknown_are_keyed && terms.safety == Some(PaymentSafety::Keyed)
}

#[cfg(test)]
mod tests;
