//! What comes next for a payment intent. `money.md` calls it an intent's life; each rule here is a sentence there.

use super::{AttentionReason, IntentState, Progress, Try, rank};
use crate::epos::{
    CaptureMode, Money, OrderPayment, PaymentSafety, PaymentStatus, PaymentUpdate, Requester, Timestamp, UpdateStatus,
};
use crate::failpoint::haste;
use crate::ledger::{Answer, Decision, Found, Outcome, Seq, Standing};
use crate::payments::clock::{between, later};
use crate::payments::retry;
use std::time::Duration;

/// What the venue's configuration and its adapter say now.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Terms {
    /// What happens when a payment is posted twice; none where no adapter is loaded, which leaves the matter to what it
    /// said when it was tried, and makes the three fields below mean nothing.
    pub safety: Option<PaymentSafety>,
    /// Whether payments go to the adapter's `record-payment`. One function applies a payment.
    pub records: bool,
    /// Whether the adapter takes events.
    pub takes_events: bool,
    /// Whether an order can be read by its id.
    pub reads_orders: bool,
    /// Whether payment intents can be read at Dojo.
    pub reads_intents: bool,
    /// How late the point of sale may still apply a payment that it did not answer.
    pub settle_after: Duration,
}

/// What comes next for an intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Read the intent at Dojo, not before then.
    Read {
        /// When.
        not_before: Timestamp,
    },
    /// Read the order, to learn whether the payment is on it, not before then.
    Look {
        /// When.
        not_before: Timestamp,
    },
    /// Tell the point of sale, not before then.
    Deliver {
        /// What.
        delivery: Box<Delivery>,
        /// When.
        not_before: Timestamp,
        /// Whether an earlier attempt may have been applied: then it is only sent while the adapter says that the point
        /// of sale drops the second, or because a person says so.
        posts_again: bool,
    },
    /// Ask Dojo to give the money back.
    GiveBack,
    /// Look again then: something may come meanwhile.
    Wait {
        /// Until when.
        until: Timestamp,
    },
    /// Nothing.
    Settled,
    /// A person has to look.
    Attention(AttentionReason),
}

/// What a point of sale is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// As `payment-updated` takes it.
    pub update: PaymentUpdate,
    /// As `record-payment` takes it, with the order's id: a payment whose amounts are known.
    pub payment: Option<(String, OrderPayment)>,
    /// The refunded amount in all that it is told, where it is told of a refund.
    pub refunded: Option<Money>,
    /// Whether a person asked for it: then what was promised about posting twice does not matter.
    pub by_a_person: bool,
}

/// How long a request to record a payment may come after the event that tells it, where nothing but the request has the
/// amounts; and how long after a refused one Dojo has given the money back. Both take seconds as a rule; a card machine
/// without a connection takes minutes.
pub(crate) const PATIENCE: Duration = Duration::from_mins(10);

/// The first wait where Dojo's answer is behind its own event.
const BEHIND: Duration = Duration::from_secs(5);

// === impl IntentState ===

impl IntentState {
    /// What comes next.
    pub fn next(&self, terms: &Terms) -> Next {
        match self.course(terms) {
            Next::Settled => self.left_over().map_or(Next::Settled, Next::Attention),
            next => next,
        }
    }

    /// Where the intent stands by its facts.
    pub fn standing(&self, terms: &Terms) -> Standing {
        let due = match self.next(terms) {
            Next::Settled => return Standing::Settled,
            Next::Attention(reason) => return Standing::Attention { reason: reason.to_string(), due: None },
            Next::Read { not_before } | Next::Look { not_before } | Next::Deliver { not_before, .. } => not_before,
            Next::GiveBack => self.decision.map_or_else(|| self.heard_at(), |(_, at, _)| at),
            Next::Wait { until } => until,
        };
        match self.pressing(terms) {
            Some(reason) => Standing::Attention { reason: reason.to_string(), due: Some(due) },
            None => Standing::Open { due },
        }
    }

    fn course(&self, terms: &Terms) -> Next {
        if let Some(next) = self.decided(terms) {
            return next;
        }
        if self.deposit && self.record.is_none() && self.created.is_none() {
            match self.progress() {
                Progress::NotThere => return Next::Settled,
                Progress::Unknown => return Next::Attention(self.unknown_reason()),
                // It was put there before anybody said that it is a deposit: it is undone like any other.
                Progress::Applied => {}
            }
        }
        match (self.progress(), self.is_undone()) {
            (Progress::Applied, _) => self.after_payment(terms),
            (Progress::NotThere, true) => Next::Settled,
            (Progress::Unknown, undone) if undone || self.is_void() => {
                Next::Attention(AttentionReason::UndoneWhileUnknown { reason: self.what_is_known() })
            }
            (progress, _) => {
                if let Some(declined) = self.declined() {
                    self.after_declining(progress, &declined.to_string(), terms)
                } else if self.is_unanswered() {
                    self.interrupted(progress, terms)
                } else if self.is_to_be_paid() {
                    self.pay(progress, terms)
                } else {
                    self.read_what_is_listed(terms).unwrap_or_else(|| self.news(terms))
                }
            }
        }
    }

    /// What a person decided and is not done yet.
    fn decided(&self, terms: &Terms) -> Option<Next> {
        let (seq, at, decision) = self.decision?;
        match decision {
            Decision::Applied => None,
            Decision::Post if self.tries.iter().any(|one| one.seq > seq) => None,
            Decision::Post => {
                if terms.reads_intents
                    && let Some(next) = self.read_first(at)
                {
                    return Some(next);
                }
                let step = match self.progress() {
                    Progress::Applied => self.undoing()?,
                    Progress::Unknown | Progress::NotThere if self.is_undone() || self.is_void() => return None,
                    Progress::Unknown | Progress::NotThere => UpdateStatus::Captured,
                };
                let posts_again = self.tries_at(step).any(Try::is_unknown);
                let mut delivery = self.delivery(step);
                if step == UpdateStatus::Captured && terms.records && delivery.payment.is_none() {
                    return Some(Next::Attention(AttentionReason::NoOrder));
                }
                delivery.by_a_person = true;
                Some(Next::Deliver { delivery: Box::new(delivery), not_before: at, posts_again })
            }
            Decision::GiveBack => match &self.given_back {
                // By us, or by whatever other way.
                _ if self.is_undone() => (!self.applied).then_some(Next::Settled),
                Some((given, Err(reason))) if *given > seq => {
                    Some(Next::Attention(AttentionReason::GiveBackFailed { reason: reason.clone() }))
                }
                _ if !terms.reads_intents => Some(Next::Attention(AttentionReason::NoDojo)),
                _ => match self.read_first(at) {
                    Some(next) => Some(next),
                    None if self.is_canceled() => (!self.applied).then_some(Next::Settled),
                    None => Some(Next::GiveBack),
                },
            },
        }
    }

    /// A payment that is on the point of sale: its undoing, in parts or in whole.
    fn after_payment(&self, terms: &Terms) -> Next {
        if self.undone_there {
            return Next::Settled;
        }
        // Where Dojo cannot be asked, the word of a person who was told so stands.
        let word = self.decision.filter(|(.., decision)| *decision == Decision::Applied).map(|(seq, ..)| seq);
        let read = |retry_at| {
            let next = self.read_first(retry_at).filter(|_| terms.reads_intents)?;
            let stands = matches!(next, Next::Attention(_)) && word > Some(self.event_seq());
            (!stands).then_some(next)
        };
        // A second Captured may be a partial refund, and only the intent tells.
        if word.unwrap_or(Seq(0)).max(self.event_seq()) > self.reading_seq()
            && let Some(next) = read(self.heard_at())
        {
            return next;
        }
        let Some(step) = self.undoing() else { return Next::Settled };
        if terms.safety.is_some() && !terms.takes_events {
            return Next::Attention(AttentionReason::CannotUndo { status: step });
        }
        let tries: Vec<_> = self.tries_at(step).collect();
        if !tries.is_empty()
            && let Some(next) = read(self.retry_at(&tries, terms))
        {
            return next;
        }
        // What was told before is not known then: neither is what is left to tell.
        let parts: Vec<_> = self.parts_unknown().collect();
        if !parts.is_empty() {
            let status = UpdateStatus::PartlyRefunded;
            return Next::Attention(AttentionReason::Unknown { status, reason: last_reason(&parts) });
        }
        let unknown = tries.iter().any(|one| one.is_unknown());
        let refused = tries.last().is_some_and(|one| one.was_refused());
        if unknown && (refused || !may_be_posted_again(tries.iter().copied(), terms.safety)) {
            let status = tries.last().map_or(step, |one| one.step);
            return Next::Attention(AttentionReason::Unknown { status, reason: last_reason(&tries) });
        }
        self.deliver(step, &tries, unknown)
    }

    /// How the payment is undone at Dojo, where it is and the point of sale was not told.
    fn undoing(&self) -> Option<UpdateStatus> {
        match self.status()? {
            _ if self.undone_there => None,
            status @ (PaymentStatus::Refunded | PaymentStatus::Reversed) => Some(status.into()),
            _ => (self.refunded() > self.refunded_there).then_some(UpdateStatus::PartlyRefunded),
        }
    }

    /// A payment that is to be put on its order.
    fn pay(&self, progress: Progress, terms: &Terms) -> Next {
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
    fn waited_since(&self, seq: Seq) -> bool {
        self.failed_readings.iter().any(|failed| failed.seq > seq)
    }

    /// A payment that may be on its order: whether it may be posted again, or what else comes next.
    fn resolve(&self, tries: &[&Try], terms: &Terms) -> Result<(), Next> {
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
    fn after_declining(&self, progress: Progress, answer: &str, terms: &Terms) -> Next {
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
    fn interrupted(&self, progress: Progress, terms: &Terms) -> Next {
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

    /// Of the news that was not told yet and is not older than what was told, the first. What never left the host is
    /// tried again only while there is nothing newer.
    fn news(&self, terms: &Terms) -> Next {
        if terms.safety.is_some() && !terms.takes_events {
            return Next::Settled;
        }
        let status = |told: &super::Told| UpdateStatus::from(told.event.data.payment_status);
        let told = self.told.iter().rposition(|told| self.tries_of(status(told)).next().is_some());
        let Some(next) = self.told.get(told.map_or(0, |told| told + 1)).or(self.told.last()) else {
            return Next::Settled;
        };
        let tries: Vec<_> = self.tries_of(status(next)).collect();
        if !tries.iter().all(|one| one.was_not_sent()) {
            return Next::Settled;
        }
        // What the intent says is told with it, where it can be read at the first try.
        if terms.reads_intents && tries.is_empty() && self.reading.is_none() && self.failed_readings.is_empty() {
            return Next::Read { not_before: next.at };
        }
        match self.not_before(&tries, next.at, retry::NEWS_LIFETIME) {
            Some(not_before) => {
                let delivery = Box::new(self.delivery(status(next)));
                Next::Deliver { delivery, not_before, posts_again: false }
            }
            None => Next::Settled,
        }
    }

    fn deliver(&self, step: UpdateStatus, tries: &[&Try], posts_again: bool) -> Next {
        if !posts_again && tries.last().is_some_and(|one| one.was_refused()) {
            return Next::Attention(AttentionReason::Refused { status: step, reason: last_reason(tries) });
        }
        match self.not_before(tries, self.heard_at(), retry::MONEY_LIFETIME) {
            Some(not_before) => Next::Deliver { delivery: Box::new(self.delivery(step)), not_before, posts_again },
            None if posts_again => {
                Next::Attention(AttentionReason::Unknown { status: step, reason: last_reason(tries) })
            }
            None => Next::Attention(AttentionReason::Expired {
                status: step,
                tries: tries.len(),
                reason: last_reason(tries),
            }),
        }
    }

    /// When a step is tried next; none where its time is over. The last try is at the very end of its time.
    fn not_before(&self, tries: &[&Try], received_at: Timestamp, lifetime: Duration) -> Option<Timestamp> {
        let (Some(first), Some(last)) = (tries.first(), tries.last()) else { return Some(received_at) };
        let end = later(first.began_at, lifetime);
        let ended_at = last.ended.as_ref().map_or(last.began_at, |(at, _)| *at);
        (ended_at < end).then(|| later(ended_at, retry::delay(&self.key, tries.len())).min(end))
    }

    /// When a payment's step is tried again; where it is not, as soon as may be.
    fn retry_at(&self, tries: &[&Try], terms: &Terms) -> Timestamp {
        let is_unknown = tries.iter().any(|one| one.is_unknown());
        let is_open = !tries.last().is_some_and(|last| last.was_refused())
            && (!is_unknown || may_be_posted_again(tries.iter().copied(), terms.safety));
        let at_once = self.heard_at();
        self.not_before(tries, at_once, retry::MONEY_LIFETIME).filter(|_| is_open).unwrap_or(at_once)
    }

    fn delivery(&self, step: UpdateStatus) -> Delivery {
        let attempts = self.tries_at(step).filter(|one| !one.was_not_sent()).count();
        let told = self.told.last();
        let moved = told.filter(|told| UpdateStatus::from(told.event.data.payment_status) == step);
        let intent = self.reading().map(|reading| reading.intent.clone());
        let currency = intent.as_ref().map(|intent| intent.paid_amount.currency_code);
        let refunded = match step {
            UpdateStatus::PartlyRefunded => intent.as_ref().and_then(|intent| intent.refunded_amount),
            _ => None,
        };
        let refunded_before = match step {
            UpdateStatus::PartlyRefunded | UpdateStatus::Refunded | UpdateStatus::Reversed => {
                currency.map(|currency_code| Money { value: self.refunded_there, currency_code })
            }
            _ => None,
        };
        let update = PaymentUpdate {
            event_id: moved.map_or_else(|| self.name_of(step), |told| told.event.id.clone()),
            payment_intent_id: self.key.intent.as_ref().to_owned(),
            status: step,
            capture_mode: match (told, self.reading()) {
                (Some(told), _) => told.event.data.capture_mode,
                (None, Some(reading)) => reading.capture_mode,
                (None, None) => CaptureMode::Auto,
            },
            created_at: moved.map_or_else(|| self.heard_at(), |told| told.event.created_at),
            intent,
            refunded_before: refunded_before.filter(|before| before.value > 0),
            requester: self.requester(),
            attempt: u32::try_from(attempts + 1).unwrap_or(u32::MAX),
        };
        let payment = (step == UpdateStatus::Captured).then(|| self.order_id().map(ToOwned::to_owned)).flatten();
        Delivery { update, payment: payment.zip(self.payment()), refunded, by_a_person: false }
    }

    /// A name for what no event told, in an event's place. The same at every attempt, and another one for every step: a
    /// point of sale may know by it what it has already.
    fn name_of(&self, step: UpdateStatus) -> String {
        match step {
            UpdateStatus::PartlyRefunded => format!("patio-{}-{step:?}-{}", self.key.intent, self.refunded()),
            _ => format!("patio-{}-{step:?}", self.key.intent),
        }
    }

    /// Who asked: the waiter of the intent's metadata where nobody else is known.
    pub(crate) fn requester(&self) -> Requester {
        let asked = self.record.as_ref().map(|record| record.requester.clone());
        let mut requester = asked.or_else(|| self.told.last().map(|told| told.requester.clone())).unwrap_or_default();
        if requester.waiter_id.is_none() {
            requester.waiter_id = self.reading().and_then(|reading| reading.intent.waiter_id.clone());
        }
        requester
    }

    /// The reading that must come first, where what Dojo said is older than what was heard or done since. Before a retry
    /// it is made when that is due, not hours before: what Dojo says then decides.
    fn read_first(&self, retry_at: Timestamp) -> Option<Next> {
        let done = self.tries.iter().filter(|one| !matches!(one.ended, Some((_, Outcome::Applied))));
        let done = done.filter_map(|one| one.ended_seq).max().max(self.ruled_out);
        let heard = self.last_event.map(|(seq, _)| seq).max(self.decision.map(|(seq, ..)| seq));
        let since = done.max(heard)?;
        if self.reading_seq() > since {
            return None;
        }
        let failed: Vec<_> = self.failed_readings.iter().filter(|failed| failed.seq > since).collect();
        Some(self.read_again(&failed, if done > heard { retry_at } else { self.heard_at() }))
    }

    /// What Dojo's list named and no event told: nothing is known of it until it is read.
    fn read_what_is_listed(&self, terms: &Terms) -> Option<Next> {
        self.listed.filter(|listed| *listed > self.reading_seq())?;
        if terms.reads_intents {
            return self.read_first(self.heard_at());
        }
        let reason = "there is no [venues.….dojo] any more".to_owned();
        Some(Next::Attention(AttentionReason::Unreadable { reason }))
    }

    /// The reading that must come at a time or later.
    fn read_after(&self, due: Timestamp) -> Option<Next> {
        if self.reading.as_ref().is_some_and(|(_, at, _)| *at >= due) {
            return None;
        }
        let failed: Vec<_> = self.failed_readings.iter().filter(|failed| failed.at >= due).collect();
        Some(self.read_again(&failed, due))
    }

    fn read_again(&self, failed: &[&super::FailedReading], first: Timestamp) -> Next {
        let (Some(earliest), Some(last)) = (failed.first(), failed.last()) else {
            return Next::Read { not_before: first };
        };
        let end = later(earliest.at, retry::MONEY_LIFETIME);
        if last.gone || last.at >= end {
            return Next::Attention(AttentionReason::Unreadable { reason: last.reason.clone() });
        }
        Next::Read { not_before: later(last.at, retry::delay(&self.key, failed.len())).min(end) }
    }

    /// An event may overtake what Dojo answers. The wait doubles, as it is as long as was waited already.
    fn read_what_is_behind(&self) -> Option<Next> {
        let (told, (_, read_at, reading)) = (self.told.last()?, self.reading.as_ref()?);
        if rank(reading.status) >= rank(told.event.data.payment_status) {
            return None;
        }
        let waited = between(told.at, *read_at);
        if waited >= retry::MONEY_LIFETIME {
            let reason =
                format!("it is {} there, and an event says {}", reading.status, told.event.data.payment_status);
            return Some(Next::Attention(AttentionReason::Unreadable { reason }));
        }
        Some(Next::Read { not_before: later(*read_at, waited.clamp(BEHIND, Duration::from_hours(4))) })
    }

    /// What a person must see though nothing is to be done.
    fn left_over(&self) -> Option<AttentionReason> {
        if let (true, false, Some(declined)) = (self.applied, self.is_undone(), self.declined()) {
            return Some(AttentionReason::AppliedAndDeclined { answer: declined.to_string() });
        }
        self.open_mismatch()
    }

    /// What a person must see already, while the host goes on.
    fn pressing(&self, terms: &Terms) -> Option<AttentionReason> {
        if self.progress() == Progress::Unknown {
            if matches!(self.answer, Some((_, _, Answer::Assumed))) {
                return Some(self.unknown_reason());
            }
            let tries: Vec<_> = self.tries_of(UpdateStatus::Captured).collect();
            if !may_be_posted_again(tries.iter().copied(), terms.safety) && !is_lookup(&tries, terms.safety) {
                return Some(self.unknown_reason());
            }
        }
        self.left_over().or_else(|| self.open_refusal())
    }

    /// A refusal that nobody has answered: it is read again whether the money is still to be recorded.
    fn open_refusal(&self) -> Option<AttentionReason> {
        let last = self.tries_of(UpdateStatus::Captured).last().filter(|last| last.was_refused())?;
        let answered = self.decision.is_some_and(|(decided, ..)| decided > last.seq);
        let open = self.progress() == Progress::NotThere && self.declined().is_none() && !self.is_unanswered();
        let status = UpdateStatus::Captured;
        (open && !answered).then(|| AttentionReason::Refused { status, reason: last_reason(&[last]) })
    }

    /// Whether what a person is asked about a payment that is there is not whether its undoing is there too.
    pub(super) fn is_not_of_the_undoing(&self) -> bool {
        let is_unread = self.failed_readings.last().is_some_and(|failed| failed.seq > self.event_seq());
        let was_tried = self.undoing().is_some_and(|step| self.tries_at(step).next().is_some());
        self.left_over().is_some() || (is_unread && !was_tried)
    }

    fn open_mismatch(&self) -> Option<AttentionReason> {
        let (since, difference) = self.mismatch.clone().filter(|_| !self.is_undone())?;
        let answered = self.decision.is_some_and(|(decided, ..)| decided > since);
        (!answered).then_some(AttentionReason::Mismatch { difference })
    }

    fn unknown_reason(&self) -> AttentionReason {
        if matches!(self.answer, Some((_, _, Answer::Assumed))) {
            return AttentionReason::Assumed { reason: self.what_is_known() };
        }
        AttentionReason::Unknown { status: UpdateStatus::Captured, reason: self.what_is_known() }
    }

    /// What is known of a payment that may be on its order, with the numbers.
    fn what_is_known(&self) -> String {
        let tries: Vec<_> = self.tries_of(UpdateStatus::Captured).collect();
        let mut known = last_reason(&tries);
        if let Some(payment) = self.payment() {
            known.push_str(&format!("; the payment is {}", payment.paid_amount));
        }
        if let Some(before) = tries.iter().rev().find_map(|one| one.before.as_ref()) {
            known.push_str(&format!("; before, {} was paid", before.paid));
        }
        if let Some(look) = self.looks.last() {
            known.push_str(&format!("; a look at the order: {}", look.found));
        }
        known
    }

    fn is_to_be_paid(&self) -> bool {
        let asked = self.record.is_some() || self.created.is_some();
        self.status() == Some(PaymentStatus::Captured) || (asked && !self.is_void())
    }

    /// Whether a request to record the payment was left without an answer, and no person has looked since.
    fn is_unanswered(&self) -> bool {
        let answered = self.answer.as_ref().map(|(seq, ..)| *seq).max(self.decision.map(|(seq, ..)| seq));
        self.asked.is_some() && self.asked > answered
    }

    /// Whether no card was charged. An event says so, unless a person who was asked after it says otherwise; a reading
    /// says so in any case.
    fn is_void(&self) -> bool {
        let is_read = self.reading().is_some_and(|reading| reading.status == PaymentStatus::Canceled);
        let is_wanted = self.decision.is_some_and(|(.., decision)| decision == Decision::Post);
        self.is_canceled() && (is_read || !is_wanted)
    }

    fn is_canceled(&self) -> bool {
        self.status() == Some(PaymentStatus::Canceled)
    }

    /// When something was heard last; of what was never heard of, the beginning.
    fn heard_at(&self) -> Timestamp {
        let read = || self.reading.as_ref().map(|(_, at, _)| *at);
        self.last_word.map(|(_, at)| at).or_else(read).unwrap_or(Timestamp::EPOCH)
    }

    fn event_seq(&self) -> Seq {
        self.last_event.map_or(Seq(0), |(seq, _)| seq)
    }

    fn reading_seq(&self) -> Seq {
        self.reading.as_ref().map_or(Seq(0), |(seq, ..)| *seq)
    }

    /// The tries of a step; of partial refunds, those of the present one. To refund all and to reverse are one step:
    /// Dojo may say the one first and the other then.
    fn tries_at(&self, step: UpdateStatus) -> impl Iterator<Item = &Try> {
        let refunded = (step == UpdateStatus::PartlyRefunded).then(|| self.refunded());
        self.tries.iter().filter(move |one| {
            let is_it = one.step == step || (is_whole(one.step) && is_whole(step));
            is_it && (refunded.is_none() || one.refunded == refunded)
        })
    }

    /// The tries of earlier partial refunds that may or may not be there.
    fn parts_unknown(&self) -> impl Iterator<Item = &Try> {
        let present = self.undoing().filter(|step| *step == UpdateStatus::PartlyRefunded).map(|_| self.refunded());
        self.tries_of(UpdateStatus::PartlyRefunded).filter(move |one| {
            let is_open = one.refunded.is_some_and(|refunded| refunded > self.refunded_there);
            is_open && one.refunded != present && one.is_unknown()
        })
    }
}

/// Whether a step undoes all of a payment.
const fn is_whole(step: UpdateStatus) -> bool {
    matches!(step, UpdateStatus::Refunded | UpdateStatus::Reversed)
}

/// The least wait between two looks: a point of sale that applies a payment late does so within moments.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Whether what may be there already may be posted once more: only where the point of sale took a key with each attempt
/// of unknown outcome, and takes one now.
fn may_be_posted_again<'a>(tries: impl Iterator<Item = &'a Try>, safety: Option<PaymentSafety>) -> bool {
    let mut unknown = tries.filter(|one| one.is_unknown());
    unknown.all(|one| one.payment_safety == Some(PaymentSafety::Keyed))
        && matches!(safety, None | Some(PaymentSafety::Keyed))
}

/// Whether the order itself tells whether the payment is on it.
fn is_lookup(tries: &[&Try], safety: Option<PaymentSafety>) -> bool {
    let mut unknown = tries.iter().filter(|one| one.is_unknown());
    unknown.all(|one| one.payment_safety == Some(PaymentSafety::Lookup))
        && matches!(safety, None | Some(PaymentSafety::Lookup))
}

fn last_reason(tries: &[&Try]) -> String {
    tries.iter().rev().find_map(|one| one.reason()).unwrap_or_default()
}

// === impl Try ===

impl Try {
    const fn was_refused(&self) -> bool {
        matches!(self.ended, Some((_, Outcome::Refused(_))))
    }
}
