//! How a test tells a story: what arrives, what the host does next, and how that ends, entry by entry, as a host would
//! write them.

use crate::epos::event::PaymentIntentEvent;
use crate::epos::{
    CaptureMode, Currency, Event, EventType, Money, OrderPayment, PaymentIntent, PaymentSafety, PaymentStatus,
    Requester, Timestamp, UpdateStatus,
};
use crate::ledger::{
    Answer, Attempt, Before, Decision, Declined, Entry, Fact, Found, IntentKey, NamedBy, Outcome, Reading, Seq,
    Standing, Via,
};
use crate::payments::clock::later;
use crate::payments::intent::{Delivery, IntentState, Next, Terms};
use expect_test::Expect;
use std::time::Duration;

pub(super) const SAFETIES: [PaymentSafety; 3] = [PaymentSafety::Keyed, PaymentSafety::Lookup, PaymentSafety::None];

/// The order that the payment is for.
pub(super) const T1: Option<&str> = Some("T1");

/// An intent's entries as a host would write them.
pub(super) struct Story {
    pub(super) state: IntentState,
    pub(super) entries: Vec<Entry>,
    pub(super) now: Timestamp,
    pub(super) terms: Terms,
}

/// A venue whose adapter has `payment-updated` alone, without a key to Dojo's API.
pub(super) const fn posts() -> Terms {
    Terms {
        safety: Some(PaymentSafety::None),
        records: false,
        takes_events: true,
        reads_orders: true,
        reads_intents: false,
        settle_after: Duration::from_secs(60),
    }
}

/// A venue whose adapter has `record-payment` too, without a key to Dojo's API.
pub(super) const fn records() -> Terms {
    Terms { records: true, ..posts() }
}

/// What else may be so at a venue.
pub(super) trait Otherwise: Sized {
    fn safety(self, safety: PaymentSafety) -> Self;
    fn with_dojo(self) -> Self;
    fn without_events(self) -> Self;
    fn without_orders(self) -> Self;
    fn without_an_adapter(self) -> Self;

    fn keyed(self) -> Self {
        self.safety(PaymentSafety::Keyed)
    }

    fn lookup(self) -> Self {
        self.safety(PaymentSafety::Lookup)
    }
}

impl Otherwise for Terms {
    fn safety(self, safety: PaymentSafety) -> Self {
        Self { safety: Some(safety), ..self }
    }

    fn with_dojo(self) -> Self {
        Self { reads_intents: true, ..self }
    }

    fn without_events(self) -> Self {
        Self { takes_events: false, ..self }
    }

    fn without_orders(self) -> Self {
        Self { reads_orders: false, ..self }
    }

    fn without_an_adapter(self) -> Self {
        Self { reads_intents: self.reads_intents, settle_after: self.settle_after, ..Self::default() }
    }
}

/// A story that has not begun.
pub(super) fn story(terms: Terms) -> Story {
    let key = IntentKey::new(&"crown".parse().unwrap(), "pi_1");
    Story {
        state: IntentState::fold(&key, []),
        entries: Vec::new(),
        now: "2026-11-22T19:00:00Z".parse().unwrap(),
        terms,
    }
}

impl Story {
    pub(super) fn add(&mut self, fact: Fact) -> Seq {
        let says = fact.says();
        let duplicate = says.is_some() && self.entries.iter().any(|entry| entry.fact.says() == says);
        let seq = Seq(i64::try_from(self.entries.len()).unwrap() + 1);
        let entry = Entry { seq, at: self.now, duplicate, fact, raw: None };
        self.state.add(&entry);
        self.entries.push(entry);
        seq
    }

    pub(super) fn next(&self) -> Next {
        self.state.next(&self.terms)
    }

    /// Another adapter, or another configuration.
    pub(super) fn under(&mut self, terms: Terms) -> &mut Self {
        self.terms = terms;
        self
    }

    pub(super) fn waits(&mut self, time: Duration) -> &mut Self {
        self.now = later(self.now, time);
        self
    }

    fn waits_until(&mut self, until: Timestamp) {
        self.now = self.now.max(until);
    }

    /// An event of its own: a second Captured may be a partial refund.
    pub(super) fn told(&mut self, status: PaymentStatus) -> &mut Self {
        let event = Event {
            id: format!("evt_{}", self.entries.len() + 1),
            account_id: "acc_1".to_owned(),
            event: EventType::StatusUpdated,
            created_at: self.now,
            data: PaymentIntentEvent {
                payment_intent_id: "pi_1".to_owned(),
                payment_status: status,
                capture_mode: CaptureMode::Auto,
            },
        };
        self.add(Fact::Event { event, requester: Requester::default(), trace_id: "t".to_owned() });
        self
    }

    pub(super) fn all_told(&mut self, statuses: &[PaymentStatus]) -> &mut Self {
        for status in statuses {
            self.told(*status);
        }
        self
    }

    /// The last event once more, as Dojo sends it where it was not acknowledged.
    pub(super) fn told_again(&mut self) -> &mut Self {
        let event = self.entries.iter().rev().find(|entry| matches!(entry.fact, Fact::Event { .. })).unwrap();
        self.add(event.fact.clone());
        self
    }

    /// A request to record a payment comes in.
    pub(super) fn records(&mut self, order: &str, paid: i64) -> &mut Self {
        let payment = OrderPayment {
            payment_intent_id: "pi_1".to_owned(),
            paid_amount: pounds(paid),
            tips_amount: None,
            lock_id: None,
        };
        let (requester, trace_id) = (Requester::default(), "t".to_owned());
        self.add(Fact::Record { order_id: order.to_owned(), payment, requester, trace_id });
        self
    }

    /// The intent is named elsewhere.
    pub(super) fn names(&mut self, by: NamedBy) -> &mut Self {
        let paid_amount = matches!(by, NamedBy::CreateOrder { .. }).then(|| pounds(1_000));
        self.add(Fact::Named { by, paid_amount, trace_id: "t".to_owned() });
        self
    }

    /// The host reads the intent, as soon as it wants to.
    #[track_caller]
    pub(super) fn reads(&mut self, status: PaymentStatus, order: Option<&str>, paid: i64, refunded: i64) -> &mut Self {
        self.comes_to_read();
        self.add(Fact::Reading(Box::new(reading(status, order, paid, refunded))));
        self
    }

    #[track_caller]
    pub(super) fn reading_fails(&mut self, gone: bool) -> &mut Self {
        self.comes_to_read();
        let reason = if gone { "Dojo has no such intent" } else { "Dojo did not answer" };
        self.add(Fact::ReadingFailed { reason: reason.to_owned(), gone });
        self
    }

    #[track_caller]
    fn comes_to_read(&mut self) {
        let Next::Read { not_before } = self.next() else { panic!("{:?}", self.next()) };
        self.waits_until(not_before);
    }

    /// The wait for a request ends, and none came.
    #[track_caller]
    pub(super) fn waits_in_vain(&mut self) -> &mut Self {
        let Next::Wait { until } = self.next() else { panic!("{:?}", self.next()) };
        self.waits_until(until);
        self.add(Fact::ReadingFailed { reason: "no request to record the payment came".to_owned(), gone: true });
        self
    }

    /// The host looks at the order, as soon as it wants to.
    #[track_caller]
    pub(super) fn looks(&mut self, found: Found, conclusive: bool) -> &mut Self {
        let Next::Look { not_before } = self.next() else { panic!("{:?}", self.next()) };
        self.waits_until(not_before);
        self.finds(found, conclusive)
    }

    /// Whoever answers a request looks at the order.
    pub(super) fn finds(&mut self, found: Found, conclusive: bool) -> &mut Self {
        self.add(Fact::Look { found, conclusive });
        self
    }

    pub(super) fn begins(&mut self, delivery: &Delivery) -> Seq {
        self.begins_with(delivery, None)
    }

    /// `before` is what the order showed.
    pub(super) fn begins_with(&mut self, delivery: &Delivery, before: Option<Before>) -> Seq {
        let recorded = delivery.payment.as_ref().filter(|_| self.terms.records);
        self.add(Fact::Attempt(Attempt {
            step: delivery.update.status,
            refunded: delivery.refunded,
            number: delivery.update.attempt,
            payment_safety: self.terms.safety,
            via: Some(recorded.map_or(Via::PaymentUpdated, |_| Via::RecordPayment)),
            order_id: delivery.payment.as_ref().map(|(order, _)| order.clone()),
            paid_amount: delivery.payment.as_ref().map(|(_, payment)| payment.paid_amount),
            before,
            trace_id: "t".to_owned(),
        }))
    }

    pub(super) fn ends(&mut self, attempt: Seq, outcome: Outcome) -> &mut Self {
        self.add(Fact::Outcome { attempt, outcome });
        self
    }

    /// Tells the point of sale what comes next, as soon as it may be told.
    #[track_caller]
    pub(super) fn tries(&mut self, outcome: Outcome) -> &mut Self {
        let Next::Deliver { delivery, not_before, .. } = self.next() else { panic!("{:?}", self.next()) };
        self.waits_until(not_before);
        let attempt = self.begins(&delivery);
        self.ends(attempt, outcome)
    }

    /// Whoever answers a request, or makes an order, begins to tell the point of sale.
    pub(super) fn request_begins(&mut self, via: Via) -> Seq {
        let tries = self.state.tries().iter().filter(|one| one.step == UpdateStatus::Captured).count();
        self.add(Fact::Attempt(Attempt {
            step: UpdateStatus::Captured,
            refunded: None,
            number: u32::try_from(tries + 1).unwrap(),
            payment_safety: self.terms.safety,
            via: Some(via),
            order_id: None,
            paid_amount: None,
            before: None,
            trace_id: "t".to_owned(),
        }))
    }

    /// Whoever answers a request tells the point of sale.
    pub(super) fn request_tries(&mut self, outcome: Outcome) -> &mut Self {
        let attempt = self.request_begins(Via::RecordPayment);
        self.ends(attempt, outcome)
    }

    pub(super) fn answers(&mut self, answer: Answer) -> &mut Self {
        self.add(Fact::Answered(answer));
        self
    }

    pub(super) fn decides(&mut self, decision: Decision) -> &mut Self {
        self.add(Fact::Decided { decision, by: "Ann".to_owned() });
        self
    }

    #[track_caller]
    pub(super) fn gives_back(&mut self, given: Result<i64, &str>) -> &mut Self {
        assert_eq!(self.next(), Next::GiveBack);
        let (amount, failure) = (given.ok().map(pounds), given.err().map(ToOwned::to_owned));
        self.add(Fact::GivenBack { amount, failure });
        self
    }

    /// What comes next in words, and behind a semicolon what a person sees meanwhile.
    pub(super) fn text(&self) -> String {
        let wait = |until: Timestamp| match until.as_millisecond() - self.now.as_millisecond() {
            ..=0 => String::new(),
            wait => format!(" in {} s", wait / 1_000),
        };
        let next = match self.next() {
            Next::Deliver { delivery, not_before, posts_again } => {
                self.delivery_text(&delivery, posts_again) + &wait(not_before)
            }
            Next::Read { not_before } => format!("read{}", wait(not_before)),
            Next::Look { not_before } => format!("look{}", wait(not_before)),
            Next::GiveBack => "give back".to_owned(),
            Next::Wait { until } => format!("wait{}", wait(until)),
            Next::Settled => "settled".to_owned(),
            Next::Attention(reason) => reason.to_string(),
        };
        match self.state.standing(&self.terms) {
            Standing::Attention { reason, due: Some(_) } => format!("{next}; {reason}"),
            Standing::Attention { due: None, .. } | Standing::Open { .. } | Standing::Settled => next,
        }
    }

    fn delivery_text(&self, delivery: &Delivery, posts_again: bool) -> String {
        let Delivery { update, payment, refunded, by_a_person } = delivery;
        let mut text = format!("{:?} attempt {}", update.status, update.attempt);
        if posts_again {
            text.push_str(" again");
        }
        if *by_a_person {
            text.push_str(" for a person");
        }
        if let Some((order, payment)) = payment.as_ref().filter(|_| self.terms.records) {
            text.push_str(&format!(" of {} on {order}", payment.paid_amount));
        }
        if let Some(refunded) = refunded {
            text.push_str(&format!(" of {refunded}"));
        }
        if let Some(before) = update.refunded_before {
            text.push_str(&format!(" after {before}"));
        }
        text
    }

    #[track_caller]
    pub(super) fn check(&mut self, expected: Expect) -> &mut Self {
        expected.assert_eq(&self.text());
        self
    }
}

pub(super) fn pounds(value: i64) -> Money {
    Money { value, currency_code: Currency::new("GBP").unwrap() }
}

pub(super) fn reading(status: PaymentStatus, order: Option<&str>, paid: i64, refunded: i64) -> Reading {
    Reading {
        status,
        capture_mode: CaptureMode::Auto,
        charged: pounds(paid),
        intent: PaymentIntent {
            order_id: order.map(ToOwned::to_owned),
            paid_amount: pounds(paid),
            tips_amount: None,
            service_charge_amount: None,
            cashback_amount: None,
            refunded_amount: (refunded > 0).then(|| pounds(refunded)),
            waiter_id: None,
            metadata: Vec::new(),
        },
    }
}

pub(super) fn till_is_off() -> Outcome {
    Outcome::Later("the till is off".to_owned())
}

pub(super) fn unknown() -> Outcome {
    Outcome::Unknown("no answer".to_owned())
}

pub(super) fn refused() -> Outcome {
    Outcome::Refused("paid already".to_owned())
}

pub(super) fn not_sent() -> Outcome {
    Outcome::NotSent("the queue is full".to_owned())
}

pub(super) fn present() -> Found {
    Found::Present { proof: "the order lists the payment".to_owned() }
}

pub(super) fn absent() -> Found {
    Found::Absent { paid: pounds(500), total: Some(pounds(3_000)) }
}

pub(super) fn unreadable() -> Found {
    Found::Unreadable { reason: "the till is off".to_owned() }
}

pub(super) fn declined() -> Answer {
    Answer::Declined(Declined::Conflict("paid already".to_owned()))
}

pub(super) fn with_an_order() -> NamedBy {
    NamedBy::CreateOrder { dojo_order_id: "o1".to_owned() }
}

pub(super) fn as_a_deposit() -> NamedBy {
    NamedBy::PartyDeposit { party_id: "p1".to_owned() }
}
