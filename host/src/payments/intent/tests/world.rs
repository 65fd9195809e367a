//! A point of sale and a Dojo as they are, whatever they answer, and what is between them and an intent: chance.

use super::story::*;
use crate::epos::PaymentStatus::{self, Authorized, Canceled, Captured, Created, Refunded, Reversed};
use crate::epos::{PaymentSafety, Timestamp, UpdateStatus};
use crate::ledger::{Answer, Decision, Fact, Found, NamedBy, Outcome, Via};
use crate::payments::clock::later;
use crate::payments::intent::{AttentionReason, Delivery, Next, Progress, Terms, rank};
use std::time::Duration;

/// What is paid.
pub(super) const PAID: i64 = 1_000;

/// What is refunded at a time.
const PART: i64 = 100;

/// What arrives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Arrives {
    /// An event, that Dojo had reason for.
    Event(PaymentStatus),
    /// An event of a partial refund.
    PartialRefund,
    /// A request to record the payment.
    Request,
    /// Dojo's own list, of a payment whose event was lost.
    List,
}

pub(super) const ARRIVALS: [Arrives; 9] = [
    Arrives::Event(Created),
    Arrives::Event(Authorized),
    Arrives::Event(Captured),
    Arrives::Event(Reversed),
    Arrives::Event(Refunded),
    Arrives::Event(Canceled),
    Arrives::PartialRefund,
    Arrives::Request,
    Arrives::List,
];

/// What a call meets. The first is how it should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Luck {
    Works,
    IsOff,
    Refuses,
    WorksUnanswered,
    WorksLateUnanswered,
    FailsUnanswered,
    IsNotReached,
}

pub(super) const LUCK: [Luck; 7] = [
    Luck::Works,
    Luck::IsOff,
    Luck::Refuses,
    Luck::WorksUnanswered,
    Luck::WorksLateUnanswered,
    Luck::FailsUnanswered,
    Luck::IsNotReached,
];

/// What is left to chance, choice by choice. What is past the end goes as it should.
#[derive(Default, Debug)]
pub(super) struct Fate {
    given: Vec<usize>,
    /// What was chosen, and out of how many.
    pub(super) taken: Vec<(usize, usize)>,
}

impl Fate {
    pub(super) fn new(given: &[usize]) -> Self {
        Self { given: given.to_vec(), taken: Vec::new() }
    }

    pub(super) fn choose<T: Copy>(&mut self, options: &[T]) -> T {
        let choice = self.given.get(self.taken.len()).map_or(0, |choice| choice % options.len());
        self.taken.push((choice, options.len()));
        options[choice]
    }

    pub(super) fn went_as_it_should(&self) -> bool {
        self.taken.iter().all(|(choice, _)| *choice == 0)
    }

    /// The next of all fates that differ within the first `depth` choices; none after the last.
    pub(super) fn following(&self, depth: usize) -> Option<Self> {
        let mut choices: Vec<_> = self.taken.iter().take(depth).copied().collect();
        while let Some((choice, options)) = choices.pop() {
            if choice + 1 < options {
                let given = choices.iter().map(|(choice, _)| *choice).chain([choice + 1]).collect();
                return Some(Self { given, taken: Vec::new() });
            }
        }
        None
    }
}

/// What a point of sale is told.
#[derive(Clone, Copy, Debug)]
struct Told {
    step: UpdateStatus,
    pub(super) refunded: i64,
    before: i64,
}

impl From<&Delivery> for Told {
    fn from(delivery: &Delivery) -> Self {
        Self {
            step: delivery.update.status,
            refunded: delivery.refunded.map_or(PAID, |refunded| refunded.value),
            before: delivery.update.refunded_before.map_or(0, |before| before.value),
        }
    }
}

/// A point of sale, as it really is, whatever it answers.
pub(super) struct Pos {
    safety: PaymentSafety,
    pub(super) paid: u32,
    pub(super) undone: u32,
    pub(super) refunded: i64,
    parts: Vec<i64>,
    pub(super) told: Vec<UpdateStatus>,
    /// When it applies what it has not answered.
    late: Option<Timestamp>,
}

impl Pos {
    pub(super) const fn new(safety: PaymentSafety) -> Self {
        Self { safety, paid: 0, undone: 0, refunded: 0, parts: Vec::new(), told: Vec::new(), late: None }
    }

    pub(super) fn is_at(&mut self, now: Timestamp) {
        if self.late.is_some_and(|late| late <= now) {
            self.late = None;
            self.pay();
        }
    }

    fn pay(&mut self) {
        if self.safety != PaymentSafety::Keyed || self.paid == 0 {
            self.paid += 1;
        }
    }

    fn apply(&mut self, Told { step, refunded, before }: Told) {
        match step {
            UpdateStatus::Captured => self.pay(),
            UpdateStatus::PartlyRefunded if self.safety == PaymentSafety::Keyed && self.parts.contains(&refunded) => {}
            UpdateStatus::PartlyRefunded => {
                self.parts.push(refunded);
                self.refunded += refunded - before;
            }
            UpdateStatus::Refunded | UpdateStatus::Reversed => {
                if self.safety != PaymentSafety::Keyed || self.undone == 0 {
                    self.undone += 1;
                    self.refunded += PAID - before;
                }
            }
            UpdateStatus::Created | UpdateStatus::Authorized | UpdateStatus::Canceled => {}
        }
    }

    fn call(&mut self, told: Told, luck: Luck, now: Timestamp, settle_after: Duration) -> Outcome {
        let step = told.step;
        self.is_at(now);
        if luck != Luck::IsNotReached {
            self.told.push(step);
        }
        match luck {
            Luck::WorksLateUnanswered if step == UpdateStatus::Captured => self.late = Some(later(now, settle_after)),
            Luck::Works | Luck::WorksUnanswered | Luck::WorksLateUnanswered => self.apply(told),
            Luck::IsOff | Luck::Refuses | Luck::FailsUnanswered | Luck::IsNotReached => {}
        }
        match luck {
            Luck::Works => Outcome::Applied,
            Luck::IsOff => till_is_off(),
            Luck::Refuses => refused(),
            Luck::WorksUnanswered | Luck::WorksLateUnanswered | Luck::FailsUnanswered => unknown(),
            Luck::IsNotReached => not_sent(),
        }
    }
}

/// Dojo, as it really is.
pub(super) struct Dojo {
    pub(super) status: PaymentStatus,
    pub(super) refunded: i64,
}

impl Dojo {
    fn goes_to(&mut self, status: PaymentStatus) {
        if rank(status) > rank(self.status) {
            self.status = status;
        }
    }

    pub(super) fn is_undone(&self) -> bool {
        matches!(self.status, Refunded | Reversed)
    }
}

/// What the card machine knows of its request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Heard {
    Nothing,
    Success,
    Error,
}

pub(super) struct World {
    pub(super) story: Story,
    pub(super) pos: Pos,
    pub(super) dojo: Dojo,
    pub(super) fate: Fate,
    pub(super) heard: Option<Heard>,
}

impl World {
    pub(super) fn new(terms: Terms, fate: Fate) -> Self {
        Self {
            story: story(terms),
            pos: Pos::new(terms.safety.unwrap()),
            dojo: Dojo { status: Created, refunded: 0 },
            fate,
            heard: None,
        }
    }

    pub(super) fn arrives(&mut self, what: Arrives) {
        match what {
            Arrives::Event(status) => {
                self.dojo.goes_to(status);
                self.story.told(status);
            }
            Arrives::PartialRefund => {
                self.dojo.goes_to(Captured);
                if self.dojo.status == Captured && self.dojo.refunded + PART < PAID {
                    self.dojo.refunded += PART;
                }
                self.story.told(Captured);
            }
            Arrives::Request if self.story.terms.records => {
                self.dojo.goes_to(Captured);
                self.story.records("T1", PAID);
                let heard = self.is_answered();
                if heard != Heard::Nothing {
                    self.answer(heard);
                }
                // What was heard before stands.
                if heard != Heard::Nothing || self.heard.is_none() {
                    self.heard = Some(heard);
                }
            }
            Arrives::List if self.story.terms.reads_intents => {
                self.dojo.goes_to(Captured);
                self.story.names(NamedBy::Reconciliation);
            }
            Arrives::Request | Arrives::List => {}
        }
    }

    /// With an error, Dojo gives the money back, unless it fails to.
    fn answer(&mut self, heard: Heard) {
        if heard == Heard::Error && self.fate.choose(&[true, false]) {
            self.dojo.goes_to(Refunded);
        }
    }

    /// What whoever answers a request to record does, as `record.rs` does it: one try, one look.
    fn is_answered(&mut self) -> Heard {
        if self.fate.choose(&[false, true]) {
            return Heard::Nothing;
        }
        let state = &self.story.state;
        if state.progress() == Progress::Applied {
            return Heard::Success;
        }
        if state.declined().is_some() {
            return Heard::Error;
        }
        if matches!(state.status(), Some(Refunded | Reversed | Canceled)) {
            return self.declines();
        }
        if state.progress() == Progress::Unknown && self.pos.safety != PaymentSafety::Keyed {
            return self.finds_out();
        }
        let attempt = self.story.request_begins(Via::RecordPayment);
        let luck = self.fate.choose(&LUCK);
        let told = Told { step: UpdateStatus::Captured, refunded: 0, before: 0 };
        let outcome = self.pos.call(told, luck, self.story.now, self.story.terms.settle_after);
        self.story.ends(attempt, outcome.clone());
        if self.fate.choose(&[false, true]) {
            return Heard::Nothing;
        }
        match outcome {
            Outcome::Applied => Heard::Success,
            _ if self.story.state.progress() == Progress::Unknown => self.finds_out(),
            _ => self.declines(),
        }
    }

    fn finds_out(&mut self) -> Heard {
        let (found, conclusive) = self.pos_shows();
        let is_there = matches!(found, Found::Present { .. });
        self.story.finds(found, conclusive);
        if is_there {
            Heard::Success
        } else if conclusive || self.fate.choose(&[false, true]) {
            self.declines()
        } else {
            self.story.answers(Answer::Assumed);
            Heard::Success
        }
    }

    fn declines(&mut self) -> Heard {
        self.story.answers(declined());
        Heard::Error
    }

    /// What the order shows, and whether that settles the matter, as `work.rs` judges it.
    fn pos_shows(&mut self) -> (Found, bool) {
        let now = self.story.now;
        self.pos.is_at(now);
        if !self.fate.choose(&[true, false]) {
            return (unreadable(), false);
        }
        if self.pos.safety != PaymentSafety::None && self.pos.paid > 0 {
            return (present(), true);
        }
        let settle_after = self.story.terms.settle_after;
        let mut tries = self.story.state.tries().iter().filter(|one| one.is_unknown());
        let had_its_time = tries.all(|one| one.ended.as_ref().is_some_and(|(at, _)| later(*at, settle_after) <= now));
        (absent(), self.pos.safety == PaymentSafety::Lookup && had_its_time)
    }

    fn dojo_says(&mut self) -> Fact {
        let Dojo { status, refunded } = self.dojo;
        let refunded = if status == Refunded { PAID } else { refunded };
        if self.fate.choose(&[true, false]) {
            Fact::Reading(Box::new(reading(status, T1, PAID, refunded)))
        } else {
            Fact::ReadingFailed { reason: "Dojo did not answer".to_owned(), gone: false }
        }
    }

    /// Does what comes next until nothing does.
    pub(super) fn settle(&mut self) -> Next {
        for _ in 0..1_000 {
            let next = self.story.next();
            let due = match &next {
                Next::Read { not_before } | Next::Look { not_before } | Next::Deliver { not_before, .. } => *not_before,
                Next::Wait { until } => *until,
                Next::GiveBack => self.story.now,
                Next::Settled | Next::Attention(_) => return next,
            };
            self.story.now = self.story.now.max(due);
            match next {
                Next::Read { .. } => {
                    let said = self.dojo_says();
                    self.story.add(said);
                }
                Next::Look { .. } => {
                    let (found, conclusive) = self.pos_shows();
                    self.story.finds(found, conclusive);
                }
                Next::Wait { .. } => {
                    self.story.waits_in_vain();
                }
                Next::Deliver { delivery, posts_again, .. } => {
                    let may = !posts_again || self.pos.safety == PaymentSafety::Keyed || delivery.by_a_person;
                    assert!(may, "{}", self.story.text());
                    let attempt = self.story.begins(&delivery);
                    let luck = self.fate.choose(&LUCK);
                    let outcome =
                        self.pos.call(Told::from(&*delivery), luck, self.story.now, self.story.terms.settle_after);
                    self.story.ends(attempt, outcome);
                }
                Next::GiveBack if self.fate.choose(&[true, false]) => {
                    self.dojo.goes_to(Refunded);
                    self.story.gives_back(Ok(PAID));
                }
                Next::GiveBack => {
                    self.story.gives_back(Err("the card is closed"));
                }
                Next::Settled | Next::Attention(_) => {}
            }
        }
        panic!("no end: {:?}", self.story.state)
    }
}

/// A person who looks at the point of sale and at Dojo, and answers.
impl World {
    pub(super) fn person_answers(&mut self, reason: &AttentionReason) {
        // Long enough for what is applied late.
        self.story.waits(self.story.terms.settle_after);
        self.pos.is_at(self.story.now);
        let is_charged = self.dojo.status == Captured;
        if *reason == AttentionReason::NoOrder && self.pos.paid == 0 {
            // By hand.
            self.pos.paid = 1;
        }
        let decision = if self.story.state.progress() == Progress::Applied {
            self.person_answers_of_the_undoing(reason)
        } else if self.pos.paid > 0 {
            Decision::Applied
        } else if is_charged && self.fate.choose(&[true, false]) {
            Decision::Post
        } else if is_charged && !self.story.terms.reads_intents {
            // By hand.
            self.arrives(Arrives::Event(Refunded));
            Decision::GiveBack
        } else {
            Decision::GiveBack
        };
        self.story.decides(decision);
    }
}

impl World {
    fn person_answers_of_the_undoing(&mut self, reason: &AttentionReason) -> Decision {
        let refunded = if self.dojo.is_undone() { PAID } else { self.dojo.refunded };
        let is_of_the_payment =
            matches!(reason, AttentionReason::Unreadable { .. } | AttentionReason::AppliedAndDeclined { .. });
        if is_of_the_payment || self.pos.refunded == refunded {
            return Decision::Applied;
        }
        if self.pos.refunded == self.story.state.refunded_there {
            return Decision::Post;
        }
        // What is there in parts is completed by hand.
        self.pos.refunded = refunded;
        self.pos.undone = u32::from(self.dojo.is_undone());
        Decision::Applied
    }
}
