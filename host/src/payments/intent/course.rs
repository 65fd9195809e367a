//! What comes next for a payment intent. `money.md` calls it an intent's life; each rule here is a sentence there.

mod payment;
mod person;
mod reading;
mod telling;
mod undoing;

use super::{AttentionReason, IntentState, Progress, Try, rank};
use crate::epos::{Money, OrderPayment, PaymentSafety, PaymentUpdate, Timestamp};
use crate::ledger::{Outcome, Standing};
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
}

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
