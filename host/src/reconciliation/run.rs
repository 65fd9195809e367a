//! One reconciliation: asks Dojo, the ledger and the point of sale, takes in what was missed, and compares.
//!
//! Orders are read one after the other: a venue's calls at once are for its card machines.

use super::booked::Booked;
use super::calendar::{Period, earlier};
use super::case::{AtDojo, Case, Known, LedgerWord, Listed, Shown};
use super::compare::{compare, strangers};
use super::finding::NotCompared;
use super::report::Report;
use super::{Intake, Lists, SETTLING};
use crate::dojo::SearchIntents;
use crate::epos::{PaymentSafety, PaymentStatus};
use crate::ledger::{Declined, Filter, IntentKey, Ledger, LedgerError, Outcome};
use crate::payments::{Clock, Tills};
use crate::trace::TraceId;
use crate::venue::VenueId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// How long before the period an intent may have been made that was captured in it. Dojo's search goes by a time that it
/// does not name, the making perhaps; nothing waits longer for its capture than the host tries to settle.
const CAPTURED_BEFORE: Duration = Duration::from_hours(72);

/// The same for intents that were given back. Guests come back within a month as a rule; there are few refunds, so that
/// the long time costs a few pages.
const UNDONE_BEFORE: Duration = Duration::from_hours(30 * 24);

/// Pages of one search at most: 50 intents each, many times what a venue sells in the time. It ends a search whose marks
/// go in a circle.
const PAGES: usize = 400;

/// Orders in a row that cannot be read, after which no more are asked for: the point of sale is not there, and each call
/// takes its whole deadline.
const SILENT_ORDERS: usize = 3;

/// Intents that are looked up one by one at most: each is a request to Dojo, and there is one only where something is
/// odd.
const LOOK_UPS: usize = 200;

/// Rows of the ledger that are read at once.
const LEDGER_PAGE: u32 = 500;

/// Reconciles venues.
#[derive(Clone)]
pub struct Reconciler {
    /// Dojo.
    pub lists: Arc<dyn Lists>,
    /// The points of sale.
    pub tills: Arc<dyn Tills>,
    /// The record.
    pub ledger: Arc<dyn Ledger>,
    /// What takes in; none where nothing may be changed.
    pub intake: Option<Arc<dyn Intake>>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Why a venue could not be reconciled at all.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RunError {
    /// Dojo's list could not be read.
    #[error("Dojo's list of payments cannot be read: {0}")]
    List(String),
    /// The ledger could not be read.
    #[error("the ledger cannot be read: {0}")]
    Ledger(#[from] LedgerError),
}

/// Intents on which both sides agreed earlier in the same period, with what they were then: as long as Dojo says the
/// same of one, its order is not read again.
pub type Agreed = HashMap<String, Listed>;

/// Dojo's list of a time.
#[derive(Default)]
struct List {
    by_id: BTreeMap<String, Listed>,
    not_compared: Vec<NotCompared>,
}

// === impl Reconciler ===

impl Reconciler {
    /// Reconciles the payments of a venue that changed in a period. What is in `agreed` is taken as it was; what agrees
    /// now is added to it.
    ///
    /// # Errors
    /// [`RunError`]: then nothing is known. What cannot be read of a single payment is in the report.
    pub async fn run(&self, venue: &VenueId, period: Period, agreed: &mut Agreed) -> Result<Report, RunError> {
        let made_at = self.clock.now();
        let mut list = self.list(venue, period).await?;
        let mut not_compared = std::mem::take(&mut list.not_compared);
        let terms = self.tills.terms(venue);
        let mut case = Case {
            venue: venue.clone(),
            settled_before: earlier(made_at, SETTLING),
            shows_intents: terms.safety == Some(PaymentSafety::Lookup),
            intents: BTreeMap::new(),
            orders: BTreeMap::new(),
        };
        let mut taken_in = Vec::new();
        let mut agreed_before = 0;
        for listed in list.by_id.values().filter(|listed| period.contains(listed.updated_at)) {
            if agreed.get(&listed.id) == Some(listed) {
                agreed_before += 1;
                continue;
            }
            let key = IntentKey::new(venue, &listed.id);
            let booked = Booked::of(&*self.ledger, &key).await;
            if listed.updated_at < case.settled_before && booked.lags_behind(listed) {
                match self.take_in(&key, listed).await {
                    Ok(true) => taken_in.push(listed.id.clone()),
                    Ok(false) => {}
                    Err(error) => not_compared.push(NotCompared {
                        payment_intent_id: Some(listed.id.clone()),
                        order_id: listed.reading.intent.order_id.clone(),
                        reason: format!("no event told of it, and it could not be taken in: {error}"),
                    }),
                }
            }
            let dojo = AtDojo::Says(Box::new(listed.clone()));
            case.intents.insert(listed.id.clone(), Known { compared: true, dojo, ledger: booked.word });
        }
        let mut look_ups = 0;
        self.booked_only(venue, period, &list, &mut case, &mut look_ups).await?;
        self.read_orders(venue, terms.reads_orders || terms.safety.is_none(), &mut case).await;
        for intent in strangers(&case) {
            let known = match list.by_id.get(&intent) {
                Some(listed) => {
                    let booked = Booked::of(&*self.ledger, &IntentKey::new(venue, &intent)).await;
                    Known { compared: false, dojo: AtDojo::Says(Box::new(listed.clone())), ledger: booked.word }
                }
                None => self.look_up(venue, &intent, &mut look_ups).await,
            };
            case.intents.insert(intent, known);
        }
        let comparison = compare(&case);
        for id in &comparison.agreed {
            if let Some(Known { dojo: AtDojo::Says(listed), .. }) = case.intents.get(id) {
                agreed.insert(id.clone(), Listed::clone(listed));
            }
        }
        not_compared.extend(comparison.not_compared);
        Ok(Report {
            venue: venue.to_string(),
            made_at,
            period,
            agreed: comparison.agreed.len() + agreed_before,
            unrelated: comparison.unrelated,
            taken_in,
            findings: comparison.findings,
            not_compared,
        })
    }

    /// What Dojo lists as charged or given back, and may have changed in the period.
    async fn list(&self, venue: &VenueId, period: Period) -> Result<List, RunError> {
        let mut list = List::default();
        let captured = (&[PaymentStatus::Captured][..], CAPTURED_BEFORE);
        let undone = (&[PaymentStatus::Refunded, PaymentStatus::Reversed][..], UNDONE_BEFORE);
        for (statuses, before) in [captured, undone] {
            let search = SearchIntents {
                statuses: statuses.to_vec(),
                from: Some(earlier(period.from, before)),
                // What was made before the end may have changed after it; what changed before was made before.
                to: Some(period.to),
            };
            self.pages(venue, &search, &mut list).await?;
        }
        Ok(list)
    }

    async fn pages(&self, venue: &VenueId, search: &SearchIntents, list: &mut List) -> Result<(), RunError> {
        let mut after: Option<String> = None;
        for _ in 0..PAGES {
            let page = self.lists.search(venue, search, after.as_deref()).await.map_err(RunError::List)?;
            for listed in page.intents {
                let newest = list.by_id.entry(listed.id.clone()).or_insert_with(|| listed.clone());
                // Between two pages or searches it may have moved on.
                if newest.updated_at < listed.updated_at {
                    *newest = listed;
                }
            }
            list.not_compared.extend(page.unread.into_iter().map(|unread| NotCompared {
                payment_intent_id: unread.id,
                order_id: None,
                reason: format!("what Dojo says of it cannot be read: {}", unread.reason),
            }));
            if page.after.is_none() || page.after == after {
                return Ok(());
            }
            after = page.after;
        }
        list.not_compared.push(NotCompared {
            payment_intent_id: None,
            order_id: None,
            reason: format!("Dojo's list has more than {PAGES} pages: reconcile a shorter time"),
        });
        Ok(())
    }

    /// Payments that the ledger has put on orders in the period, and that Dojo does not list.
    async fn booked_only(
        &self,
        venue: &VenueId,
        period: Period,
        list: &List,
        case: &mut Case,
        look_ups: &mut usize,
    ) -> Result<(), RunError> {
        let mut filter = Filter { venue: Some(venue.clone()), limit: LEDGER_PAGE, ..Filter::default() };
        loop {
            let rows = self.ledger.list(&filter).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            filter.before = Some(last.last_seq);
            let is_over = last.updated_at < period.from;
            for row in rows {
                let intent: &str = &row.key.intent;
                let is_due = period.contains(row.updated_at) && row.updated_at < case.settled_before;
                let Some(order_id) = row.order_id.filter(|_| is_due) else { continue };
                if list.by_id.contains_key(intent) || case.intents.contains_key(intent) {
                    continue;
                }
                let booked = Booked::of(&*self.ledger, &row.key).await;
                if !matches!(booked.word, LedgerWord::Applied | LedgerWord::Unknown | LedgerWord::Attention(_)) {
                    continue;
                }
                let known = Known { ledger: booked.word, ..self.look_up(venue, intent, look_ups).await };
                case.intents.insert(intent.to_owned(), known);
                case.orders.insert(order_id, Shown::Unread("it was not read".to_owned()));
            }
            if is_over {
                return Ok(());
            }
        }
    }

    async fn take_in(&self, key: &IntentKey, listed: &Listed) -> Result<bool, LedgerError> {
        let Some(intake) = &self.intake else { return Ok(false) };
        let refunded = listed.reading.intent.refunded_amount.map_or(0, |refunded| refunded.value);
        let said = format!("{} {refunded}", listed.reading.status);
        intake.take_in(key, &said, &listed.raw).await
    }

    async fn look_up(&self, venue: &VenueId, intent: &str, look_ups: &mut usize) -> Known {
        *look_ups += 1;
        let ledger = Booked::of(&*self.ledger, &IntentKey::new(venue, intent)).await.word;
        let dojo = if *look_ups > LOOK_UPS {
            AtDojo::Unread(format!("{LOOK_UPS} others were looked up already: reconcile a shorter time"))
        } else {
            match self.lists.look_up(venue, intent).await {
                Ok(listed) => AtDojo::Says(Box::new(listed)),
                Err(unread) if unread.gone => AtDojo::Gone,
                Err(unread) => AtDojo::Unread(unread.reason),
            }
        };
        Known { compared: false, dojo, ledger }
    }

    /// Reads the orders of the intents, and those that are in the case already.
    async fn read_orders(&self, venue: &VenueId, can: bool, case: &mut Case) {
        let of_intents = case.intents.values().filter(|known| known.compared).filter_map(|known| known.dojo.order_id());
        let ids: BTreeSet<String> = of_intents.map(ToOwned::to_owned).chain(case.orders.keys().cloned()).collect();
        let mut silent = 0;
        for order_id in ids {
            let shown = if !can {
                Shown::Unread("its adapter cannot read an order".to_owned())
            } else if silent >= SILENT_ORDERS {
                Shown::Unread(format!("it was not asked for, since {SILENT_ORDERS} in a row could not be read"))
            } else {
                self.read_order(venue, &order_id).await
            };
            silent = if matches!(shown, Shown::Unread(_)) { silent + 1 } else { 0 };
            case.orders.insert(order_id, shown);
        }
    }

    async fn read_order(&self, venue: &VenueId, order_id: &str) -> Shown {
        match self.tills.order(venue, order_id, &TraceId::random(), None).await {
            Ok(order) => order.into(),
            Err(failed) => match (failed.outcome, failed.answer) {
                (Outcome::Refused(_), Declined::NotFound(_)) => Shown::Gone,
                (outcome, answer) => {
                    Shown::Unread(outcome.reason().map_or_else(|| answer.to_string(), ToOwned::to_owned))
                }
            },
        }
    }
}
