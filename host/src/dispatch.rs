//! From a venue and a request to its adapter's reply: admission, one deadline, the contract, and what the operator hears.
//!
//! **Invariant:** no HTTP type and no wasmtime type in a signature here.

mod bay;
mod bays;
mod breaking;
mod errand;
mod failure;
mod gate;
mod hush;

use crate::adapter::witness::Onlookers;
use crate::adapter::{Adapter, Call, CallError, Fault, Meter, Said};
use crate::breaker::Leave;
use crate::epos::{
    Capability, CapabilitySet, ChangePage, Order, OrderPayment, PaymentUpdate, Reply, Request, Requester, check,
    free_text,
};
use crate::metrics::{AdapterLabels, CallLabels, Metrics};
use crate::notice::{Level, Notice, Notices};
use crate::registry::Registry;
use crate::store::Store;
use crate::trace::TraceId;
use crate::venue::{Venue, VenueId};
use bay::Bay;
use bays::Bays;
use errand::Errand;
pub use failure::Failure;
use gate::{Full, Gate, Place};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many calls run and wait, all venues together.
#[derive(Clone, Copy, Debug)]
pub struct Admission {
    /// At once: the places of the pool.
    pub calls_at_once: usize,
    /// Waiting; one more is refused.
    pub queue_length: usize,
    /// How long a call waits, for its venue's place and for one of these each.
    pub queue_wait: Duration,
}

/// Calls adapters for venues.
pub struct Dispatch {
    bays: Bays,
    notices: Arc<Notices>,
    metrics: Metrics,
    /// Calls of all venues: as many at once as the pool has places.
    gate: Arc<Gate<VenueId>>,
    onlookers: Arc<Onlookers>,
}

// === impl Dispatch ===

impl Dispatch {
    /// Calls adapters of a registry.
    pub fn new(
        registry: Arc<Registry>,
        store: Arc<dyn Store>,
        notices: Arc<Notices>,
        metrics: Metrics,
        admission: Admission,
    ) -> Self {
        let Admission { calls_at_once, queue_length, queue_wait } = admission;
        let gate = Gate::new(calls_at_once, queue_length, queue_wait);
        let bays = Bays::new(registry, store, Arc::clone(&notices), metrics.clone(), queue_wait);
        Self { bays, notices, metrics, gate, onlookers: Arc::default() }
    }

    /// Asks a venue's adapter, and holds its reply against the contract. Events are not asked: they go through the
    /// ledger, and [`Dispatch::payment_updated`].
    ///
    /// # Errors
    /// Why there is no reply.
    pub async fn call(
        &self,
        venue: &Arc<Venue>,
        request: &Request,
        requester: &Requester,
        trace_id: &TraceId,
    ) -> Result<Reply, Failure> {
        let bay = self.bays.of(venue)?;
        bay.provides(request.capability())?;
        let call = Call::Request(request, requester);
        let errand = if request.capability().writes() { Errand::Change } else { Errand::Read };
        let asked = Asked { name: request.capability().name(), errand, trace_id };
        self.run(&bay, asked, None, async |deadline, meter| {
            let answered = bay.adapter.call(call, &bay.lending, trace_id, deadline, meter).await.map_err(failure)?;
            let (mut reply, mut dropped) = (answered.reply, answered.dropped);
            check::hold(request, &mut reply, &mut dropped).map_err(|breach| Failure::Fault(Fault::Breach(breach)))?;
            free_text::mask(&mut reply);
            self.tell_dropped(&bay, &dropped, trace_id);
            self.tell_long_names(&bay, &reply);
            if let Some(witness) = meter.witness() {
                witness.replied(&reply);
            }
            Ok(reply)
        })
        .await
    }

    /// Reads an order for the host itself, within a time that is shorter than the venue's deadline where one is said.
    ///
    /// # Errors
    /// Why it is not known.
    pub async fn order(
        &self,
        venue: &Arc<Venue>,
        order_id: &str,
        trace_id: &TraceId,
        within: Option<Duration>,
    ) -> Result<Order, Failure> {
        let bay = self.bays.of(venue)?;
        let request = Request::GetOrder { order_id: order_id.to_owned() };
        // Whatever the venue switched off for card machines.
        if !bay.adapter.capabilities().contains(request.capability()) {
            return Err(Failure::NotProvided(request.capability()));
        }
        let requester = Requester::default();
        let call = Call::Request(&request, &requester);
        self.ask_for_order(&bay, &request, call, Errand::Look, trace_id, within).await
    }

    /// Puts a payment on an order. `attempt` is 1 the first time.
    ///
    /// # Errors
    /// Why it was not taken; [`Failure::not_sent`] tells whether the adapter saw it at all.
    #[expect(clippy::too_many_arguments, reason = "the contract's function, and who, where and how long")]
    pub async fn record_payment(
        &self,
        venue: &Arc<Venue>,
        order_id: &str,
        payment: &OrderPayment,
        attempt: u32,
        requester: &Requester,
        trace_id: &TraceId,
        within: Option<Duration>,
    ) -> Result<Order, Failure> {
        let bay = self.bays.of(venue)?;
        let request = Request::RecordPayment { order_id: order_id.to_owned(), payment: payment.clone() };
        if !bay.adapter.capabilities().contains(request.capability()) {
            return Err(Failure::NotProvided(request.capability()));
        }
        let call = Call::RecordPayment(order_id, payment, attempt, requester);
        self.ask_for_order(&bay, &request, call, Errand::Change, trace_id, within).await
    }

    async fn ask_for_order(
        &self,
        bay: &Bay,
        request: &Request,
        call: Call<'_>,
        errand: Errand,
        trace_id: &TraceId,
        within: Option<Duration>,
    ) -> Result<Order, Failure> {
        let asked = Asked { name: request.capability().name(), errand, trace_id };
        self.run(bay, asked, within, async |deadline, meter| {
            let answered = bay.adapter.call(call, &bay.lending, trace_id, deadline, meter).await.map_err(failure)?;
            let (mut reply, mut dropped) = (answered.reply, answered.dropped);
            check::hold(request, &mut reply, &mut dropped).map_err(|breach| Failure::Fault(Fault::Breach(breach)))?;
            free_text::mask(&mut reply);
            self.tell_long_names(bay, &reply);
            if let Some(witness) = meter.witness() {
                witness.replied(&reply);
            }
            match reply {
                Reply::Order(order) => Ok(*order),
                _ => Err(Failure::Unexpected("the reply is no order".to_owned())),
            }
        })
        .await
    }

    /// Hands a step of a payment to a venue's adapter.
    ///
    /// # Errors
    /// Why it was not taken; [`Failure::not_sent`] tells whether the adapter saw it at all.
    pub async fn payment_updated(
        &self,
        venue: &Arc<Venue>,
        update: &PaymentUpdate,
        trace_id: &TraceId,
    ) -> Result<(), Failure> {
        let bay = self.bays.of(venue)?;
        // Whatever the venue switched off for card machines: the payment has happened.
        let capability = Capability::PaymentIntentStatusUpdated;
        if !bay.adapter.capabilities().contains(capability) {
            return Err(Failure::NotProvided(capability));
        }
        let asked = Asked { name: capability.name(), errand: Errand::Change, trace_id };
        self.run(&bay, asked, None, async |deadline, meter| {
            let call = Call::PaymentUpdated(update);
            let answered = bay.adapter.call(call, &bay.lending, trace_id, deadline, meter).await.map_err(failure)?;
            if let Some(witness) = meter.witness() {
                witness.replied(&answered.reply);
            }
            Ok(())
        })
        .await
    }

    /// Asks a venue's adapter what changed since a mark of an earlier answer; none where it cannot be asked.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn poll_changes(
        &self,
        venue: &Arc<Venue>,
        since: Option<&str>,
        trace_id: &TraceId,
    ) -> Result<Option<ChangePage>, Failure> {
        let bay = self.bays.of(venue)?;
        if !bay.adapter.tells_changes() {
            return Ok(None);
        }
        let asked = Asked { name: "poll-changes", errand: Errand::Read, trace_id };
        self.run(&bay, asked, None, async |deadline, meter| {
            let page =
                bay.adapter.poll_changes(since, &bay.lending, trace_id, deadline, meter).await.map_err(failure)?;
            if let Some(witness) = meter.witness() {
                witness.changed(&page);
            }
            Ok(Some(page))
        })
        .await
    }

    /// What a venue offers now: its adapter's exports, less what the venue switched off.
    ///
    /// # Errors
    /// [`Failure::NotReady`], with the reason.
    pub fn capabilities(&self, venue: &Arc<Venue>) -> Result<CapabilitySet, Failure> {
        self.bays.of(venue).map(|bay| bay.capabilities())
    }

    /// The adapter that a venue's calls go to now.
    ///
    /// # Errors
    /// [`Failure::NotReady`], with the reason.
    pub fn adapter(&self, venue: &Arc<Venue>) -> Result<Arc<Adapter>, Failure> {
        self.bays.of(venue).map(|bay| Arc::clone(&bay.adapter))
    }

    /// Who looks on at the calls: nobody, until somebody joins.
    pub const fn onlookers(&self) -> &Arc<Onlookers> {
        &self.onlookers
    }

    /// Why a venue is not served by the newest version of its adapter; none where it is, or is not served at all.
    pub fn passed_over(&self, venue: &Arc<Venue>) -> Option<String> {
        self.bays.of(venue).ok()?.passed_over().map(str::to_owned)
    }

    /// Whether a venue's adapter is left alone because it failed several times in a row.
    pub fn breaker_is_open(&self, venue: &Arc<Venue>) -> bool {
        self.bays.of(venue).is_ok_and(|bay| !bay.breaker.is_closed())
    }

    async fn run<T>(
        &self,
        bay: &Bay,
        asked: Asked<'_>,
        within: Option<Duration>,
        work: impl AsyncFnOnce(Instant, &Arc<Meter>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let limit = bay.venue.limits.deadline;
        let deadline = Instant::now() + within.map_or(limit, |within| within.min(limit));
        match self.leave(bay, asked, deadline).await {
            Ok(leave) => self.attempt(bay, leave, asked, deadline, work).await,
            Err(failure) => {
                self.count(bay, Some(&failure));
                Err(failure)
            }
        }
    }

    async fn attempt<T>(
        &self,
        bay: &Bay,
        leave: Leave<'_>,
        asked: Asked<'_>,
        deadline: Instant,
        work: impl AsyncFnOnce(Instant, &Arc<Meter>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let left = deadline.saturating_duration_since(Instant::now());
        let witnessed = self.onlookers.witness(&bay.adapter, &bay.lending, asked.trace_id, left);
        let meter = witnessed.as_ref().map_or_else(Arc::default, |witnessed| Arc::clone(witnessed.meter()));
        let outcome = match self.admit(bay, asked.errand, deadline).await {
            Ok(_places) => {
                let _running = Counted::new(&self.metrics.adapter_calls_running);
                let _cpu = CountedCpu { meter: &meter, counter: &bay.cpu };
                work(deadline, &meter).await
            }
            Err(failure) => Err(failure),
        };
        let outcome = outcome.map_err(|failure| failure.without_secrets(&bay.lending.redactor));
        self.judge(bay, leave, asked, outcome.as_ref().err());
        self.count(bay, outcome.as_ref().err());
        if let Some(witnessed) = witnessed {
            witnessed.ended(outcome.as_ref().err().map(|failure| (failure.outcome(), failure.to_string())));
        }
        if let Err(Failure::Fault(fault)) = &outcome {
            self.tell_fault(bay, asked, fault);
        }
        outcome
    }

    /// A place among the venue's calls and one among all: in this order, so that who waits for a slow venue holds no
    /// place that another venue could have.
    async fn admit(
        &self,
        bay: &Bay,
        errand: Errand,
        deadline: Instant,
    ) -> Result<(Place<()>, Place<VenueId>), Failure> {
        let own = bay.gate.admit(&(), errand, deadline).await;
        let own = own.map_err(|Full| Failure::Overloaded("the venue has too many calls at once"))?;
        let shared = self.gate.admit(&bay.venue.id, errand, deadline).await;
        let shared = shared.map_err(|Full| Failure::Overloaded("all venues together have too many calls at once"))?;
        Ok((own, shared))
    }

    fn count(&self, bay: &Bay, failure: Option<&Failure>) {
        let Some(failure) = failure else {
            bay.successes.inc();
            return;
        };
        if let Failure::Fault(Fault::Limit(limit)) = failure {
            bay.lending.limit_hits.hit(limit.name());
        }
        let AdapterLabels { venue, adapter } = bay::labels(&bay.venue);
        self.metrics.adapter_calls.get_or_create(&CallLabels { venue, adapter, outcome: failure.outcome() }).inc();
    }

    fn tell_fault(&self, bay: &Bay, asked: Asked<'_>, fault: &Fault) {
        let text =
            format!("adapter {:?} of venue {:?} failed in {}: {}", bay.venue.adapter, bay.venue.id, asked.name, fault);
        if let Some(notice) = notice(bay, Level::Error, text, asked.trace_id) {
            self.notices.tell(notice.ends_call());
        }
    }

    fn tell_dropped(&self, bay: &Bay, dropped: &[crate::epos::Breach], trace_id: &TraceId) {
        let Some(first) = dropped.first() else { return };
        let labels = bay::labels(&bay.venue);
        let number = u64::try_from(dropped.len()).unwrap_or(u64::MAX);
        self.metrics.dropped_orders.get_or_create(&labels).inc_by(number);
        let text = format!(
            "adapter {:?} of venue {:?} answered a search with {number} orders that break the contract, which are not shown: {first}",
            bay.venue.adapter, bay.venue.id
        );
        self.tell(bay, Level::Error, text, trace_id);
    }

    /// The card machine cuts names; the operator hears of it once per adapter and venue.
    fn tell_long_names(&self, bay: &Bay, reply: &Reply) {
        let orders = match reply {
            Reply::Orders(page) => page.data.as_slice(),
            Reply::Order(order) => std::slice::from_ref(order.as_ref()),
            Reply::Bill(bill) => std::slice::from_ref(&bill.order),
            _ => &[],
        };
        let long = |order: &Order| {
            let name = shown_name(order);
            name.len() > check::SHOWN_NAME_CHARACTERS && name.chars().count() > check::SHOWN_NAME_CHARACTERS
        };
        let Some(order) = orders.iter().find(|order| long(order)).filter(|_| bay.is_first_long_name()) else { return };
        let text = format!(
            "adapter {:?} of venue {:?} names order {:?} {:?}: a card machine shows the first {} characters",
            bay.venue.adapter,
            bay.venue.id,
            order.id,
            shown_name(order),
            check::SHOWN_NAME_CHARACTERS
        );
        let text = bay.lending.redactor.redact(&text);
        self.notices.tell(Notice::new(Level::Warning, text).venue(&bay.venue.id).adapter(&bay.venue.adapter));
    }

    fn tell(&self, bay: &Bay, level: Level, text: String, trace_id: &TraceId) {
        if let Some(notice) = notice(bay, level, text, trace_id) {
            self.notices.tell(notice);
        }
    }
}

/// What is told of a call; none where too much of the adapter's was told already.
fn notice(bay: &Bay, level: Level, text: String, trace_id: &TraceId) -> Option<Notice> {
    let hushed = bay.hush.lets_through(Instant::now())?;
    // A breach may name what the adapter answered.
    let text = bay.lending.redactor.redact(&text).into_owned();
    let text = if hushed == 0 { text } else { format!("{text} ({hushed} like it were not told)") };
    Some(Notice::new(level, text).venue(&bay.venue.id).adapter(&bay.venue.adapter).trace(trace_id))
}

/// What is asked of an adapter.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// As the operator knows it.
    name: &'a str,
    errand: Errand,
    trace_id: &'a TraceId,
}

/// Counts what a call has spent, also where it is abandoned.
struct CountedCpu<'a> {
    meter: &'a Meter,
    counter: &'a Counter<f64>,
}

impl Drop for CountedCpu<'_> {
    fn drop(&mut self) {
        self.counter.inc_by(self.meter.used().as_secs_f64());
    }
}

/// One more in a gauge, and one less at its end, also where the call is abandoned.
struct Counted<'a>(&'a Gauge);

impl<'a> Counted<'a> {
    fn new(gauge: &'a Gauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The card machine shows the display name, else the table, else the id (Dojo's Pay at Table page).
fn shown_name(order: &Order) -> &str {
    let table = || order.details.dine_in.as_ref()?.table_id.as_deref();
    order.display_name.as_deref().or_else(table).unwrap_or(&order.id)
}

/// What a call's error is to whoever asked.
pub(crate) fn failure(error: CallError) -> Failure {
    match error {
        CallError::Said(said) => match said {
            Said::NotFound(text) => Failure::NotFound(text),
            Said::InvalidRequest(text) => Failure::InvalidRequest(text),
            Said::Conflict(text) => Failure::Conflict(text),
            Said::Unavailable(text) => Failure::Unavailable(text),
            Said::InDoubt(text) => Failure::InDoubt(text),
            Said::Unexpected(text) => Failure::Unexpected(text),
        },
        CallError::Fault(fault) => Failure::Fault(fault),
        CallError::Full => Failure::Overloaded("the sandbox has no free place"),
    }
}

/// The values of a venue's settings as an adapter sees them.
fn texts(venue: &Venue) -> BTreeMap<String, String> {
    venue.settings.iter().map(|(name, value)| (name.clone(), value.text.clone())).collect()
}
