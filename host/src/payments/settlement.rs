//! Settlement: takes in what Dojo tells, and brings each payment intent to its end.
//!
//! A fact is written, then it is acknowledged, then it is acted upon. Around each call to a point of sale stand two
//! entries: that it is about to be made, and how it ended; whatever happens between them is unknown, and is treated so
//! after a restart. One intent is worked on by one task at a time, so its steps are in order.

use super::clock::{Clock, later};
use super::intent::{IntentState, Next, STOPPED_DURING_ATTEMPT};
use super::schedule::{Schedule, Start};
use crate::epos::{Event, PaymentSafety, PaymentUpdate, Requester, Timestamp};
use crate::ledger::{
    Appended, Attempt, Draft, Entry, Fact, IntentKey, Ledger, LedgerError, Outcome, Projected, Seq, Standing, Then,
};
use crate::trace::TraceId;
use crate::venue::VenueId;
use async_trait::async_trait;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

/// The points of sale, as settlement sees them. The server provides it.
#[async_trait]
pub trait Tills: Send + Sync {
    /// Tells a venue's point of sale a step of a payment. Ends within the venue's deadline, whatever happens there.
    async fn payment_updated(&self, venue: &VenueId, update: PaymentUpdate, trace_id: &TraceId) -> Outcome;

    /// What the venue's adapter says about posting a payment twice; none where no adapter is loaded.
    fn payment_safety(&self, venue: &VenueId) -> Option<PaymentSafety>;
}

/// How much is done at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Intents that are worked on at once. Each is a task that mostly waits for a point of sale; the sandbox has a limit
    /// of its own. Many, so that dozens of dead venues leave places to the others.
    pub at_once: usize,
    /// Intents of one venue at once. Below what a venue may call at once, so that settling after an outage leaves the
    /// card machines their places; more than one, so that a slow call does not hold up the next table's payment.
    pub at_once_per_venue: usize,
}

/// How long what failed because of the ledger waits. It is the disk that has to recover, or somebody has to make room.
const LEDGER_RETRY: Duration = Duration::from_secs(5);

/// How long an intent waits whose entries cannot be read. Nothing but another version of the host will change that: this
/// is how often the log says so.
const UNREADABLE_RETRY: Duration = Duration::from_mins(10);

/// How often the ledger is asked for open intents that are not known in memory. There should be none: a commit that
/// failed and took place nevertheless, or a defect of ours, must not leave a payment lying.
const SWEEP: Duration = Duration::from_mins(1);

/// Characters of a reason that are kept. It comes from an adapter, stands in log lines, and is kept for ever.
const REASON_CHARACTERS: usize = 500;

/// Times in a row that somebody else may write first before the intent is put back.
const STALE_LIMIT: u32 = 3;

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Received {
    /// Its entry.
    pub seq: Seq,
    /// Whether it said what an earlier one had said.
    pub duplicate: bool,
}

/// Takes events in and settles payments until it is stopped. Clones are handles of the same.
#[derive(Clone)]
pub struct Payments {
    inner: Arc<Inner>,
    worker: Arc<Mutex<Option<JoinHandle<()>>>>,
}

struct Inner {
    ledger: Arc<dyn Ledger>,
    tills: Arc<dyn Tills>,
    clock: Arc<dyn Clock>,
    schedule: Mutex<Schedule>,
    changed: Notify,
    stopping: AtomicBool,
}

// === impl Limits ===

impl Default for Limits {
    fn default() -> Self {
        Self { at_once: 256, at_once_per_venue: 4 }
    }
}

// === impl Payments ===

impl Payments {
    /// Takes up what the ledger holds open, and starts to settle.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn start(
        ledger: Arc<dyn Ledger>,
        tills: Arc<dyn Tills>,
        clock: Arc<dyn Clock>,
        limits: Limits,
    ) -> Result<Self, LedgerError> {
        let mut schedule = Schedule::new(limits);
        for open in ledger.open_intents().await? {
            schedule.at(open.key, open.due);
        }
        let inner = Arc::new(Inner {
            ledger,
            tills,
            clock,
            schedule: Mutex::new(schedule),
            changed: Notify::new(),
            stopping: AtomicBool::new(false),
        });
        let worker = tokio::spawn(Arc::clone(&inner).run());
        Ok(Self { inner, worker: Arc::new(Mutex::new(Some(worker))) })
    }

    /// Takes an event in. When this returns, it is on the disk and may be acknowledged; what follows from it is done
    /// afterwards. Where the caller goes away meanwhile, it is taken in all the same.
    ///
    /// # Errors
    /// Where it could not be written: it must not be acknowledged.
    pub async fn receive(
        &self,
        venue: &VenueId,
        event: Event,
        raw: &str,
        requester: Requester,
        trace_id: &TraceId,
    ) -> Result<Received, LedgerError> {
        let inner = Arc::clone(&self.inner);
        let key = IntentKey::new(venue, &event.data.payment_intent_id);
        let draft = Draft {
            key: key.clone(),
            at: inner.clock.now(),
            raw: Some(raw.to_owned()),
            says: Some(format!("event {}", event.data.payment_status)),
            order_id: None,
            fact: Fact::Event { event, requester, trace_id: trace_id.to_string() },
            then: Then::Reopen,
        };
        let received = tokio::spawn(async move {
            let due = draft.at;
            match inner.ledger.append(draft).await? {
                Appended::Duplicate(seq) => Ok(Received { seq, duplicate: true }),
                Appended::Written(seq) | Appended::Overtaken(seq) => {
                    inner.schedule().at(key, due);
                    inner.changed.notify_one();
                    Ok(Received { seq, duplicate: false })
                }
                Appended::Stale => Err(LedgerError::Unavailable("it refused a new fact".to_owned())),
            }
        });
        received.await.unwrap_or_else(|_| Err(LedgerError::Unavailable("the write was cut short".to_owned())))
    }

    /// Tries everything of a venue at once that waits for a retry: its adapter was loaded, or its point of sale is back.
    pub fn hurry(&self, venue: &VenueId) {
        self.inner.schedule().hurry(venue);
        self.inner.changed.notify_one();
    }

    /// Starts nothing more, and waits for what runs. What still runs after `grace` is cut short: its attempt is unknown
    /// then, and is treated so at the next start. The ledger stays open.
    pub async fn stop(&self, grace: Duration) {
        self.inner.stopping.store(true, Ordering::SeqCst);
        self.inner.changed.notify_one();
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut worker) = worker
            && tokio::time::timeout(grace, &mut worker).await.is_err()
        {
            worker.abort();
            let _ = worker.await;
        }
    }
}

// === impl Inner ===

impl Inner {
    async fn run(self: Arc<Self>) {
        // Dropped with this task: then what runs is cut short.
        let mut tasks = JoinSet::new();
        let mut sweep_at = later(self.clock.now(), SWEEP);
        while !self.is_stopping() {
            let now = self.clock.now();
            if sweep_at <= now {
                sweep_at = later(now, SWEEP);
                tasks.spawn(Arc::clone(&self).sweep());
            }
            let wake_at = {
                let mut schedule = self.schedule();
                while let Some(start) = schedule.start(now) {
                    tasks.spawn(Arc::clone(&self).settle(start));
                }
                schedule.next_due().map_or(sweep_at, |due| due.min(sweep_at))
            };
            tokio::select! {
                () = self.changed.notified() => {}
                () = self.clock.sleep_until(wake_at) => {}
                Some(_) = tasks.join_next() => {}
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    /// Takes up what the ledger holds open and memory does not.
    async fn sweep(self: Arc<Self>) {
        let Ok(open) = self.ledger.open_intents().await else { return };
        let mut schedule = self.schedule();
        for open in open {
            if !schedule.holds(&open.key) {
                schedule.at(open.key, open.due);
            }
        }
        drop(schedule);
        self.changed.notify_one();
    }

    async fn settle(self: Arc<Self>, start: Start) {
        // Whatever becomes of this task, the intent is looked at again.
        let mut turn = Turn { next: Some(later(self.clock.now(), LEDGER_RETRY)), key: &start.key, inner: &self };
        turn.next = match self.bring_forward(&start.key, start.hurry).await {
            Ok(next) => next,
            Err(error) => {
                let wait = match error {
                    LedgerError::Unreadable(_) => {
                        tracing::error!(venue = %start.key.venue, intent = %start.key.intent, "{error}");
                        UNREADABLE_RETRY
                    }
                    // The ledger itself says when it cannot be written, once.
                    LedgerError::Unavailable(_) | LedgerError::Closed | LedgerError::ReadOnly => {
                        tracing::debug!(venue = %start.key.venue, intent = %start.key.intent, "{error}");
                        LEDGER_RETRY
                    }
                };
                Some(later(self.clock.now(), wait))
            }
        };
    }

    /// Does the next thing for an intent. Says when to look again; none where nothing is to be done any more.
    async fn bring_forward(&self, key: &IntentKey, hurry: bool) -> Result<Option<Timestamp>, LedgerError> {
        for _ in 0..STALE_LIMIT {
            let mut state = IntentState::fold(key, &self.ledger.history(key).await?);
            let Some(seen) = state.last_seq() else { return Ok(None) };
            if let Some(running) = state.running() {
                // Nobody but this task works on the intent: the one who began it is gone.
                let (attempt, outcome) = (running.seq, Outcome::Unknown(STOPPED_DURING_ATTEMPT.to_owned()));
                return self.conclude(&mut state, seen, attempt, outcome).await;
            }
            let safety = self.tills.payment_safety(&key.venue);
            match state.next(safety) {
                Next::Deliver { update, not_before, posts_again } if hurry || not_before <= self.clock.now() => {
                    if self.is_stopping() {
                        return Ok(Some(not_before));
                    }
                    let trace_id = TraceId::random();
                    let attempt = Attempt {
                        step: update.status,
                        number: update.attempt,
                        payment_safety: safety,
                        trace_id: trace_id.to_string(),
                    };
                    let Some(attempt) = self.begin(&mut state, seen, attempt).await? else { continue };
                    let (status, number) = (update.status, update.attempt);
                    let outcome = if posts_again && safety.is_none() {
                        Outcome::NotSent(
                            "no adapter is loaded, and only a loaded one says whether the POS drops a second payment"
                                .to_owned(),
                        )
                    } else {
                        shortened(self.tills.payment_updated(&key.venue, *update, &trace_id).await)
                    };
                    tracing::info!(
                        venue = %key.venue, intent = %key.intent, ?status, attempt = number, %trace_id, "{outcome}"
                    );
                    return self.conclude(&mut state, attempt, attempt, outcome).await;
                }
                Next::Deliver { .. } | Next::Settled | Next::Attention(_) => {
                    let standing = state.standing(safety);
                    match self.ledger.project(key, seen, standing.clone(), self.clock.now()).await? {
                        Projected::Written => return Ok(self.follow(key, standing, true)),
                        Projected::Unchanged => return Ok(self.follow(key, standing, false)),
                        Projected::Stale => {}
                    }
                }
            }
        }
        Ok(Some(later(self.clock.now(), LEDGER_RETRY)))
    }

    /// Writes that an attempt is about to be made. None where something newer came in: then it is not made.
    async fn begin(&self, state: &mut IntentState, seen: Seq, attempt: Attempt) -> Result<Option<Seq>, LedgerError> {
        let at = self.clock.now();
        let fact = Fact::Attempt(attempt);
        let then = Then::OnlyAfter { seen: Some(seen), standing: Standing::Open { due: at } };
        let draft =
            Draft { key: state.key().clone(), at, fact: fact.clone(), raw: None, says: None, order_id: None, then };
        match self.ledger.append(draft).await? {
            Appended::Written(seq) | Appended::Overtaken(seq) | Appended::Duplicate(seq) => {
                state.add(&Entry { seq, at, duplicate: false, fact, raw: None });
                Ok(Some(seq))
            }
            Appended::Stale => Ok(None),
        }
    }

    /// Writes how an attempt ended, together with what follows. Tries until it is written: what is known now is unknown
    /// after a restart.
    async fn conclude(
        &self,
        state: &mut IntentState,
        seen: Seq,
        attempt: Seq,
        outcome: Outcome,
    ) -> Result<Option<Timestamp>, LedgerError> {
        let at = self.clock.now();
        let fact = Fact::Outcome { attempt, outcome };
        // The place that it will have is not known yet, and matters to nothing that is asked below.
        state.add(&Entry { seq: seen, at, duplicate: false, fact: fact.clone(), raw: None });
        let key = state.key();
        let standing = state.standing(self.tills.payment_safety(&key.venue));
        let then = Then::Judge { seen, standing: standing.clone() };
        let draft = Draft { key: key.clone(), at, fact, raw: None, says: None, order_id: None, then };
        loop {
            match self.ledger.append(draft.clone()).await {
                Ok(Appended::Written(_)) => return Ok(self.follow(key, standing, true)),
                Ok(Appended::Overtaken(_) | Appended::Duplicate(_) | Appended::Stale) => return Ok(Some(at)),
                Err(LedgerError::Unavailable(_)) => {
                    self.clock.sleep_until(later(self.clock.now(), LEDGER_RETRY)).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// When to look again at an intent that stands there. Where a person is needed, this is where it is said.
    fn follow(&self, key: &IntentKey, standing: Standing, is_new: bool) -> Option<Timestamp> {
        match standing {
            Standing::Open { due } => Some(due),
            Standing::Settled => None,
            Standing::Attention { reason } => {
                if is_new {
                    tracing::error!(
                        venue = %key.venue, intent = %key.intent, reason,
                        "a payment needs a person: type `patio payments show {}`", key.intent
                    );
                }
                None
            }
        }
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// An intent that is being worked on. Its place is given back however that ends.
struct Turn<'a> {
    inner: &'a Inner,
    key: &'a IntentKey,
    next: Option<Timestamp>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.inner.schedule().finished(self.key.clone(), self.next);
        self.inner.changed.notify_one();
    }
}

/// The outcome with a reason that fits a log line.
fn shortened(outcome: Outcome) -> Outcome {
    let shorten = |reason: String| -> String {
        reason.chars().take(REASON_CHARACTERS).map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    match outcome {
        Outcome::Applied => Outcome::Applied,
        Outcome::Later(reason) => Outcome::Later(shorten(reason)),
        Outcome::Unknown(reason) => Outcome::Unknown(shorten(reason)),
        Outcome::Refused(reason) => Outcome::Refused(shorten(reason)),
        Outcome::NotSent(reason) => Outcome::NotSent(shorten(reason)),
    }
}

#[cfg(test)]
mod tests;
