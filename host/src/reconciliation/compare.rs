//! The comparison: what Dojo says, held against what the orders show. Pure.

use super::case::{AtDojo, Case, Known, LedgerWord, Listed, Shown, ShownPayment};
use super::finding::{self, Finding, List, NotCompared};
use crate::epos::{Money, PaymentStatus};
use std::collections::BTreeSet;

/// What a comparison came to. Every intent that was to be compared is in exactly one of these.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Comparison {
    /// The three lists, in order.
    pub findings: Vec<Finding>,
    /// What could not be compared.
    pub not_compared: Vec<NotCompared>,
    /// Intents on which Dojo and the point of sale agree.
    pub agreed: Vec<String>,
    /// Sales without an order of this point of sale.
    pub unrelated: usize,
}

/// Why a payment that changed just now is left for the next time.
const TOO_RECENT: &str = "it changed less than 10 minutes ago: the next reconciliation compares it";

/// Intents that orders show and of which nothing is known yet: they must be asked for before [`compare`].
pub fn strangers(case: &Case) -> BTreeSet<String> {
    let shown = case.orders.values().flat_map(payments).filter_map(|payment| payment.intent.clone());
    shown.filter(|intent| !case.intents.contains_key(intent)).collect()
}

/// Compares.
pub fn compare(case: &Case) -> Comparison {
    let mut comparison = Comparison::default();
    // Payments without an intent, of which each can stand for one of Dojo's only once.
    let mut nameless: BTreeSet<(&str, usize)> = BTreeSet::new();
    for (id, known) in &case.intents {
        if known.compared {
            comparison.expect(case, id, known, &mut nameless);
        }
    }
    for (order_id, shown) in &case.orders {
        let intents: BTreeSet<&str> = payments(shown).filter_map(|payment| payment.intent.as_deref()).collect();
        for intent in intents {
            comparison.trace(case, order_id, intent);
        }
    }
    comparison
        .findings
        .sort_by(|a, b| (a.list, &a.order_id, &a.payment_intent_id).cmp(&(b.list, &b.order_id, &b.payment_intent_id)));
    comparison
}

fn payments(shown: &Shown) -> impl Iterator<Item = &ShownPayment> {
    match shown {
        Shown::Payments(payments) => payments.iter(),
        Shown::Gone | Shown::Unread(_) => [].iter(),
    }
}

/// What an order shows for an intent, in one currency.
#[derive(Clone, Copy)]
struct Sum {
    count: usize,
    paid: Money,
    /// Where one of the payments tells them.
    tips: Option<Money>,
}

/// What a finding is about.
#[derive(Clone, Copy)]
struct Subject<'a> {
    case: &'a Case,
    order_id: &'a str,
    id: &'a str,
    known: &'a Known,
    listed: Option<&'a Listed>,
    shown: Option<Sum>,
}

/// None where it shows nothing, and an error where the currencies differ.
fn sum(shown: &Shown, intent: &str) -> Result<Option<Sum>, String> {
    let mut sum: Option<Sum> = None;
    for payment in payments(shown).filter(|payment| payment.intent.as_deref() == Some(intent)) {
        let added = match sum {
            None => Some(Sum { count: 1, paid: payment.paid, tips: payment.tips }),
            Some(so_far) => add(so_far, payment),
        };
        sum = Some(added.ok_or_else(|| "the POS shows it in amounts that cannot be added".to_owned())?);
    }
    Ok(sum)
}

fn add(sum: Sum, payment: &ShownPayment) -> Option<Sum> {
    let tips = match (sum.tips, payment.tips) {
        (Some(tips), Some(more)) => Some(tips.checked_add(more)?),
        (tips, more) => tips.or(more),
    };
    Some(Sum { count: sum.count + 1, paid: sum.paid.checked_add(payment.paid)?, tips })
}

// === impl Comparison ===

impl Comparison {
    /// An intent of Dojo's list: whether its order shows it as it should.
    fn expect<'a>(&mut self, case: &'a Case, id: &str, known: &Known, nameless: &mut BTreeSet<(&'a str, usize)>) {
        let listed = match &known.dojo {
            AtDojo::Says(listed) => listed,
            AtDojo::Gone => return self.skip(id, None, "Dojo lists it and does not know it"),
            AtDojo::Unread(reason) => return self.skip(id, None, &format!("Dojo cannot be asked about it: {reason}")),
        };
        let Some(order_id) = listed.reading.intent.order_id.as_deref() else {
            self.unrelated += 1;
            return;
        };
        if known.ledger == LedgerWord::Deposit {
            self.unrelated += 1;
            return;
        }
        if listed.updated_at >= case.settled_before {
            return self.skip(id, Some(order_id), TOO_RECENT);
        }
        let Some((order_id, shown)) = case.orders.get_key_value(order_id) else {
            return self.skip(id, Some(order_id), "its order was not read");
        };
        let subject = Subject { case, order_id, id, known, listed: Some(listed), shown: None };
        let charged = listed.reading.status == PaymentStatus::Captured;
        match shown {
            Shown::Unread(reason) => self.skip(id, Some(order_id), &format!("its order cannot be read: {reason}")),
            // What a point of sale has put away is no contradiction to what it once took.
            Shown::Gone if !charged => self.agreed.push(id.to_owned()),
            Shown::Gone if known.ledger == LedgerWord::Applied => {
                self.skip(id, Some(order_id), "the POS does not have its order any more, and the ledger says applied");
            }
            Shown::Gone => {
                self.missing(subject, "Dojo has the money, and the POS has no such order");
            }
            Shown::Payments(payments) => match sum(shown, id) {
                Err(reason) => self.skip(id, Some(order_id), &reason),
                Ok(Some(sum)) => self.weigh(subject, listed, sum),
                Ok(None) if !charged => self.agreed.push(id.to_owned()),
                Ok(None) => match stands_for(case, order_id, payments, listed, nameless) {
                    Some(place) => {
                        nameless.insert(place);
                        self.agreed.push(id.to_owned());
                    }
                    None => {
                        self.missing(subject, "Dojo has the money, and the order does not show the payment");
                    }
                },
            },
        }
    }

    /// An intent that an order shows, and that was not expected on this order.
    fn trace(&mut self, case: &Case, order_id: &str, id: &str) {
        let Some(shown) = case.orders.get(order_id) else { return };
        let Some(known) = case.intents.get(id) else {
            return self.skip(id, Some(order_id), "the POS shows it, and Dojo was not asked about it");
        };
        if known.compared && known.dojo.order_id() == Some(order_id) {
            // It was expected here.
            return;
        }
        let sum = match sum(shown, id) {
            Ok(Some(sum)) => sum,
            Ok(None) => return,
            Err(reason) => return self.skip(id, Some(order_id), &reason),
        };
        let mut subject = Subject { case, order_id, id, known, listed: None, shown: Some(sum) };
        let listed = match &known.dojo {
            AtDojo::Says(listed) => listed,
            AtDojo::Gone => {
                let to_do = "ask who entered it, and take it off the order at the POS".to_owned();
                let what = "the POS shows it, and Dojo does not know it".to_owned();
                return self.find(subject, List::Extra, what, to_do);
            }
            AtDojo::Unread(reason) => {
                let reason = format!("the POS shows it, and Dojo cannot be asked about it: {reason}");
                return self.skip(id, Some(order_id), &reason);
            }
        };
        subject.listed = Some(listed);
        let meant = listed.reading.intent.order_id.as_deref();
        if listed.updated_at >= case.settled_before {
            if !known.compared {
                self.skip(id, Some(order_id), TOO_RECENT);
            }
            return;
        }
        match meant {
            Some(meant) if meant != order_id && sum.paid.value > 0 => {
                let what = format!("the POS shows it on this order, and Dojo has it for order {meant:?}");
                let to_do =
                    format!("move it to order {meant:?} at the POS, unless it is there too: then take it off here");
                self.find(subject, List::Extra, what, to_do);
            }
            _ => self.weigh(subject, listed, sum),
        }
    }

    /// What an order shows for an intent, against what Dojo says of it.
    fn weigh(&mut self, subject: Subject<'_>, listed: &Listed, sum: Sum) {
        let (status, intent) = (listed.reading.status, &listed.reading.intent);
        let mut find = |list, what: String, to_do: String| {
            self.find(Subject { shown: Some(sum), ..subject }, list, what, to_do);
        };
        match status {
            PaymentStatus::Captured => {}
            PaymentStatus::Refunded | PaymentStatus::Reversed if sum.paid.value > 0 => {
                let to_do = finding::undone(subject.case.venue.as_str(), subject.id, &subject.known.ledger);
                return find(List::Extra, format!("the POS shows it, and Dojo gave the money back ({status})"), to_do);
            }
            PaymentStatus::Created | PaymentStatus::Authorized | PaymentStatus::Canceled if sum.paid.value > 0 => {
                let to_do = "take it off the order at the POS, unless the card is charged in the meantime".to_owned();
                return find(List::Extra, format!("the POS shows it, and the card was not charged ({status})"), to_do);
            }
            _ => return self.agree(subject),
        }
        let paid = intent.paid_amount;
        if sum.paid.currency_code != paid.currency_code {
            let to_do = "correct the amount at the POS".to_owned();
            return find(List::Differs, "the currencies differ".to_owned(), to_do);
        }
        // Of a partial refund, Dojo does not say how much of it was tips; and a point of sale may keep the payment as it
        // was and the refund elsewhere.
        let refunded = intent.refunded_amount.map_or(0, |refunded| refunded.value).max(0);
        let least = paid.value.saturating_sub(refunded).max(0);
        if sum.count > 1 && sum.paid.value > paid.value {
            let what =
                format!("the POS shows it {} times, {} in all, and the card was charged {paid}", sum.count, sum.paid);
            return find(List::Extra, what, "take all but one of them off the order at the POS".to_owned());
        }
        if !(least..=paid.value).contains(&sum.paid.value) {
            let what = format!("the POS shows {}, and the card was charged {paid}", sum.paid);
            return find(List::Differs, what, "correct the amount at the POS".to_owned());
        }
        let tips = intent.tips_amount.map_or(0, |tips| tips.value);
        match sum.tips {
            Some(shown) if refunded == 0 && shown.value != tips => {
                let what = format!("the POS shows tips of {shown}, and the card was charged {tips} for them");
                find(List::Differs, what, "correct the tips at the POS".to_owned());
            }
            _ => self.agree(subject),
        }
    }

    fn agree(&mut self, subject: Subject<'_>) {
        if subject.known.compared {
            self.agreed.push(subject.id.to_owned());
        }
    }

    fn missing(&mut self, subject: Subject<'_>, what: &str) {
        let to_do = finding::missing(subject.case.venue.as_str(), subject.id, &subject.known.ledger);
        self.find(subject, List::Missing, what.to_owned(), to_do);
    }

    fn find(&mut self, subject: Subject<'_>, list: List, what: String, to_do: String) {
        let Subject { case, order_id, id, known, listed, shown } = subject;
        let reading = listed.map(|listed| &listed.reading);
        self.findings.push(Finding {
            list,
            venue: case.venue.to_string(),
            payment_intent_id: id.to_owned(),
            order_id: order_id.to_owned(),
            status: reading.map(|reading| reading.status),
            dojo_amount: reading.map(|reading| reading.intent.paid_amount),
            dojo_tips: reading.and_then(|reading| reading.intent.tips_amount),
            refunded_amount: reading.and_then(|reading| reading.intent.refunded_amount),
            pos_amount: shown.map(|sum| sum.paid),
            pos_tips: shown.and_then(|sum| sum.tips),
            ledger: known.ledger.to_string(),
            what,
            to_do,
        });
    }

    fn skip(&mut self, id: &str, order_id: Option<&str>, reason: &str) {
        self.not_compared.push(NotCompared {
            payment_intent_id: Some(id.to_owned()),
            order_id: order_id.map(ToOwned::to_owned),
            reason: reason.to_owned(),
        });
    }
}

/// A payment without an intent that may be this one: where the point of sale keeps no intents, the amount is all there
/// is to go by.
fn stands_for<'a>(
    case: &Case,
    order_id: &'a str,
    payments: &[ShownPayment],
    listed: &Listed,
    taken: &BTreeSet<(&'a str, usize)>,
) -> Option<(&'a str, usize)> {
    if case.shows_intents || payments.iter().any(|payment| payment.intent.is_some()) {
        return None;
    }
    let is_it = |(place, payment): &(usize, &ShownPayment)| {
        payment.paid == listed.reading.intent.paid_amount && !taken.contains(&(order_id, *place))
    };
    payments.iter().enumerate().find(is_it).map(|(place, _)| (order_id, place))
}

#[cfg(test)]
mod tests;
