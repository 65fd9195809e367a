//! What a request leads to, whatever the transport: most go to the adapter as they come; those that bring payments go
//! through the ledger first.

use super::failure::{Problem, Refusal};
use crate::dispatch::{Dispatch, Failure};
use crate::epos::json::writer::Unwritable;
use crate::epos::{Capability, Event, InvalidRequest, Reply, Request, Requester};
use crate::ledger::{Declined, LedgerError};
use crate::mask;
use crate::metrics::{Bool, EventLabels, Metrics};
use crate::payments::{CreateError, Payments, RecordError};
use crate::trace::TraceId;
use crate::venue::Venue;
use std::sync::Arc;

/// Carries requests out. Clones are handles of the same.
#[derive(Clone)]
pub struct Work {
    /// The adapters.
    pub dispatch: Arc<Dispatch>,
    /// The money.
    pub payments: Payments,
    /// Where events are counted.
    pub metrics: Metrics,
}

/// What a client asks for, as far as its transport could read it.
pub struct Asked<'a> {
    /// What is asked for. Both kinds of events are read alike: the event itself says which it is.
    pub capability: Capability,
    /// The request.
    pub request: Result<Request, InvalidRequest>,
    /// Who asks.
    pub requester: Result<Requester, InvalidRequest>,
    /// The request's text as it came.
    pub raw: &'a [u8],
}

/// Why a request has no reply.
#[derive(Debug)]
pub enum NotDone {
    /// It can never succeed as it stands.
    Invalid(InvalidRequest),
    /// The adapter did not do it.
    Failed(Failure),
    /// A payment is declined: Dojo gives the money back.
    Declined(Declined),
    /// A payment could not be written down.
    NotRecorded(LedgerError),
    /// A mistake of ours.
    CutShort(tokio::task::JoinError),
    /// A mistake of ours.
    Unwritable(Unwritable),
}

// === impl Asked ===

impl Asked<'_> {
    /// What it counts as; an event that cannot be read is of no kind.
    pub fn label(&self) -> Option<Capability> {
        match &self.request {
            Ok(request) => Some(request.capability()),
            Err(_) => (!is_event(self.capability)).then_some(self.capability),
        }
    }
}

// === impl NotDone ===

impl NotDone {
    /// What the client hears; the log hears the rest.
    pub fn problem(self, venue: &Venue, trace: &TraceId) -> Problem {
        match self {
            Self::Invalid(error) => Problem::refused(Refusal::Invalid(error), trace),
            Self::Failed(failure) => {
                let text = failure.to_string();
                tracing::debug!(trace_id = %trace, failure = %mask::cards(&venue.redactor.redact(&text)), "failed");
                Problem::failed(&failure, &venue.redactor, trace)
            }
            Self::Declined(declined) => Problem::declined(&declined, trace),
            Self::NotRecorded(error) => {
                tracing::error!(venue = %venue.id, trace_id = %trace, %error, "a payment could not be recorded");
                Problem::refused(Refusal::NotRecorded, trace)
            }
            Self::CutShort(error) => {
                tracing::error!(trace_id = %trace, %error, "a call was cut short");
                Problem::refused(Refusal::Internal, trace)
            }
            Self::Unwritable(error) => {
                tracing::error!(trace_id = %trace, %error, "a reply could not be written as JSON");
                Problem::refused(Refusal::Internal, trace)
            }
        }
    }
}

impl From<Failure> for NotDone {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<InvalidRequest> for NotDone {
    fn from(error: InvalidRequest) -> Self {
        Self::Invalid(error)
    }
}

impl From<LedgerError> for NotDone {
    fn from(error: LedgerError) -> Self {
        Self::NotRecorded(error)
    }
}

impl From<Unwritable> for NotDone {
    fn from(error: Unwritable) -> Self {
        Self::Unwritable(error)
    }
}

impl From<RecordError> for NotDone {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Declined(declined) => Self::Declined(declined),
            RecordError::Ledger(error) => Self::NotRecorded(error),
        }
    }
}

impl From<CreateError> for NotDone {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Declined { intent, declined } => {
                Self::Declined(Declined::Conflict(format!("payment {intent} was declined before: {declined}")))
            }
            CreateError::Ledger(error) => Self::NotRecorded(error),
        }
    }
}

// === impl Work ===

impl Work {
    /// Carries out what is asked for.
    ///
    /// What changes something is finished though nobody waits for it any more: nobody could say whether half of it was
    /// done. A read is dropped with whoever asked.
    ///
    /// # Errors
    /// Why there is no reply.
    pub async fn carry_out(&self, venue: &Arc<Venue>, asked: Asked<'_>, trace_id: &TraceId) -> Result<Reply, NotDone> {
        let Asked { capability, request, requester, raw } = asked;
        let mut request = request.map_err(|error| self.wrong(venue, capability, error))?;
        // For an event, who asks is of use, not of need: a payment is not refused for a header. Elsewhere a header that
        // is no id is not left out: without the waiter who was meant, a search finds the bills of all.
        let requester = match requester {
            Err(_) if is_event(capability) => Requester::default(),
            requester => requester.map_err(|error| self.wrong(venue, capability, error))?,
        };
        filter_by_waiter(&mut request, &requester, venue);
        if !request.capability().writes() {
            return Ok(self.dispatch.call(venue, &request, &requester, trace_id).await?);
        }
        let (work, venue, trace_id) = (self.clone(), Arc::clone(venue), trace_id.clone());
        let raw = String::from_utf8_lossy(raw).into_owned();
        let done = async move { work.write(&venue, request, &raw, requester, &trace_id).await };
        tokio::spawn(done).await.map_err(NotDone::CutShort)?
    }

    /// What is wrong with a request. What is not offered has no wrong requests; an event is read whether the adapter
    /// takes it or not (see [`Self::take_in`]).
    fn wrong(&self, venue: &Arc<Venue>, capability: Capability, error: InvalidRequest) -> NotDone {
        match self.dispatch.capabilities(venue) {
            Ok(offered) if !is_event(capability) && !offered.contains(capability) => {
                Failure::NotProvided(capability).into()
            }
            _ => error.into(),
        }
    }

    async fn write(
        &self,
        venue: &Arc<Venue>,
        request: Request,
        raw: &str,
        requester: Requester,
        trace_id: &TraceId,
    ) -> Result<Reply, NotDone> {
        if let Request::HandleEvent(event) = request {
            return self.take_in(venue, event, raw, requester, trace_id).await;
        }
        let (payments, id) = (&self.payments, &venue.id);
        // What is not offered brings no payment. An adapter that is not loaded offers nothing that could be said of it.
        let offered = self.dispatch.capabilities(venue);
        let capability = request.capability();
        if venue.disabled.contains(capability) || offered.is_ok_and(|offered| !offered.contains(capability)) {
            return Err(Failure::NotProvided(capability).into());
        }
        match request {
            Request::RecordPayment { order_id, payment } => {
                let order = payments.record(id, &order_id, payment, raw, requester, trace_id).await?;
                Ok(Reply::Order(Box::new(order)))
            }
            Request::CreateOrder(order) if order.payments.iter().any(|one| one.payment_intent_id.is_some()) => {
                let request = Request::CreateOrder(order.clone());
                let create = async {
                    match self.dispatch.call(venue, &request, &requester, trace_id).await? {
                        Reply::Order(order) => Ok(*order),
                        _ => Err(Failure::Unexpected("the reply is no order".to_owned())),
                    }
                };
                let failed = |failure: &Failure| crate::payments::tills::weigh(failure, &venue.redactor);
                let made = payments.create_order(id, &order, raw, trace_id, create, failed).await?;
                Ok(Reply::Order(Box::new(made?)))
            }
            request => {
                let deposit = match &request {
                    Request::CreateParty(party) => Some((&party.dojo_party_id, &party.deposit)),
                    Request::UpdateParty { party, .. } => Some((&party.dojo_party_id, &party.deposit)),
                    _ => None,
                };
                if let Some((party_id, Some(deposit))) = deposit {
                    payments.deposit(id, party_id, &deposit.payment_intent_ids, trace_id).await?;
                }
                let reply = self.dispatch.call(venue, &request, &requester, trace_id).await?;
                payments.done(id, &request);
                Ok(reply)
            }
        }
    }
    /// Makes an event durable, then acknowledges it.
    async fn take_in(
        &self,
        venue: &Arc<Venue>,
        event: Event,
        raw: &str,
        requester: Requester,
        trace_id: &TraceId,
    ) -> Result<Reply, NotDone> {
        let capability = event.event.capability();
        if event.account_id != venue.account_id {
            return Err(InvalidRequest("accountId: is not this venue's".to_owned()).into());
        }
        // An adapter that is not ready says nothing about what it takes: the event is recorded and acknowledged, and is
        // delivered once the adapter is there. To refuse it would leave a payment to the patience of who sends it. Where
        // intents can be read, the host itself wants to know how they stand, whatever the adapter takes.
        let own = capability == Capability::PaymentIntentStatusUpdated && venue.dojo.is_some();
        let lacks = self.dispatch.capabilities(venue).is_ok_and(|offered| !offered.contains(capability));
        if !own && (lacks || venue.disabled.contains(capability)) {
            return Err(Failure::NotProvided(capability).into());
        }
        let received = self.payments.receive(&venue.id, event, raw, requester, trace_id).await?;
        self.metrics.ledger_events.get_or_create(&EventLabels { duplicate: Bool(received.duplicate) }).inc();
        Ok(Reply::Empty)
    }
}

const fn is_event(capability: Capability) -> bool {
    matches!(capability, Capability::PaymentIntentCreated | Capability::PaymentIntentStatusUpdated)
}

/// The waiter of the header filters a search that names none, where the venue wants it so.
fn filter_by_waiter(request: &mut Request, requester: &Requester, venue: &Venue) {
    if let Request::SearchOrders { filter, .. } = request
        && venue.filter_by_waiter_header
        && filter.waiter_id.is_none()
    {
        filter.waiter_id.clone_from(&requester.waiter_id);
    }
}
