//! One payment intent: what its facts amount to. What comes next because of them is in `intent/course.rs`. Pure: no I/O
//! and no clock.
//!
//! A status that moves the intent forward counts; what arrives late or twice does not. Statuses without money (created,
//! authorized, canceled) are **news**: told at most once, blocking nothing. Those with money are **steps**, brought to
//! their end one after the other: the payment, and, once it is on the point of sale, its undoing in parts or in whole.
//!
//! The order of statuses is Created, Authorized, Canceled, Captured, then Refunded or Reversed. Captured stands behind
//! Canceled: Dojo never sends both, but if it did, a card that was charged must not be forgotten.

mod attention;
mod course;
#[cfg(test)]
mod tests;

pub use attention::AttentionReason;
pub use course::{Delivery, Next, Terms};

use crate::epos::{Event, Money, OrderPayment, PaymentSafety, PaymentStatus, Requester, Timestamp, UpdateStatus};
use crate::ledger::{Answer, Before, Decision, Entry, Fact, Found, IntentKey, NamedBy, Outcome, Reading, Seq, Via};
use std::fmt;

/// What the facts about an intent amount to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntentState {
    key: IntentKey,
    last_seq: Option<Seq>,
    /// Statuses that moved the intent forward, as events told them, in order.
    told: Vec<Told>,
    /// The last thing that came from outside and may have changed what Dojo says: an event, or a request.
    last_word: Option<(Seq, Timestamp)>,
    /// The last event, or what stands for one.
    last_event: Option<(Seq, Timestamp)>,
    /// When Dojo's own list named it last.
    listed: Option<Seq>,
    record: Option<Recorded>,
    created: Option<Created>,
    /// The last request that brought the payment.
    asked: Option<Seq>,
    /// Whether it is a party's deposit, which is on no order.
    deposit: bool,
    /// How two tellings of the payment differ, and since when.
    mismatch: Option<(Seq, String)>,
    reading: Option<(Seq, Timestamp, Reading)>,
    /// Readings that failed since the last one that did not.
    failed_readings: Vec<FailedReading>,
    tries: Vec<Try>,
    looks: Vec<Looked>,
    /// The last look that showed that nothing that was tried before is there.
    ruled_out: Option<Seq>,
    answer: Option<(Seq, Timestamp, Answer)>,
    /// Whether a success was answered though it was not known.
    assumed: bool,
    decision: Option<(Seq, Timestamp, Decision)>,
    given_back: Option<(Seq, Result<Option<Money>, String>)>,
    /// Whether the payment is on the point of sale.
    applied: bool,
    /// The refunded amount that the point of sale was told, in minor units.
    refunded_there: i64,
    /// Whether the point of sale was told that all of it was undone.
    undone_there: bool,
}

/// A status that an event told.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Told {
    seq: Seq,
    at: Timestamp,
    event: Event,
    requester: Requester,
}

/// A payment that was asked to be recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// When.
    pub at: Timestamp,
    /// The order.
    pub order_id: String,
    /// The payment.
    pub payment: OrderPayment,
    /// Who asked.
    pub requester: Requester,
}

/// A payment that comes with an order that Dojo makes.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Created {
    at: Timestamp,
    dojo_order_id: String,
    paid_amount: Option<Money>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct FailedReading {
    seq: Seq,
    at: Timestamp,
    reason: String,
    gone: bool,
}

/// One attempt of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Try {
    /// The entry that says so.
    pub seq: Seq,
    /// What the point of sale was told.
    pub step: UpdateStatus,
    /// The refunded amount that it was told, in minor units.
    refunded: Option<i64>,
    /// When it began.
    pub began_at: Timestamp,
    /// What the adapter promised then about posting twice.
    pub payment_safety: Option<PaymentSafety>,
    /// By which function.
    pub via: Option<Via>,
    /// What the order showed before.
    pub before: Option<Before>,
    /// When and how it ended; none while it runs, and for ever where the host stopped during it.
    pub ended: Option<(Timestamp, Outcome)>,
    ended_seq: Option<Seq>,
    /// Whether a look showed since that it was not applied.
    written_off: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Looked {
    seq: Seq,
    at: Timestamp,
    found: Found,
}

/// How far a step is known to have come at the point of sale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// It is there.
    Applied,
    /// It may be there.
    Unknown,
    /// It is not.
    NotThere,
}

/// What is said of an attempt that has no end.
pub(crate) const STOPPED_DURING_ATTEMPT: &str = "the host stopped before it knew how the attempt ended";

// === impl IntentState ===

impl IntentState {
    /// Folds the entries of an intent, which are in the order of the log.
    pub fn fold<'a>(key: &IntentKey, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut state = Self {
            key: key.clone(),
            last_seq: None,
            told: Vec::new(),
            last_word: None,
            last_event: None,
            listed: None,
            record: None,
            created: None,
            asked: None,
            deposit: false,
            mismatch: None,
            reading: None,
            failed_readings: Vec::new(),
            tries: Vec::new(),
            looks: Vec::new(),
            ruled_out: None,
            answer: None,
            assumed: false,
            decision: None,
            given_back: None,
            applied: false,
            refunded_there: 0,
            undone_there: false,
        };
        for entry in entries {
            state.add(entry);
        }
        state
    }

    /// Takes one more entry in.
    pub fn add(&mut self, entry: &Entry) {
        if entry.duplicate {
            return;
        }
        let (seq, at) = (entry.seq, entry.at);
        self.last_seq = Some(seq);
        match &entry.fact {
            Fact::Event { event, requester, .. } => self.add_event(seq, at, event, requester),
            Fact::Record { order_id, payment, requester, .. } => self.add_record(seq, at, order_id, payment, requester),
            Fact::Named { by, paid_amount, .. } => match by {
                NamedBy::CreateOrder { dojo_order_id } => self.add_created(seq, at, dojo_order_id, *paid_amount),
                NamedBy::PartyDeposit { .. } => self.deposit = true,
                NamedBy::Reconciliation => {
                    self.last_word = Some((seq, at));
                    self.last_event = Some((seq, at));
                    self.listed = Some(seq);
                }
            },
            Fact::Reading(reading) => self.add_reading(seq, at, reading),
            Fact::ReadingFailed { reason, gone } => {
                self.failed_readings.push(FailedReading { seq, at, reason: reason.clone(), gone: *gone });
            }
            Fact::Attempt(attempt) => self.tries.push(Try {
                seq,
                step: attempt.step,
                refunded: attempt.refunded.map(|refunded| refunded.value),
                began_at: at,
                payment_safety: attempt.payment_safety,
                via: attempt.via,
                before: attempt.before.clone(),
                ended: None,
                ended_seq: None,
                written_off: false,
            }),
            Fact::Outcome { attempt, outcome } => self.add_outcome(seq, at, *attempt, outcome),
            Fact::Look { found, conclusive } => self.add_look(seq, at, found, *conclusive),
            Fact::Answered(answer) => {
                self.assumed |= *answer == Answer::Assumed;
                // An error was heard: a success that is said beside it takes nothing back.
                if *answer != Answer::Assumed || self.declined().is_none() {
                    self.answer = Some((seq, at, answer.clone()));
                }
            }
            Fact::Decided { decision, .. } => self.add_decision(seq, at, *decision),
            Fact::GivenBack { amount, failure } => {
                self.given_back = Some((seq, failure.clone().map_or(Ok(*amount), Err)));
            }
        }
    }

    fn add_event(&mut self, seq: Seq, at: Timestamp, event: &Event, requester: &Requester) {
        self.last_word = Some((seq, at));
        self.last_event = Some((seq, at));
        let status = event.data.payment_status;
        if self.told.last().is_none_or(|last| rank(status) > rank(last.event.data.payment_status)) {
            self.told.push(Told { seq, at, event: event.clone(), requester: requester.clone() });
        }
    }

    fn add_record(&mut self, seq: Seq, at: Timestamp, order_id: &str, payment: &OrderPayment, requester: &Requester) {
        self.last_word = Some((seq, at));
        if let Some(difference) = self.differs(order_id, payment) {
            self.mismatch = Some((seq, difference));
            return;
        }
        self.asked = Some(seq);
        self.record.get_or_insert_with(|| Recorded {
            at,
            order_id: order_id.to_owned(),
            payment: payment.clone(),
            requester: requester.clone(),
        });
    }

    fn add_created(&mut self, seq: Seq, at: Timestamp, dojo_order_id: &str, paid_amount: Option<Money>) {
        self.last_word = Some((seq, at));
        let created = Created { at, dojo_order_id: dojo_order_id.to_owned(), paid_amount };
        let known = match (&self.created, &self.record) {
            (Some(known), _) if known.dojo_order_id != created.dojo_order_id || known.paid_amount != paid_amount => {
                Some(known.to_string())
            }
            (None, Some(known)) if paid_amount.is_some_and(|paid| paid != known.payment.paid_amount) => {
                Some(said(&known.order_id, &known.payment))
            }
            _ => None,
        };
        if let Some(known) = known {
            self.mismatch = Some((seq, format!("{known} first, then {created}")));
            return;
        }
        self.asked = Some(seq);
        self.created.get_or_insert(created);
    }

    fn add_reading(&mut self, seq: Seq, at: Timestamp, reading: &Reading) {
        self.failed_readings.clear();
        let far = |reading: &Reading| (rank(reading.status), refunded(reading));
        match &mut self.reading {
            // Statuses only move forward, and refunds only grow: Dojo answered from a copy that is behind.
            Some((known_seq, known_at, known)) if far(reading) < far(known) => (*known_seq, *known_at) = (seq, at),
            known => *known = Some((seq, at, reading.clone())),
        }
    }

    fn add_outcome(&mut self, seq: Seq, at: Timestamp, attempt: Seq, outcome: &Outcome) {
        let Some(one) = self.tries.iter_mut().find(|one| one.seq == attempt && one.ended.is_none()) else { return };
        one.ended = Some((at, outcome.clone()));
        one.ended_seq = Some(seq);
        if *outcome != Outcome::Applied {
            return;
        }
        match one.step {
            UpdateStatus::Captured => self.applied = true,
            UpdateStatus::PartlyRefunded => {
                self.refunded_there = self.refunded_there.max(one.refunded.unwrap_or_default());
            }
            UpdateStatus::Refunded | UpdateStatus::Reversed => self.undone_there = true,
            UpdateStatus::Created | UpdateStatus::Authorized | UpdateStatus::Canceled => {}
        }
    }

    fn add_look(&mut self, seq: Seq, at: Timestamp, found: &Found, conclusive: bool) {
        self.looks.push(Looked { seq, at, found: found.clone() });
        match found {
            Found::Present { .. } => self.applied = true,
            Found::Absent { .. } if conclusive => {
                self.ruled_out = Some(seq);
                let tries = self.tries.iter_mut().filter(|one| one.step == UpdateStatus::Captured);
                tries.filter(|one| one.ended.is_some()).for_each(|one| one.written_off = true);
            }
            Found::Absent { .. } | Found::Unreadable { .. } => {}
        }
    }

    fn add_decision(&mut self, seq: Seq, at: Timestamp, decision: Decision) {
        let is_of_the_payment = !self.applied || self.is_not_of_the_undoing();
        self.decision = Some((seq, at, decision));
        if decision != Decision::Applied {
            return;
        }
        if is_of_the_payment {
            self.applied = true;
        } else if self.is_undone() {
            self.undone_there = true;
        } else {
            self.refunded_there = self.refunded_there.max(self.refunded());
        }
    }

    /// Whose facts these are.
    pub const fn key(&self) -> &IntentKey {
        &self.key
    }

    /// The last entry that counts.
    pub const fn last_seq(&self) -> Option<Seq> {
        self.last_seq
    }

    /// Says where the entry that was taken in last has its place: it was taken in before it was written.
    pub(super) const fn is_written_at(&mut self, seq: Seq) {
        self.last_seq = Some(seq);
    }

    /// What was tried, in order.
    pub fn tries(&self) -> &[Try] {
        &self.tries
    }

    /// What was asked to be recorded, where something was.
    pub const fn record(&self) -> Option<&Recorded> {
        self.record.as_ref()
    }

    /// What Dojo said when it was read last.
    pub fn reading(&self) -> Option<&Reading> {
        self.reading.as_ref().map(|(_, _, reading)| reading)
    }

    /// How two tellings of the payment differ, where they do.
    pub fn mismatch(&self) -> Option<&str> {
        self.mismatch.as_ref().map(|(_, difference)| difference.as_str())
    }

    /// The furthest status that was told or read.
    pub fn status(&self) -> Option<PaymentStatus> {
        let told = self.told.last().map(|told| told.event.data.payment_status);
        let read = self.reading().map(|reading| reading.status);
        let given_back = matches!(self.given_back, Some((_, Ok(_)))).then_some(PaymentStatus::Refunded);
        told.into_iter().chain(read).chain(given_back).max_by_key(|status| rank(*status))
    }

    /// Whether Dojo took all of the money back.
    pub fn is_undone(&self) -> bool {
        matches!(self.status(), Some(PaymentStatus::Refunded | PaymentStatus::Reversed))
    }

    /// The point of sale's id of the order that the payment is for, where it is known.
    pub fn order_id(&self) -> Option<&str> {
        match &self.record {
            Some(record) => Some(&record.order_id),
            None => self.reading().and_then(|reading| reading.intent.order_id.as_deref()),
        }
    }

    /// The payment as `record-payment` takes it, where its amounts are known.
    pub fn payment(&self) -> Option<OrderPayment> {
        if let Some(record) = &self.record {
            return Some(record.payment.clone());
        }
        let intent = &self.reading()?.intent;
        Some(OrderPayment {
            payment_intent_id: self.key.intent.as_ref().to_owned(),
            paid_amount: intent.paid_amount,
            tips_amount: intent.tips_amount,
            lock_id: None,
        })
    }

    /// How far the payment is known to have come.
    pub fn progress(&self) -> Progress {
        if self.applied {
            Progress::Applied
        } else if self.tries_of(UpdateStatus::Captured).any(Try::is_unknown) {
            Progress::Unknown
        } else {
            Progress::NotThere
        }
    }

    /// The error that the payment was declined with, unless a person decided otherwise since.
    pub fn declined(&self) -> Option<&crate::ledger::Declined> {
        match &self.answer {
            Some((seq, _, Answer::Declined(declined)))
                if !self.decision.is_some_and(|(decided, _, what)| decided > *seq && what != Decision::GiveBack) =>
            {
                Some(declined)
            }
            _ => None,
        }
    }

    /// An attempt of which no end is written: it runs, or the host stopped during it.
    pub fn running(&self) -> Option<&Try> {
        self.tries.iter().find(|one| one.ended.is_none())
    }

    /// How a payment that is to be recorded differs from what is known of the intent.
    pub fn differs(&self, order_id: &str, payment: &OrderPayment) -> Option<String> {
        let (known_order, known) = match (&self.record, &self.created) {
            (Some(record), _) => (record.order_id.as_str(), record.payment.clone()),
            // Only Dojo's id of its order is known.
            (None, Some(created)) => {
                let differs = created.paid_amount.is_some_and(|paid| paid != payment.paid_amount);
                return differs.then(|| format!("{created} first, then {}", said(order_id, payment)));
            }
            // What was posted because of an event: a reading alone may still change.
            (None, None) if self.tries_of(UpdateStatus::Captured).next().is_some() => {
                (self.order_id()?, self.payment()?)
            }
            (None, None) => return None,
        };
        let tips = |payment: &OrderPayment| payment.tips_amount.map_or(0, |tips| tips.value);
        if known_order == order_id && known.paid_amount == payment.paid_amount && tips(&known) == tips(payment) {
            return None;
        }
        Some(format!("{} first, then {}", said(known_order, &known), said(order_id, payment)))
    }

    /// The refunded amount in minor units, as far as Dojo was read.
    fn refunded(&self) -> i64 {
        self.reading().map_or(0, refunded)
    }

    fn tries_of(&self, step: UpdateStatus) -> impl Iterator<Item = &Try> + Clone {
        self.tries.iter().filter(move |one| one.step == step)
    }
}

// === impl Created ===

impl fmt::Display for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(paid) = self.paid_amount {
            write!(f, "{paid} ")?;
        }
        write!(f, "with order {}", self.dojo_order_id)
    }
}

// === impl Try ===

impl Try {
    /// Whether it may or may not be at the point of sale.
    pub const fn is_unknown(&self) -> bool {
        !self.written_off && matches!(self.ended, None | Some((_, Outcome::Unknown(_))))
    }

    const fn was_not_sent(&self) -> bool {
        matches!(self.ended, Some((_, Outcome::NotSent(_))))
    }

    fn reason(&self) -> Option<String> {
        match &self.ended {
            Some((_, outcome)) => outcome.reason().map(ToOwned::to_owned),
            None => Some(STOPPED_DURING_ATTEMPT.to_owned()),
        }
    }
}

fn said(order_id: &str, payment: &OrderPayment) -> String {
    let paid = payment.paid_amount;
    match payment.tips_amount.filter(|tips| tips.value != 0) {
        Some(tips) => format!("{paid} and {tips} tips on order {order_id:?}"),
        None => format!("{paid} on order {order_id:?}"),
    }
}

/// The refunded amount in minor units.
fn refunded(reading: &Reading) -> i64 {
    reading.intent.refunded_amount.map_or(0, |refunded| refunded.value)
}

/// How far a status is: only a larger one moves an intent forward.
const fn rank(status: PaymentStatus) -> u8 {
    match status {
        PaymentStatus::Created => 0,
        PaymentStatus::Authorized => 1,
        PaymentStatus::Canceled => 2,
        PaymentStatus::Captured => 3,
        PaymentStatus::Refunded | PaymentStatus::Reversed => 5,
    }
}
