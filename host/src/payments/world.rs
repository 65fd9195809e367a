//! The world around payments, for tests: a real ledger in a file on a disk that can be slow or full, points of sale that
//! do as they are told, a Dojo, an alarm that is heard, and a clock that stands still.

use super::clock::{Clock, manual::ManualClock};
use super::*;
use crate::epos::order::Payment;
use crate::epos::{
    CaptureMode, Currency, Money, Order, OrderPayment, PaymentIntent, PaymentSafety, PaymentStatus, PaymentUpdate,
    Requester, Timestamp,
};
use crate::ledger::suite::key;
use crate::ledger::{
    Appended, Backlog, Declined, Draft, Entry, Fact, Filter, IntentKey, IntentRow, Ledger, LedgerError, OpenIntent,
    Projected, Reading, Seq, SqliteLedger, Standing,
};
use crate::metrics::Metrics;
use crate::trace::TraceId;
use crate::venue::{UnknownPayment, VenueId};
use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::watch;

/// A long time for a computer: a test that waits for it has failed.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn gbp(value: i64) -> Money {
    Money { value, currency_code: Currency::new("GBP").unwrap() }
}

/// What a call that writes meets.
#[derive(Clone, Debug)]
pub(super) enum Luck {
    /// It is applied, or not, and this is said.
    Is { applied: bool, said: Outcome },
    /// Is applied and answered once the till is let go.
    Hangs,
    /// Is refused once the till is let go.
    HangsAndIsRefused,
    /// A defect of the host.
    Panics,
    /// Is applied, and from then on the ledger cannot be written.
    AppliedAndTheDiskFills,
}

pub(super) fn later_outcome() -> Luck {
    Luck::Is { applied: false, said: Outcome::Later("the till is off".to_owned()) }
}

pub(super) fn refused() -> Luck {
    Luck::Is { applied: false, said: Outcome::Refused("no".to_owned()) }
}

pub(super) fn unknown() -> Luck {
    Luck::Is { applied: false, said: Outcome::Unknown("no answer".to_owned()) }
}

pub(super) fn applied_unknown() -> Luck {
    Luck::Is { applied: true, said: Outcome::Unknown("no answer".to_owned()) }
}

pub(super) fn not_sent() -> Luck {
    Luck::Is { applied: false, said: Outcome::NotSent("the queue is full".to_owned()) }
}

pub(super) struct FakeTills {
    pub(super) terms: Mutex<Terms>,
    pub(super) manners: Mutex<Manners>,
    /// What the next writes at a venue meet; they are applied after that.
    luck: Mutex<HashMap<String, VecDeque<Luck>>>,
    /// What the next reads of orders meet; they are answered after that.
    pub(super) unreadable: Mutex<VecDeque<Failed>>,
    orders: Mutex<HashMap<String, Order>>,
    /// Reads of orders that were asked for, and how many of them are answered at most.
    pub(super) reads: watch::Sender<usize>,
    pub(super) reads_answered: watch::Sender<usize>,
    /// Whether orders list the intents of their payments.
    pub(super) lists: Mutex<bool>,
    calls: watch::Sender<Vec<String>>,
    pub(super) held: watch::Sender<bool>,
    disk: Arc<Disk>,
}

impl FakeTills {
    fn apply(&self, order_id: Option<&str>, payment: &OrderPayment) {
        let mut orders = self.orders.lock().unwrap();
        let Some(order) = order_id.and_then(|id| orders.get_mut(id)) else { return };
        let lists = *self.lists.lock().unwrap();
        let keyed = self.terms.lock().unwrap().safety == Some(PaymentSafety::Keyed);
        let id = Some(payment.payment_intent_id.clone());
        if keyed && order.payments.iter().any(|one| one.payment_intent_id == id) {
            return;
        }
        order.payments.push(Payment {
            payment_intent_id: id.filter(|_| lists),
            paid_amount: payment.paid_amount,
            tips_amount: payment.tips_amount,
        });
        order.paid_amount = Some(gbp(order.payments.iter().map(|payment| payment.paid_amount.value).sum()));
    }

    async fn write(&self, venue: &VenueId, call: String, apply: impl Fn()) -> Result<(), Failed> {
        self.calls.send_modify(|calls| calls.push(call));
        let luck = self.luck.lock().unwrap().get_mut(venue.as_str()).and_then(VecDeque::pop_front);
        match luck {
            None => apply(),
            Some(Luck::Is { applied, said }) => {
                if applied {
                    apply();
                }
                return failed(said);
            }
            Some(Luck::Hangs) => {
                let _ = self.held.subscribe().wait_for(|held| !held).await;
                apply();
            }
            Some(Luck::HangsAndIsRefused) => {
                let _ = self.held.subscribe().wait_for(|held| !held).await;
                return failed(Outcome::Refused("no".to_owned()));
            }
            Some(Luck::Panics) => panic!("a defect"),
            Some(Luck::AppliedAndTheDiskFills) => {
                apply();
                self.disk.full.send_replace(true);
            }
        }
        Ok(())
    }
}

pub(super) fn failed(outcome: Outcome) -> Result<(), Failed> {
    let answer = match &outcome {
        Outcome::Applied => return Ok(()),
        Outcome::Refused(reason) => Declined::Conflict(reason.clone()),
        Outcome::Later(reason) | Outcome::NotSent(reason) => Declined::Unavailable(reason.clone()),
        Outcome::Unknown(reason) => Declined::Unexpected(reason.clone()),
    };
    Err(Failed { outcome, answer })
}

#[async_trait]
impl Tills for FakeTills {
    fn terms(&self, _: &VenueId) -> Terms {
        *self.terms.lock().unwrap()
    }

    fn manners(&self, _: &VenueId) -> Manners {
        *self.manners.lock().unwrap()
    }

    async fn payment_updated(&self, venue: &VenueId, update: PaymentUpdate, _: &TraceId) -> Result<(), Failed> {
        let refunded = update.intent.as_ref().and_then(|intent| intent.refunded_amount);
        let refunded = refunded.map_or_else(String::new, |refunded| format!(" {} refunded", refunded.value));
        let before = update.refunded_before.map_or_else(String::new, |before| format!(" {} before", before.value));
        let call =
            format!("{venue}/{} {:?} {}{refunded}{before}", update.payment_intent_id, update.status, update.attempt);
        self.write(venue, call, || {
            if let (crate::epos::UpdateStatus::Captured, Some(intent)) = (update.status, &update.intent) {
                let payment = OrderPayment {
                    payment_intent_id: update.payment_intent_id.clone(),
                    paid_amount: intent.paid_amount,
                    tips_amount: intent.tips_amount,
                    lock_id: None,
                };
                self.apply(intent.order_id.as_deref(), &payment);
            }
        })
        .await
    }

    async fn record_payment(&self, venue: &VenueId, call: RecordCall<'_>) -> Result<Order, Failed> {
        let RecordCall { order_id, payment, attempt, .. } = call;
        let text = format!("{venue}/{} record {order_id} {attempt}", payment.payment_intent_id);
        self.write(venue, text, || self.apply(Some(order_id), payment)).await?;
        Ok(self.orders.lock().unwrap()[order_id].clone())
    }

    async fn order(&self, _: &VenueId, id: &str, _: &TraceId, _: Option<Duration>) -> Result<Order, Failed> {
        let mut number = 0;
        self.reads.send_modify(|reads| {
            *reads += 1;
            number = *reads;
        });
        let _ = self.reads_answered.subscribe().wait_for(|answered| number <= *answered).await;
        if let Some(failed) = self.unreadable.lock().unwrap().pop_front() {
            return Err(failed);
        }
        self.orders.lock().unwrap().get(id).cloned().ok_or_else(|| Failed {
            outcome: Outcome::Refused("no such order".to_owned()),
            answer: Declined::NotFound("no such order".to_owned()),
        })
    }
}

/// Dojo, as far as it is read.
#[derive(Default)]
pub(super) struct FakeDojo {
    intents: Mutex<HashMap<String, Reading>>,
    pub(super) is_down: Mutex<bool>,
    pub(super) refuses_refunds: Mutex<bool>,
    pub(super) reads: Mutex<u32>,
}

#[async_trait]
impl Dojos for FakeDojo {
    async fn read(&self, _: &VenueId, intent: &str) -> Result<(Reading, String), Unread> {
        *self.reads.lock().unwrap() += 1;
        if *self.is_down.lock().unwrap() {
            return Err(Unread { reason: "Dojo is down".to_owned(), gone: false });
        }
        let reading = self.intents.lock().unwrap().get(intent).cloned();
        let gone = Unread { reason: "Dojo does not know it".to_owned(), gone: true };
        reading.map(|reading| (reading, "{}".to_owned())).ok_or(gone)
    }

    async fn give_back(&self, _: &VenueId, intent: &str, reading: &Reading) -> Result<Option<Money>, String> {
        if *self.refuses_refunds.lock().unwrap() {
            return Err("Dojo says no".to_owned());
        }
        let mut intents = self.intents.lock().unwrap();
        let read = intents.get_mut(intent).unwrap();
        read.status = PaymentStatus::Refunded;
        read.intent.refunded_amount = Some(reading.charged);
        Ok(Some(reading.charged))
    }
}

/// What was said to people.
#[derive(Default)]
pub(super) struct Heard(pub(super) Mutex<Vec<String>>);

impl Alarm for Heard {
    fn attention(&self, key: &IntentKey, _: Option<&str>, reason: &str) {
        self.0.lock().unwrap().push(format!("{key}: {reason}"));
    }
}

/// A ledger whose disk can be slow or full.
pub(super) struct Disk {
    ledger: Mutex<Option<Arc<SqliteLedger>>>,
    pub(super) full: watch::Sender<bool>,
    pub(super) slow: watch::Sender<bool>,
}

impl Disk {
    fn ledger(&self) -> Arc<SqliteLedger> {
        self.ledger.lock().unwrap().clone().unwrap()
    }
}

#[async_trait]
impl Ledger for Disk {
    async fn append(&self, draft: Draft) -> Result<Appended, LedgerError> {
        let _ = self.slow.subscribe().wait_for(|slow| !slow).await;
        if *self.full.borrow() {
            return Err(LedgerError::Unavailable("database or disk is full".to_owned()));
        }
        self.ledger().append(draft).await
    }

    async fn project(
        &self,
        key: &IntentKey,
        seen: Seq,
        standing: Standing,
        at: Timestamp,
    ) -> Result<Projected, LedgerError> {
        self.ledger().project(key, seen, standing, at).await
    }

    async fn history(&self, key: &IntentKey) -> Result<Vec<Entry>, LedgerError> {
        self.ledger().history(key).await
    }

    async fn open_intents(&self) -> Result<Vec<OpenIntent>, LedgerError> {
        self.ledger().open_intents().await
    }

    async fn list(&self, filter: &Filter) -> Result<Vec<IntentRow>, LedgerError> {
        self.ledger().list(filter).await
    }

    async fn open_of_order(&self, venue: &VenueId, order_id: &str) -> Result<Vec<IntentKey>, LedgerError> {
        self.ledger().open_of_order(venue, order_id).await
    }

    async fn backlog(&self) -> Result<BTreeMap<VenueId, Backlog>, LedgerError> {
        self.ledger().backlog().await
    }

    async fn entries(
        &self,
        from: Timestamp,
        until: Timestamp,
        after: Option<Seq>,
        limit: u32,
    ) -> Result<Vec<(IntentKey, Entry)>, LedgerError> {
        self.ledger().entries(from, until, after, limit).await
    }

    async fn logged(&self, after: Option<&IntentKey>, limit: u32) -> Result<Vec<IntentKey>, LedgerError> {
        self.ledger().logged(after, limit).await
    }

    async fn restore(&self, row: IntentRow) -> Result<bool, LedgerError> {
        self.ledger().restore(row).await
    }

    async fn close(&self) {
        let ledger = self.ledger.lock().unwrap().take();
        if let Some(ledger) = ledger {
            ledger.close().await;
        }
    }
}

/// A host's payments and everything around them.
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) disk: Arc<Disk>,
    pub(super) tills: Arc<FakeTills>,
    pub(super) dojo: Arc<FakeDojo>,
    pub(super) heard: Arc<Heard>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) payments: Payments,
}

/// An adapter that takes events, and no Dojo key.
pub(super) fn takes_events(safety: PaymentSafety) -> Terms {
    Terms {
        safety: Some(safety),
        records: false,
        takes_events: true,
        reads_orders: true,
        reads_intents: false,
        settle_after: Duration::from_secs(60),
    }
}

/// An adapter that records payments and takes events, and a Dojo key.
pub(super) fn records(safety: PaymentSafety) -> Terms {
    Terms { records: true, reads_intents: true, ..takes_events(safety) }
}

impl World {
    pub(super) async fn start(terms: Terms) -> Self {
        let folder = TempDir::new().unwrap();
        let ledger = SqliteLedger::open(&folder.path().join("patio.db")).unwrap();
        let disk = Arc::new(Disk {
            ledger: Mutex::new(Some(Arc::new(ledger))),
            full: watch::Sender::new(false),
            slow: watch::Sender::new(false),
        });
        let lists = terms.safety != Some(PaymentSafety::None);
        let tills = Arc::new(FakeTills {
            terms: Mutex::new(terms),
            manners: Mutex::new(Manners { deadline: Duration::from_secs(5), unknown: UnknownPayment::Accept }),
            luck: Mutex::default(),
            unreadable: Mutex::default(),
            orders: Mutex::default(),
            reads: watch::Sender::default(),
            reads_answered: watch::Sender::new(usize::MAX),
            lists: Mutex::new(lists),
            calls: watch::Sender::default(),
            held: watch::Sender::new(true),
            disk: Arc::clone(&disk),
        });
        let clock = Arc::new(ManualClock::at("2026-11-22T19:00:00Z"));
        let (dojo, heard) = (Arc::new(FakeDojo::default()), Arc::new(Heard::default()));
        let payments = Self::payments(&disk, &tills, &dojo, &heard, &clock).await;
        Self { folder, disk, tills, dojo, heard, clock, payments }
    }

    async fn payments(
        disk: &Arc<Disk>,
        tills: &Arc<FakeTills>,
        dojo: &Arc<FakeDojo>,
        heard: &Arc<Heard>,
        clock: &Arc<ManualClock>,
    ) -> Payments {
        let outside = Outside {
            ledger: disk.clone(),
            tills: tills.clone(),
            dojos: dojo.clone(),
            alarm: heard.clone(),
            clock: clock.clone(),
            metrics: Metrics::new().0,
        };
        Payments::start(outside, Limits::default()).await.unwrap()
    }

    /// Cuts everything short, as a crash does, and starts anew.
    pub(super) async fn crash_and_restart(mut self) -> Self {
        self.payments.stop(Duration::ZERO).await;
        self.disk.close().await;
        let ledger = SqliteLedger::open(&self.folder.path().join("patio.db")).unwrap();
        *self.disk.ledger.lock().unwrap() = Some(Arc::new(ledger));
        self.payments = Self::payments(&self.disk, &self.tills, &self.dojo, &self.heard, &self.clock).await;
        self
    }

    pub(super) fn luck(&self, venue: &str, luck: &[Luck]) {
        self.tills.luck.lock().unwrap().insert(venue.to_owned(), luck.iter().cloned().collect());
    }

    pub(super) fn terms(&self, change: impl FnOnce(&mut Terms)) {
        change(&mut self.tills.terms.lock().unwrap());
    }

    /// Sets a table: an order over so much.
    pub(super) fn order(&self, id: &str, total: i64) {
        let order = format!(
            r#"{{"id":"{id}","status":"accepted","details":{{"orderType":"DineIn","dineIn":{{"tableId":"1"}}}},
                "items":[],"payments":[],"payable":true,"totalAmount":{{"value":{total},"currencyCode":"GBP"}},
                "paidAmount":{{"value":0,"currencyCode":"GBP"}}}}"#
        );
        let order = serde_json::from_str(&order.replace("accepted", "Accepted")).unwrap();
        self.tills.orders.lock().unwrap().insert(id.to_owned(), order);
    }

    /// An order that a point of sale has just made.
    pub(super) fn made(&self) -> Order {
        self.order("made", 2000);
        self.tills.orders.lock().unwrap()["made"].clone()
    }

    /// Takes cash beside us.
    pub(super) fn cash(&self, id: &str, paid: i64) {
        let mut orders = self.tills.orders.lock().unwrap();
        let order = orders.get_mut(id).unwrap();
        order.payments.push(Payment { payment_intent_id: None, paid_amount: gbp(paid), tips_amount: None });
        order.paid_amount = Some(gbp(order.payments.iter().map(|payment| payment.paid_amount.value).sum()));
    }

    /// What is paid of an order, payment by payment.
    pub(super) fn paid(&self, id: &str) -> Vec<i64> {
        let orders = self.tills.orders.lock().unwrap();
        orders[id].payments.iter().map(|payment| payment.paid_amount.value).collect()
    }

    /// Has Dojo say of an intent: where it stands, for which order, how much, and how much of it was given back.
    pub(super) fn dojo_says(&self, intent: &str, status: PaymentStatus, order: Option<&str>, paid: i64, refunded: i64) {
        let reading = Reading {
            status,
            capture_mode: CaptureMode::Auto,
            charged: gbp(paid),
            intent: PaymentIntent {
                order_id: order.map(ToOwned::to_owned),
                paid_amount: gbp(paid),
                tips_amount: None,
                service_charge_amount: None,
                cashback_amount: None,
                refunded_amount: Some(gbp(refunded)).filter(|refunded| refunded.value > 0),
                waiter_id: Some("w7".to_owned()),
                metadata: Vec::new(),
            },
        };
        self.dojo.intents.lock().unwrap().insert(intent.to_owned(), reading);
    }

    pub(super) async fn try_receive(&self, name: &str, status: &str) -> Result<Received, LedgerError> {
        self.receive_as(name, status, "evt_0").await
    }

    pub(super) async fn receive_as(&self, name: &str, status: &str, id: &str) -> Result<Received, LedgerError> {
        let draft = crate::ledger::suite::event(name, status, 0);
        let Fact::Event { mut event, requester, .. } = draft.fact else { unreachable!() };
        event.id = id.to_owned();
        let raw = draft.raw.unwrap();
        self.payments.receive(&draft.key.venue, event, &raw, requester, &TraceId::random()).await
    }

    pub(super) async fn receive(&self, name: &str, status: &str) -> Received {
        self.try_receive(name, status).await.unwrap()
    }

    /// Asks for a payment to be recorded.
    pub(super) async fn record(&self, name: &str, order: &str, paid: i64) -> Result<Order, RecordError> {
        let key = key(name);
        let payment = OrderPayment {
            payment_intent_id: key.intent.as_ref().to_owned(),
            paid_amount: gbp(paid),
            tips_amount: None,
            lock_id: None,
        };
        self.payments.record(&key.venue, order, payment, "{}", Requester::default(), &TraceId::random()).await
    }

    pub(super) fn calls(&self) -> Vec<String> {
        self.tills.calls.borrow().clone()
    }

    pub(super) async fn until_called(&self, times: usize) {
        let mut calls = self.tills.calls.subscribe();
        let wait = calls.wait_for(|calls| calls.len() >= times);
        tokio::time::timeout(PATIENCE, wait).await.expect("the call did not come").unwrap();
    }

    /// Waits until people were told of something.
    pub(super) async fn until_heard(&self, part: &str) {
        let wait = async {
            while !self.heard.0.lock().unwrap().iter().any(|said| said.contains(part)) {
                tokio::task::yield_now().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, wait).await;
        assert!(outcome.is_ok(), "{part:?} is not in {:?}", self.heard.0.lock().unwrap());
    }

    pub(super) async fn row(&self, name: &str) -> Option<IntentRow> {
        let key = key(name);
        let filter = Filter { venue: Some(key.venue), intent: Some(key.intent.to_string()), ..Filter::default() };
        self.disk.list(&filter).await.unwrap().pop()
    }

    /// The kinds of the facts about an intent, in order.
    pub(super) async fn facts(&self, name: &str) -> Vec<&'static str> {
        self.disk.history(&key(name)).await.unwrap().iter().map(|entry| entry.fact.kind()).collect()
    }

    /// Waits until an intent stands there: "settled", "open in 5 s", or "attention: " with its reason, and when it is
    /// looked at again nevertheless.
    pub(super) async fn until(&self, name: &str, expected: &str) {
        let mut last = String::new();
        let wait = async {
            while last != expected {
                let seconds = |due: Timestamp| (due.as_millisecond() - self.clock.now().as_millisecond()) / 1_000;
                last = match self.row(name).await.map(|row| row.standing) {
                    None => "not there".to_owned(),
                    Some(Standing::Open { due }) => format!("open in {} s", seconds(due)),
                    Some(Standing::Settled) => "settled".to_owned(),
                    Some(Standing::Attention { reason, due: None }) => format!("attention: {reason}"),
                    Some(Standing::Attention { reason, due: Some(due) }) => {
                        format!("attention, and again in {} s: {reason}", seconds(due))
                    }
                };
                tokio::task::yield_now().await;
            }
        };
        let outcome = tokio::time::timeout(PATIENCE, wait).await;
        assert!(outcome.is_ok(), "{name} should be {expected:?}, and is {last:?}");
    }
}

impl FakeTills {
    /// A payment that the point of sale applies long after it was told of it.
    pub(super) fn apply_late(&self, order_id: &str, payment: &OrderPayment) {
        self.apply(Some(order_id), payment);
    }
}
