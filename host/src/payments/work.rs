//! What is done for a payment intent, one thing at a time: read it at Dojo, look at its order, tell the point of sale,
//! give it back. Around each call to a point of sale stand two entries: that it is about to be made, and how it ended;
//! whatever happens between them is unknown, and is treated so after a restart.

use super::clock::later;
use super::evidence;
use super::intent::{Delivery, IntentState, Next, Progress, STOPPED_DURING_ATTEMPT, Terms};
use super::settlement::{Inner, LEDGER_RETRY};
use super::tills::{Failed, RecordCall};
use crate::epos::{Order, OrderPayment, PaymentSafety, Timestamp, UpdateStatus};
use crate::failpoint::{self, Point};
use crate::ledger::{
    Appended, Attempt, Before, Draft, Entry, Fact, Found, IntentKey, LedgerError, Outcome, Projected, Seq, Standing,
    Then, Via,
};
use crate::mask;
use crate::metrics::AttemptLabels;
use crate::trace::TraceId;
use std::time::Duration;

/// Times in a row that somebody else may write first before the intent is put back.
const STALE_LIMIT: u32 = 3;

/// How long a payment waits whose order has another one of unknown outcome: about as long as a look takes.
const ORDER_RETRY: Duration = Duration::from_secs(1);

/// Characters of a reason that are kept. It comes from an adapter or from Dojo, stands in log lines, and is kept for ever.
const REASON_CHARACTERS: usize = 500;

/// What is said where no request brought the amounts.
const NO_REQUEST: &str = "no request to record the payment came";

/// What became of a thing to do.
enum Done {
    /// It was done; when to look again, if ever.
    Until(Option<Timestamp>),
    /// Somebody else wrote first: nothing was done.
    Stale,
}

/// How an order stands before a payment is put on it.
pub(super) enum OrderNow {
    /// It may be put there.
    Ready(Option<Before>, Option<Box<Order>>),
    /// It is there already.
    There(Found, Box<Order>),
    /// It is not tried.
    Not(Failed),
}

// === impl Inner ===

impl Inner {
    /// What the ledger knows of an intent.
    pub(super) async fn state(&self, key: &IntentKey) -> Result<IntentState, LedgerError> {
        Ok(IntentState::fold(key, &self.ledger.history(key).await?))
    }

    /// Does the next thing for an intent. Says when to look again; none where nothing is to be done any more.
    pub(super) async fn bring_forward(&self, key: &IntentKey, hurry: bool) -> Result<Option<Timestamp>, LedgerError> {
        let _turn = self.intents.take(key.clone()).await;
        let mut was_read = false;
        for _ in 0..STALE_LIMIT {
            let mut state = self.state(key).await?;
            let Some(seen) = state.last_seq() else { return Ok(None) };
            if self.asked.holds(key) {
                // A card machine waits for whoever has the turn next, who sees to it that the worker comes again.
                return Ok(None);
            }
            let terms = self.tills.terms(&key.venue);
            if let Some(running) = state.running() {
                // Nobody but who has the turn works on the intent: the one who began it is gone.
                let outcome = Outcome::Unknown(STOPPED_DURING_ATTEMPT.to_owned());
                let fact = Fact::Outcome { attempt: running.seq, outcome };
                return self.note(&mut state, fact, None, &terms).await;
            }
            let now = self.clock.now();
            let next = state.next(&terms);
            let is_due = match &next {
                Next::Deliver { not_before, .. } => hurry || *not_before <= now,
                // What is told before its time is read before it.
                Next::Read { not_before } => (hurry && !was_read) || *not_before <= now,
                Next::Look { not_before } => *not_before <= now,
                Next::Wait { until } => *until <= now,
                Next::GiveBack => true,
                Next::Settled | Next::Attention(_) => false,
            };
            if !is_due || self.is_stopping() {
                let standing = state.standing(&terms);
                if self.ledger.project(key, seen, standing.clone(), now).await? == Projected::Stale {
                    continue;
                }
                return Ok(self.follow(key, state.order_id(), standing));
            }
            let done = match next {
                Next::Read { .. } => {
                    let done = self.read(&mut state, &terms).await?;
                    if hurry && !was_read {
                        was_read = true;
                        continue;
                    }
                    done
                }
                Next::Look { .. } => self.look(&mut state, &terms).await?,
                Next::GiveBack => self.give_back(&mut state, &terms).await?,
                Next::Wait { .. } => {
                    let fact = Fact::ReadingFailed { reason: NO_REQUEST.to_owned(), gone: true };
                    Done::Until(self.note(&mut state, fact, None, &terms).await?)
                }
                Next::Deliver { delivery, posts_again, .. } => {
                    self.deliver(&mut state, &terms, *delivery, posts_again).await?
                }
                Next::Settled | Next::Attention(_) => Done::Stale,
            };
            match done {
                Done::Until(next) => return Ok(next),
                Done::Stale => {}
            }
        }
        Ok(Some(later(self.clock.now(), LEDGER_RETRY)))
    }

    async fn read(&self, state: &mut IntentState, terms: &Terms) -> Result<Done, LedgerError> {
        let key = state.key().clone();
        let read = self.dojos.read(&key.venue, &key.intent).await;
        failpoint::reach(Point::ReadingAfter);
        let (fact, raw) = match read {
            Ok((reading, raw)) => (Fact::Reading(Box::new(reading)), Some(raw)),
            Err(unread) => {
                tracing::info!(venue = %key.venue, intent = %key.intent, "could not be read at Dojo: {}", unread.reason);
                (Fact::ReadingFailed { reason: shorten(unread.reason), gone: unread.gone }, None)
            }
        };
        Ok(Done::Until(self.note(state, fact, raw.as_deref(), terms).await?))
    }

    async fn look(&self, state: &mut IntentState, terms: &Terms) -> Result<Done, LedgerError> {
        let (found, conclusive, _) = self.look_at_order(state, terms, None).await;
        tracing::info!(venue = %state.key().venue, intent = %state.key().intent, conclusive, "looked at the order: {found}");
        Ok(Done::Until(self.note(state, Fact::Look { found, conclusive }, None, terms).await?))
    }

    /// Reads the order of a payment that may be on it: what it shows, whether that settles the matter, and the order.
    pub(super) async fn look_at_order(
        &self,
        state: &IntentState,
        terms: &Terms,
        within: Option<Duration>,
    ) -> (Found, bool, Option<Order>) {
        let unreadable = |reason: String| (Found::Unreadable { reason: shorten(reason) }, false, None);
        let (Some(order_id), Some(payment)) = (state.order_id(), state.payment()) else {
            return unreadable("it is not known which order the payment is for".to_owned());
        };
        let (venue, began_at) = (&state.key().venue, self.clock.now());
        let read = self.tills.order(venue, order_id, &TraceId::random(), within).await;
        failpoint::reach(Point::LookAfter);
        let order = match read {
            Ok(order) => order,
            Err(failed) => return unreadable(failed.answer.to_string()),
        };
        let mut tries = state.tries().iter().filter(|one| one.step == UpdateStatus::Captured && one.is_unknown());
        let before = tries.clone().next_back().and_then(|one| one.before.as_ref());
        let lock = self.locks.period(venue, order_id, self.clock.now());
        // More than one attempt may have been applied: then the sum proves nothing.
        let before = before.filter(|_| tries.clone().count() == 1);
        let found = evidence::found(&order, &payment, before, lock.as_deref());
        let conclusive = match &found {
            Found::Present { .. } => true,
            Found::Unreadable { .. } => false,
            Found::Absent { .. } => {
                terms.safety == Some(PaymentSafety::Lookup)
                    && tries.all(|one| {
                        let ended_at = one.ended.as_ref().map(|(at, _)| *at);
                        one.payment_safety == Some(PaymentSafety::Lookup)
                            && ended_at.is_some_and(|at| later(at, terms.settle_after) <= began_at)
                    })
            }
        };
        (found, conclusive, Some(order))
    }

    async fn give_back(&self, state: &mut IntentState, terms: &Terms) -> Result<Done, LedgerError> {
        let Some(reading) = state.reading() else { return Ok(Done::Stale) };
        let key = state.key().clone();
        failpoint::reach(Point::GiveBackBefore);
        let given = self.dojos.give_back(&key.venue, &key.intent, reading).await;
        failpoint::reach(Point::GiveBackAfter);
        let fact = match given {
            Ok(amount) => {
                tracing::info!(venue = %key.venue, intent = %key.intent, "Dojo gives the money back");
                Fact::GivenBack { amount, failure: None }
            }
            Err(reason) => {
                tracing::warn!(venue = %key.venue, intent = %key.intent, "Dojo does not give the money back: {reason}");
                Fact::GivenBack { amount: None, failure: Some(shorten(reason)) }
            }
        };
        Ok(Done::Until(self.note(state, fact, None, terms).await?))
    }

    async fn deliver(
        &self,
        state: &mut IntentState,
        terms: &Terms,
        delivery: Delivery,
        posts_again: bool,
    ) -> Result<Done, LedgerError> {
        let (key, trace_id) = (state.key().clone(), TraceId::random());
        let mut turn = None;
        let mut before = None;
        let mut not_tried = None;
        if let Some((order_id, payment)) = &delivery.payment {
            turn = Some(self.orders.take((key.venue.clone(), order_id.clone())).await);
            if self.is_held_up(&key, order_id).await? {
                return Ok(Done::Until(Some(later(self.clock.now(), ORDER_RETRY))));
            }
            match self.order_now(state, terms, order_id, payment, None).await {
                OrderNow::Ready(then, _) => before = then,
                OrderNow::There(found, _) => {
                    let look = Fact::Look { found, conclusive: true };
                    return Ok(Done::Until(self.note(state, look, None, terms).await?));
                }
                OrderNow::Not(failed) => not_tried = Some(failed.outcome),
            }
        }
        if posts_again && terms.safety.is_none() && !delivery.by_a_person {
            not_tried = Some(Outcome::NotSent(
                "no adapter is loaded, and only a loaded one says whether the POS drops a second payment".to_owned(),
            ));
        }
        let (status, number) = (delivery.update.status, delivery.update.attempt);
        let payment = delivery.payment.as_ref().filter(|_| terms.records);
        let attempt = Attempt {
            step: status,
            refunded: delivery.refunded,
            number,
            payment_safety: terms.safety,
            via: Some(if payment.is_some() { Via::RecordPayment } else { Via::PaymentUpdated }),
            order_id: delivery.payment.as_ref().map(|(order_id, _)| order_id.clone()),
            paid_amount: delivery.payment.as_ref().map(|(_, payment)| payment.paid_amount),
            before,
            trace_id: trace_id.to_string(),
        };
        let Some(attempt) = self.begin(state, attempt, None).await? else { return Ok(Done::Stale) };
        failpoint::reach(Point::CallBefore);
        let outcome = match (not_tried, payment) {
            (Some(outcome), _) => outcome,
            (None, Some((order_id, payment))) => {
                let requester = state.requester();
                let (requester, trace_id) = (&requester, &trace_id);
                let call = RecordCall { order_id, payment, attempt: number, requester, trace_id, within: None };
                outcome(self.tills.record_payment(&key.venue, call).await.map(|_| ()))
            }
            (None, None) => outcome(self.tills.payment_updated(&key.venue, delivery.update, &trace_id).await),
        };
        failpoint::reach(Point::CallAfter);
        tracing::info!(venue = %key.venue, intent = %key.intent, ?status, attempt = number, %trace_id, "{outcome}");
        let next = self.conclude(state, attempt, outcome, terms).await?;
        drop(turn);
        Ok(Done::Until(next))
    }

    /// Whether another payment of the order is of unknown outcome and not yet a person's. Then what is paid is not known.
    pub(super) async fn is_held_up(&self, key: &IntentKey, order_id: &str) -> Result<bool, LedgerError> {
        for other in self.ledger.open_of_order(&key.venue, order_id).await? {
            if other != *key && self.state(&other).await?.progress() == Progress::Unknown {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads the order that a payment is to be put on.
    pub(super) async fn order_now(
        &self,
        state: &IntentState,
        terms: &Terms,
        order_id: &str,
        payment: &OrderPayment,
        within: Option<Duration>,
    ) -> OrderNow {
        let venue = &state.key().venue;
        let unknown = state.progress() == Progress::Unknown;
        if !terms.reads_orders {
            return OrderNow::Ready(None, None);
        }
        // Before the order is read: a lock that is taken in between proves nothing.
        let lock = self.locks.period(venue, order_id, self.clock.now());
        let order = match self.tills.order(venue, order_id, &TraceId::random(), within).await {
            Ok(order) => order,
            // Nothing was sent; what an earlier attempt did is as unknown as before.
            Err(failed) => {
                let outcome = match failed.outcome {
                    Outcome::Refused(reason) if !unknown => Outcome::Refused(shorten(reason)),
                    Outcome::Later(reason) if !unknown => Outcome::Later(shorten(reason)),
                    other => Outcome::NotSent(shorten(other.reason().unwrap_or_default().to_owned())),
                };
                return OrderNow::Not(Failed { outcome, ..failed });
            }
        };
        if let found @ Found::Present { .. } = evidence::found(&order, payment, None, None) {
            return OrderNow::There(found, Box::new(order));
        }
        let before = evidence::before(&order, payment, lock);
        match evidence::objection(&before, payment) {
            // With an attempt of unknown outcome, what is paid may be our own doing.
            Some(answer) if !unknown => {
                OrderNow::Not(Failed { outcome: Outcome::Refused(answer.text().to_owned()), answer })
            }
            _ => OrderNow::Ready(Some(before), Some(Box::new(order))),
        }
    }

    /// Writes that an attempt is about to be made, and where the intent stands meanwhile: open and due at once where
    /// nothing else is said. None where something newer came in: then it is not made.
    pub(super) async fn begin(
        &self,
        state: &mut IntentState,
        attempt: Attempt,
        meanwhile: Option<Standing>,
    ) -> Result<Option<Seq>, LedgerError> {
        let at = self.clock.now();
        let fact = Fact::Attempt(attempt);
        let standing = meanwhile.unwrap_or(Standing::Open { due: at });
        let then = Then::OnlyAfter { seen: state.last_seq(), standing };
        failpoint::reach(Point::AttemptBeforeWrite);
        let appended = self.ledger.append(Draft::new(state.key(), at, fact.clone(), then)).await?;
        failpoint::reach(Point::AttemptAfterWrite);
        match appended {
            Appended::Written(seq) | Appended::Overtaken(seq) | Appended::Duplicate(seq) => {
                state.add(&Entry { seq, at, duplicate: false, fact, raw: None });
                Ok(Some(seq))
            }
            Appended::Stale => Ok(None),
        }
    }

    /// Writes how an attempt ended, together with what follows.
    pub(super) async fn conclude(
        &self,
        state: &mut IntentState,
        attempt: Seq,
        outcome: Outcome,
        terms: &Terms,
    ) -> Result<Option<Timestamp>, LedgerError> {
        self.count(state.key(), &outcome);
        self.note(state, Fact::Outcome { attempt, outcome: shortened(outcome) }, None, terms).await
    }

    /// Writes what was learned, together with what follows. Tries until it is written: what is known now is unknown
    /// after a restart. Says when to look again.
    pub(super) async fn note(
        &self,
        state: &mut IntentState,
        fact: Fact,
        raw: Option<&str>,
        terms: &Terms,
    ) -> Result<Option<Timestamp>, LedgerError> {
        self.write(state, fact, raw, |state| state.standing(terms)).await
    }

    /// The same, where the one who writes says where the intent stands meanwhile.
    pub(super) async fn write(
        &self,
        state: &mut IntentState,
        fact: Fact,
        raw: Option<&str>,
        standing: impl FnOnce(&IntentState) -> Standing,
    ) -> Result<Option<Timestamp>, LedgerError> {
        let (before, after) = match fact {
            Fact::Answered(_) => (Point::AnswerBeforeWrite, Point::AnswerAfterWrite),
            _ => (Point::OutcomeBeforeWrite, Point::OutcomeAfterWrite),
        };
        failpoint::reach(before);
        let at = self.clock.now();
        let seen = state.last_seq().unwrap_or(Seq(0));
        // The place that it will have is not known yet; of it, only that it comes last matters.
        state.add(&Entry { seq: Seq(seen.0 + 1), at, duplicate: false, fact: fact.clone(), raw: None });
        let standing = standing(state);
        let mut draft = Draft::new(state.key(), at, fact, Then::Judge { seen, standing: standing.clone() });
        draft.raw = raw.map(ToOwned::to_owned);
        loop {
            let appended = self.ledger.append(draft.clone()).await;
            if appended.is_ok() {
                failpoint::reach(after);
            }
            match appended {
                Ok(Appended::Written(seq)) => {
                    state.is_written_at(seq);
                    return Ok(self.follow(state.key(), state.order_id(), standing));
                }
                Ok(Appended::Overtaken(_) | Appended::Duplicate(_) | Appended::Stale) => return Ok(Some(at)),
                Err(LedgerError::Unavailable(_)) => {
                    self.clock.sleep_until(later(self.clock.now(), LEDGER_RETRY)).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn count(&self, key: &IntentKey, outcome: &Outcome) {
        let outcome = match outcome {
            Outcome::Applied => "applied",
            Outcome::Later(_) => "later",
            Outcome::Unknown(_) => "unknown",
            Outcome::Refused(_) => "refused",
            Outcome::NotSent(_) => "not_sent",
        };
        self.metrics.payment_attempts.get_or_create(&AttemptLabels::new(&key.venue, outcome)).inc();
    }
}

pub(super) fn outcome(done: Result<(), Failed>) -> Outcome {
    done.map_or_else(|failed| failed.outcome, |()| Outcome::Applied)
}

/// The outcome with a reason that fits a log line.
pub(super) fn shortened(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Applied => Outcome::Applied,
        Outcome::Later(reason) => Outcome::Later(shorten(reason)),
        Outcome::Unknown(reason) => Outcome::Unknown(shorten(reason)),
        Outcome::Refused(reason) => Outcome::Refused(shorten(reason)),
        Outcome::NotSent(reason) => Outcome::NotSent(shorten(reason)),
    }
}

fn shorten(reason: String) -> String {
    mask::cards(&reason).chars().take(REASON_CHARACTERS).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
