//! Settlement: takes in what Dojo tells, and brings each payment intent to its end.
//!
//! A fact is written, then it is acknowledged, then it is acted upon. One intent is worked on by one task at a time, so
//! its steps are in order; what is done for it is in `work.rs`, and what a request to record a payment does beside it in
//! `record.rs`.

use super::asked::Asked;
use super::clock::{Clock, later};
use super::locks::Locks;
use super::schedule::{Schedule, Start};
use super::tills::{Alarm, Dojos, Tills};
use super::turns::Turns;
use crate::epos::{Event, Request, Requester, Timestamp};
use crate::failpoint::{self, Point, haste};
use crate::ledger::{Appended, Draft, Fact, Filter, IntentKey, Ledger, LedgerError, NamedBy, Seq, Standing, Then};
use crate::metrics::Metrics;
use crate::trace::TraceId;
use crate::venue::VenueId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

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
pub(super) const LEDGER_RETRY: Duration = Duration::from_secs(5);

/// How long an intent waits whose entries cannot be read. Nothing but another version of the host will change that: this
/// is how often the log says so.
const UNREADABLE_RETRY: Duration = Duration::from_mins(10);

/// How often the ledger is asked for open intents that are not known in memory: what a person decided by a command
/// beside the host, who waits for it; and what a defect of ours must not leave lying. One look-up in an index.
const SWEEP: Duration = Duration::from_secs(5);

/// Payments that wait for a person and are told anew at the start. More than a host ever has, and few enough to be told
/// in a moment; the list has them all.
const TOLD_AT_START: u32 = 1_000;

/// What became of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Received {
    /// Its entry.
    pub seq: Seq,
    /// Whether it said what an earlier one had said.
    pub duplicate: bool,
}

/// What payments are settled with.
#[derive(Clone)]
pub struct Outside {
    /// The record.
    pub ledger: Arc<dyn Ledger>,
    /// The points of sale.
    pub tills: Arc<dyn Tills>,
    /// Dojo.
    pub dojos: Arc<dyn Dojos>,
    /// Who is told that a person must look.
    pub alarm: Arc<dyn Alarm>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub metrics: Metrics,
}

/// Takes events in and settles payments until it is stopped. Clones are handles of the same.
#[derive(Clone)]
pub struct Payments {
    pub(super) inner: Arc<Inner>,
    worker: Arc<Mutex<Option<JoinHandle<()>>>>,
}

pub(super) struct Inner {
    pub(super) ledger: Arc<dyn Ledger>,
    pub(super) tills: Arc<dyn Tills>,
    pub(super) dojos: Arc<dyn Dojos>,
    pub(super) alarm: Arc<dyn Alarm>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) metrics: Metrics,
    pub(super) locks: Locks,
    pub(super) asked: Asked,
    /// Whoever works on an intent has its turn: the worker, or a request to record a payment.
    pub(super) intents: Turns<IntentKey>,
    /// Whoever puts a payment on an order has the order's turn; taken after the intent's.
    pub(super) orders: Turns<(VenueId, String)>,
    schedule: Mutex<Schedule>,
    /// What the alarm was told last of each intent that waits for a person.
    alarmed: Mutex<HashMap<IntentKey, String>>,
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
    pub async fn start(outside: Outside, limits: Limits) -> Result<Self, LedgerError> {
        let Outside { ledger, tills, dojos, alarm, clock, metrics } = outside;
        let mut schedule = Schedule::new(limits);
        for open in ledger.open_intents().await? {
            schedule.at(open.key, open.due);
        }
        let inner = Arc::new(Inner {
            ledger,
            tills,
            dojos,
            alarm,
            clock,
            metrics,
            locks: Locks::default(),
            asked: Asked::default(),
            intents: Turns::default(),
            orders: Turns::default(),
            schedule: Mutex::new(schedule),
            alarmed: Mutex::default(),
            changed: Notify::new(),
            stopping: AtomicBool::new(false),
        });
        // Whoever is told may not have heard of it before the host stopped.
        let waiting = Filter { attention: true, limit: TOLD_AT_START, ..Filter::default() };
        for row in inner.ledger.list(&waiting).await? {
            inner.follow(&row.key, row.order_id.as_deref(), row.standing);
        }
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
        let key = IntentKey::new(venue, &event.data.payment_intent_id);
        self.take_in(key, Fact::Event { event, requester, trace_id: trace_id.to_string() }, raw).await
    }

    /// Takes an intent in that Dojo lists as paid, given back or taken back, and that no event told. It is read and
    /// settled like any other. `listed` says in short what the list says: the same again changes nothing.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn reconcile(
        &self,
        key: &IntentKey,
        listed: &str,
        raw: &str,
        trace_id: &TraceId,
    ) -> Result<Received, LedgerError> {
        let fact = Fact::Named { by: NamedBy::Reconciliation, paid_amount: None, trace_id: trace_id.to_string() };
        let mut draft = self.draft(key, fact, raw);
        draft.says = Some(format!("listed {listed}"));
        self.write(draft).await
    }

    async fn take_in(&self, key: IntentKey, fact: Fact, raw: &str) -> Result<Received, LedgerError> {
        self.write(self.draft(&key, fact, raw)).await
    }

    fn draft(&self, key: &IntentKey, fact: Fact, raw: &str) -> Draft {
        Draft::new(key, self.inner.clock.now(), fact, Then::Reopen).raw(raw)
    }

    async fn write(&self, draft: Draft) -> Result<Received, LedgerError> {
        let (inner, key) = (Arc::clone(&self.inner), draft.key.clone());
        let received = tokio::spawn(async move {
            let due = draft.at;
            failpoint::reach(Point::EventBeforeWrite);
            let appended = inner.ledger.append(draft).await?;
            failpoint::reach(Point::EventAfterWrite);
            match appended {
                Appended::Duplicate(seq) => Ok(Received { seq, duplicate: true }),
                Appended::Written(seq) | Appended::Overtaken(seq) => {
                    inner.look_at(key, due);
                    Ok(Received { seq, duplicate: false })
                }
                Appended::Stale => Err(LedgerError::Unavailable("it refused a new fact".to_owned())),
            }
        });
        received.await.unwrap_or_else(|_| Err(LedgerError::Unavailable("the write was cut short".to_owned())))
    }

    /// Takes in what a card machine asked and an adapter did: locks are evidence.
    pub fn done(&self, venue: &VenueId, request: &Request) {
        self.inner.locks.done(venue, request, self.inner.clock.now());
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
        let mut sweep_at = later(self.clock.now(), haste(SWEEP));
        while !self.is_stopping() {
            let now = self.clock.now();
            if sweep_at <= now {
                sweep_at = later(now, haste(SWEEP));
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

    /// Takes up what the ledger holds open and memory does not, or not as soon.
    async fn sweep(self: Arc<Self>) {
        let Ok(open) = self.ledger.open_intents().await else { return };
        let now = self.clock.now();
        let mut schedule = self.schedule();
        for open in open {
            // What a person decided is due at once, whatever was waited for.
            if open.due <= now || !schedule.holds(&open.key) {
                schedule.at(open.key, open.due);
            }
        }
        drop(schedule);
        self.changed.notify_one();
    }

    async fn settle(self: Arc<Self>, start: Start) {
        // Whatever becomes of this task, the intent is looked at again.
        let mut turn = Scheduled { next: Some(later(self.clock.now(), LEDGER_RETRY)), key: &start.key, inner: &self };
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

    /// When to look again at an intent that stands there. Where a person is needed, this is where it is said.
    pub(super) fn follow(&self, key: &IntentKey, order_id: Option<&str>, standing: Standing) -> Option<Timestamp> {
        let mut alarmed = self.alarmed.lock().unwrap_or_else(PoisonError::into_inner);
        match standing {
            Standing::Open { due } => {
                alarmed.remove(key);
                Some(due)
            }
            Standing::Settled => {
                alarmed.remove(key);
                None
            }
            Standing::Attention { reason, due } => {
                if alarmed.get(key) != Some(&reason) {
                    self.alarm.attention(key, order_id, &reason);
                    alarmed.insert(key.clone(), reason);
                }
                due
            }
        }
    }

    /// Sees to it that an intent is looked at by then.
    pub(super) fn look_at(&self, key: IntentKey, due: Timestamp) {
        self.schedule().at(key, due);
        self.changed.notify_one();
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

/// An intent that is being worked on. Its place is given back however that ends.
struct Scheduled<'a> {
    inner: &'a Inner,
    key: &'a IntentKey,
    next: Option<Timestamp>,
}

impl Drop for Scheduled<'_> {
    fn drop(&mut self) {
        self.inner.schedule().finished(self.key.clone(), self.next);
        self.inner.changed.notify_one();
    }
}

#[cfg(test)]
mod tests;
