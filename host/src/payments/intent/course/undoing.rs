//! A payment that is on the point of sale, and how it is undone there.

use super::{AttentionReason, IntentState, Next, Terms, Try, last_reason, may_be_posted_again};
use crate::epos::{PaymentStatus, UpdateStatus};
use crate::ledger::{Decision, Seq};

// === impl IntentState ===

impl IntentState {
    /// A payment that is on the point of sale: its undoing, in parts or in whole.
    pub(super) fn after_payment(&self, terms: &Terms) -> Next {
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
    pub(super) fn undoing(&self) -> Option<UpdateStatus> {
        match self.status()? {
            _ if self.undone_there => None,
            status @ (PaymentStatus::Refunded | PaymentStatus::Reversed) => Some(status.into()),
            _ => (self.refunded() > self.refunded_there).then_some(UpdateStatus::PartlyRefunded),
        }
    }

    /// The tries of a step; of partial refunds, those of the present one. To refund all and to reverse are one step:
    /// Dojo may say the one first and the other then.
    pub(super) fn tries_at(&self, step: UpdateStatus) -> impl Iterator<Item = &Try> {
        let refunded = (step == UpdateStatus::PartlyRefunded).then(|| self.refunded());
        self.tries.iter().filter(move |one| {
            let is_it = one.step == step || (is_whole(one.step) && is_whole(step));
            is_it && (refunded.is_none() || one.refunded == refunded)
        })
    }

    /// The tries of earlier partial refunds that may or may not be there.
    pub(super) fn parts_unknown(&self) -> impl Iterator<Item = &Try> {
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
