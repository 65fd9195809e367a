//! One payment intent: what its facts amount to, and what comes next. Pure: no I/O and no clock.
//!
//! A status that moves the intent forward is a **step**; what arrives late or twice is none. Steps without money
//! (created, authorized, canceled) are told at most once and block nothing. Steps with money are brought to their end:
//! the payment, and, once it is on the point of sale, its undoing (refunded, reversed).
//!
//! The order of statuses is Created, Authorized, Canceled, Captured, then Refunded or Reversed. Captured stands behind
//! Canceled: Dojo never sends both, but if it did, a card that was charged must not be forgotten.

use super::clock::later;
use super::retry;
use crate::epos::{Event, PaymentSafety, PaymentUpdate, Requester, Timestamp, UpdateStatus};
use crate::ledger::{Entry, Fact, IntentKey, Outcome, Seq, Standing};
use std::fmt;

/// What the facts about an intent amount to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntentState {
    key: IntentKey,
    last_seq: Option<Seq>,
    /// In the order in which they moved the intent forward.
    steps: Vec<Step>,
}

/// A status that moved the intent forward, and what was done about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The status, as the point of sale is told.
    pub status: UpdateStatus,
    /// When the host learned of it.
    pub received_at: Timestamp,
    /// What was tried, in order.
    pub tries: Vec<Try>,
    event: Event,
    requester: Requester,
}

/// One attempt of a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Try {
    /// The entry that says so.
    pub seq: Seq,
    /// When it began.
    pub began_at: Timestamp,
    /// What the adapter promised then about posting twice.
    pub payment_safety: Option<PaymentSafety>,
    /// When and how it ended; none while it runs, and for ever where the host stopped during it.
    pub ended: Option<(Timestamp, Outcome)>,
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

/// What comes next for an intent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Tell the point of sale, not before then.
    Deliver {
        /// What.
        update: Box<PaymentUpdate>,
        /// When.
        not_before: Timestamp,
        /// Whether an earlier attempt may have been applied: then it may only be sent while the adapter says that the
        /// point of sale drops the second.
        posts_again: bool,
    },
    /// Nothing.
    Settled,
    /// A person has to look.
    Attention(AttentionReason),
}

/// Why a person has to look. As text it begins with the kind, which stays the same between versions.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(
    missing_docs,
    reason = "each variant's text says what it is; `reason` is the adapter's or the host's last word"
)]
pub enum AttentionReason {
    Refused { status: UpdateStatus, reason: String },
    Unknown { status: UpdateStatus, reason: String },
    Expired { status: UpdateStatus, tries: usize, reason: String },
    UndoneWhileUnknown { status: UpdateStatus, reason: String },
}

// === impl IntentState ===

impl IntentState {
    /// Folds the entries of an intent, which are in the order of the log.
    pub fn fold<'a>(key: &IntentKey, entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut state = Self { key: key.clone(), last_seq: None, steps: Vec::new() };
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
        self.last_seq = Some(entry.seq);
        match &entry.fact {
            Fact::Event { event, requester, .. } => {
                let status = UpdateStatus::from(event.data.payment_status);
                if self.furthest().is_none_or(|furthest| rank(status) > rank(furthest)) {
                    self.steps.push(Step {
                        status,
                        received_at: entry.at,
                        tries: Vec::new(),
                        event: event.clone(),
                        requester: requester.clone(),
                    });
                }
            }
            Fact::Attempt(attempt) => {
                if let Some(step) = self.steps.iter_mut().find(|step| step.status == attempt.step) {
                    let payment_safety = attempt.payment_safety;
                    step.tries.push(Try { seq: entry.seq, began_at: entry.at, payment_safety, ended: None });
                }
            }
            Fact::Outcome { attempt, outcome } => {
                let tries = self.steps.iter_mut().flat_map(|step| &mut step.tries);
                if let Some(one) = { tries }.find(|one| one.seq == *attempt && one.ended.is_none()) {
                    one.ended = Some((entry.at, outcome.clone()));
                }
            }
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

    /// The steps, in the order in which they moved the intent forward.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The furthest status that was told.
    pub fn furthest(&self) -> Option<UpdateStatus> {
        self.steps.last().map(|step| step.status)
    }

    /// An attempt of which no end is written: it runs, or the host stopped during it.
    pub fn running(&self) -> Option<&Try> {
        self.steps.iter().flat_map(|step| &step.tries).find(|one| one.ended.is_none())
    }

    /// What comes next, where `safety` is what the adapter says now about posting twice: none where no adapter is
    /// loaded, which leaves the matter to what it said when it was tried.
    pub fn next(&self, safety: Option<PaymentSafety>) -> Next {
        let payment = self.steps.iter().find(|step| step.status == UpdateStatus::Captured);
        let undoing = self.steps.iter().find(|step| is_undoing(step.status));
        match (payment, undoing) {
            (Some(payment), Some(undoing)) => match payment.progress() {
                Progress::Applied => self.next_of_money(undoing, safety),
                Progress::Unknown => {
                    let reason = payment.last_reason();
                    Next::Attention(AttentionReason::UndoneWhileUnknown { status: undoing.status, reason })
                }
                Progress::NotThere => Next::Settled,
            },
            (None, Some(_)) => Next::Settled,
            (Some(payment), None) => self.next_of_money(payment, safety),
            (None, None) => self.next_of_news(),
        }
    }

    /// Where the intent stands by its facts alone.
    pub fn standing(&self, safety: Option<PaymentSafety>) -> Standing {
        match self.next(safety) {
            Next::Deliver { not_before, .. } => Standing::Open { due: not_before },
            Next::Settled => Standing::Settled,
            Next::Attention(reason) => Standing::Attention { reason: reason.to_string() },
        }
    }

    fn next_of_money(&self, step: &Step, safety: Option<PaymentSafety>) -> Next {
        let (status, reason) = (step.status, || step.last_reason());
        let unknown = match step.progress() {
            Progress::Applied => return Next::Settled,
            Progress::Unknown => true,
            Progress::NotThere => false,
        };
        let refused = matches!(step.tries.last(), Some(Try { ended: Some((_, Outcome::Refused(_))), .. }));
        match (unknown, refused) {
            // "Already paid" may be our own doing.
            (true, true) => Next::Attention(AttentionReason::Unknown { status, reason: reason() }),
            (true, false) if !step.may_be_posted_again(safety) => {
                Next::Attention(AttentionReason::Unknown { status, reason: reason() })
            }
            (false, true) => Next::Attention(AttentionReason::Refused { status, reason: reason() }),
            (posts_again, false) => match self.not_before(step, retry::MONEY_LIFETIME) {
                Some(not_before) => self.deliver(step, not_before, posts_again),
                None if unknown => Next::Attention(AttentionReason::Unknown { status, reason: reason() }),
                None => {
                    let tries = step.tries.len();
                    Next::Attention(AttentionReason::Expired { status, tries, reason: reason() })
                }
            },
        }
    }

    /// Of the news that was not told yet and is not older than what was told, the first. What never left the host is
    /// tried again only while there is nothing newer.
    fn next_of_news(&self) -> Next {
        let told = self.steps.iter().rposition(|step| !step.tries.is_empty());
        let next = self.steps.get(told.map_or(0, |told| told + 1)).or(self.steps.last());
        match next {
            Some(step) if step.tries.iter().all(Try::was_not_sent) => {
                match self.not_before(step, retry::NEWS_LIFETIME) {
                    Some(not_before) => self.deliver(step, not_before, false),
                    None => Next::Settled,
                }
            }
            _ => Next::Settled,
        }
    }

    /// When a step is tried next; none where its time is over. The last try is at the very end of its time.
    fn not_before(&self, step: &Step, lifetime: std::time::Duration) -> Option<Timestamp> {
        let (Some(first), Some(last)) = (step.tries.first(), step.tries.last()) else {
            return Some(step.received_at);
        };
        let end = later(first.began_at, lifetime);
        let ended_at = last.ended.as_ref().map_or(last.began_at, |(at, _)| *at);
        (ended_at < end).then(|| later(ended_at, retry::delay(&self.key, step.tries.len())).min(end))
    }

    fn deliver(&self, step: &Step, not_before: Timestamp, posts_again: bool) -> Next {
        let attempts = step.tries.iter().filter(|one| !one.was_not_sent()).count();
        let update = PaymentUpdate {
            event_id: step.event.id.clone(),
            payment_intent_id: self.key.intent.as_ref().to_owned(),
            status: step.status,
            capture_mode: step.event.data.capture_mode,
            created_at: step.event.created_at,
            intent: None,
            refunded_before: None,
            requester: step.requester.clone(),
            attempt: u32::try_from(attempts + 1).unwrap_or(u32::MAX),
        };
        Next::Deliver { update: Box::new(update), not_before, posts_again }
    }
}

// === impl Step ===

impl Step {
    /// How far it is known to have come.
    pub fn progress(&self) -> Progress {
        let outcome = |one: &Try| one.ended.as_ref().map(|(_, outcome)| outcome.clone());
        if self.tries.iter().any(|one| outcome(one) == Some(Outcome::Applied)) {
            Progress::Applied
        } else if self.tries.iter().any(Try::is_unknown) {
            Progress::Unknown
        } else {
            Progress::NotThere
        }
    }

    /// Whether what may be there already may be posted once more: only where the point of sale took a key with each
    /// attempt of unknown outcome, and takes one now.
    fn may_be_posted_again(&self, safety: Option<PaymentSafety>) -> bool {
        let mut unknown = self.tries.iter().filter(|one| one.is_unknown());
        unknown.all(|one| one.payment_safety == Some(PaymentSafety::Keyed))
            && matches!(safety, None | Some(PaymentSafety::Keyed))
    }

    fn last_reason(&self) -> String {
        let last = self.tries.iter().rev().find_map(|one| match &one.ended {
            Some((_, outcome)) => outcome.reason().map(ToOwned::to_owned),
            None => Some(STOPPED_DURING_ATTEMPT.to_owned()),
        });
        last.unwrap_or_default()
    }
}

/// What is said of an attempt that has no end.
pub(crate) const STOPPED_DURING_ATTEMPT: &str = "the host stopped before it knew how the attempt ended";

// === impl Try ===

impl Try {
    /// Whether it may or may not be at the point of sale.
    pub const fn is_unknown(&self) -> bool {
        matches!(self.ended, None | Some((_, Outcome::Unknown(_))))
    }

    const fn was_not_sent(&self) -> bool {
        matches!(self.ended, Some((_, Outcome::NotSent(_))))
    }
}

// === impl AttentionReason ===

impl fmt::Display for AttentionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, reason } => write!(f, "refused: the POS does not take {status:?}: {reason}"),
            Self::Unknown { status, reason } => {
                write!(f, "unknown: {status:?} may or may not be on the POS: {reason}")
            }
            Self::Expired { status, tries, reason } => {
                write!(f, "expired: {status:?} is not on the POS after {tries} tries in 72 h: {reason}")
            }
            Self::UndoneWhileUnknown { status, reason } => {
                write!(f, "unknown: Dojo says {status:?}, and the payment may or may not be on the POS: {reason}")
            }
        }
    }
}

/// How far a status is: only a larger one moves an intent forward.
const fn rank(status: UpdateStatus) -> u8 {
    match status {
        UpdateStatus::Created => 0,
        UpdateStatus::Authorized => 1,
        UpdateStatus::Canceled => 2,
        UpdateStatus::Captured => 3,
        UpdateStatus::PartlyRefunded => 4,
        UpdateStatus::Refunded | UpdateStatus::Reversed => 5,
    }
}

const fn is_undoing(status: UpdateStatus) -> bool {
    matches!(status, UpdateStatus::Refunded | UpdateStatus::Reversed)
}

#[cfg(test)]
mod tests;
