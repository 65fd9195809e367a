//! What a person decided, and what a person must see.

use super::{AttentionReason, IntentState, Next, Progress, Terms, Try, is_lookup, last_reason, may_be_posted_again};
use crate::epos::UpdateStatus;
use crate::ledger::{Answer, Decision};

// === impl IntentState ===

impl IntentState {
    /// What a person decided and is not done yet.
    pub(super) fn decided(&self, terms: &Terms) -> Option<Next> {
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

    /// What a person must see though nothing is to be done.
    pub(super) fn left_over(&self) -> Option<AttentionReason> {
        if let (true, false, Some(declined)) = (self.applied, self.is_undone(), self.declined()) {
            return Some(AttentionReason::AppliedAndDeclined { answer: declined.to_string() });
        }
        self.open_mismatch()
    }

    /// What a person must see already, while the host goes on.
    pub(super) fn pressing(&self, terms: &Terms) -> Option<AttentionReason> {
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
    pub(super) fn open_refusal(&self) -> Option<AttentionReason> {
        let last = self.tries_of(UpdateStatus::Captured).last().filter(|last| last.was_refused())?;
        let answered = self.decision.is_some_and(|(decided, ..)| decided > last.seq);
        let open = self.progress() == Progress::NotThere && self.declined().is_none() && !self.is_unanswered();
        let status = UpdateStatus::Captured;
        (open && !answered).then(|| AttentionReason::Refused { status, reason: last_reason(&[last]) })
    }

    /// Whether what a person is asked about a payment that is there is not whether its undoing is there too.
    pub(in crate::payments::intent) fn is_not_of_the_undoing(&self) -> bool {
        let is_unread = self.failed_readings.last().is_some_and(|failed| failed.seq > self.event_seq());
        let was_tried = self.undoing().is_some_and(|step| self.tries_at(step).next().is_some());
        self.left_over().is_some() || (is_unread && !was_tried)
    }

    pub(super) fn open_mismatch(&self) -> Option<AttentionReason> {
        let (since, difference) = self.mismatch.clone().filter(|_| !self.is_undone())?;
        let answered = self.decision.is_some_and(|(decided, ..)| decided > since);
        (!answered).then_some(AttentionReason::Mismatch { difference })
    }

    pub(super) fn unknown_reason(&self) -> AttentionReason {
        if matches!(self.answer, Some((_, _, Answer::Assumed))) {
            return AttentionReason::Assumed { reason: self.what_is_known() };
        }
        AttentionReason::Unknown { status: UpdateStatus::Captured, reason: self.what_is_known() }
    }

    /// What is known of a payment that may be on its order, with the numbers.
    pub(super) fn what_is_known(&self) -> String {
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
}
