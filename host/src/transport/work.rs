//! What a request leads to, whatever the transport: most go to the adapter as they come; those that bring payments go
//! through the ledger first.

use crate::dispatch::{Dispatch, Failure};
use crate::epos::{Reply, Request, Requester};
use crate::ledger::{Declined, LedgerError};
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
}

/// Why a request has no reply.
#[derive(Debug)]
pub enum NotDone {
    /// The adapter did not do it.
    Failed(Failure),
    /// A payment is declined: Dojo gives the money back.
    Declined(Declined),
    /// A payment could not be written down.
    NotRecorded(LedgerError),
    /// A mistake of ours.
    CutShort(tokio::task::JoinError),
}

// === impl NotDone ===

impl From<Failure> for NotDone {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<LedgerError> for NotDone {
    fn from(error: LedgerError) -> Self {
        Self::NotRecorded(error)
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
    /// Carries a request out. `raw` is its text as it came.
    ///
    /// What changes something is finished though nobody waits for it any more: nobody could say whether half of it was
    /// done. A read is dropped with whoever asked.
    ///
    /// # Errors
    /// Why there is no reply.
    pub async fn carry_out(
        &self,
        venue: &Arc<Venue>,
        request: Request,
        raw: &[u8],
        requester: Requester,
        trace_id: &TraceId,
    ) -> Result<Reply, NotDone> {
        if !request.capability().writes() {
            return Ok(self.dispatch.call(venue, &request, &requester, trace_id).await?);
        }
        let (work, venue, trace_id) = (self.clone(), Arc::clone(venue), trace_id.clone());
        let raw = String::from_utf8_lossy(raw).into_owned();
        let done = async move { work.write(&venue, request, &raw, requester, &trace_id).await };
        tokio::spawn(done).await.map_err(NotDone::CutShort)?
    }

    async fn write(
        &self,
        venue: &Arc<Venue>,
        request: Request,
        raw: &str,
        requester: Requester,
        trace_id: &TraceId,
    ) -> Result<Reply, NotDone> {
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
}
