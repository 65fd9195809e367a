//! Dojo, as the settlement of payments sees it: a client for each venue that has a key.

use crate::dojo::{Clients, DojoClient, DojoError, DojoIntent, Limits, SearchIntents};
use crate::epos::{Money, PaymentIntent, PaymentStatus};
use crate::ledger::Reading;
use crate::outgoing::Outgoing;
use crate::payments::{Dojos, Unread};
use crate::reconciliation::{ListPage, Listed, Lists};
use crate::transport::CurrentVenues;
use crate::venue::{OrderIdFrom, Venue, VenueId};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// What Dojo is told as the reason of a refund.
const WHY: &str = "the payment is not on the point of sale";

/// Where a payment intent's metadata names the waiter (Dojo's Pay at Table page).
const WAITER: &str = "waiterId";

/// The Dojos of all venues.
pub(super) struct VenueDojos {
    venues: Arc<CurrentVenues>,
    outgoing: Outgoing,
    /// Each with the configuration that it was made for: a client knows whether Dojo is there, so it is kept.
    clients: Mutex<HashMap<VenueId, (Arc<Venue>, DojoClient)>>,
}

// === impl VenueDojos ===

impl VenueDojos {
    pub(super) fn new(venues: Arc<CurrentVenues>, outgoing: Outgoing) -> Self {
        Self { venues, outgoing, clients: Mutex::default() }
    }

    fn of(&self, id: &VenueId) -> Result<(Arc<Venue>, DojoClient), String> {
        let venue = self.venues.load().get(id.as_str()).cloned();
        let venue = venue.ok_or_else(|| format!("there is no [venues.{id}] in the configuration"))?;
        let dojo = venue.dojo.as_ref().ok_or_else(|| format!("there is no [venues.{id}.dojo] in the configuration"))?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.get(id).filter(|(made_for, _)| made_for.dojo.as_ref() == Some(dojo)) {
            return Ok((Arc::clone(&venue), client.clone()));
        }
        let client = DojoClient::new(dojo, &self.outgoing, Limits::default()).map_err(|error| error.to_string())?;
        clients.insert(id.clone(), (Arc::clone(&venue), client.clone()));
        Ok((venue, client))
    }
}

impl Clients for VenueDojos {
    fn client(&self, venue: &VenueId) -> Result<DojoClient, String> {
        self.of(venue).map(|(_, client)| client)
    }
}

#[async_trait]
impl Dojos for VenueDojos {
    async fn read(&self, venue: &VenueId, intent: &str) -> Result<(Reading, String), Unread> {
        let (venue, client) = self.of(venue).map_err(|reason| Unread { reason, gone: false })?;
        match client.payment_intent(intent).await {
            Ok((read, raw)) => Ok((reading(read, &venue), raw)),
            Err(error) => Err(unread(&error, &venue)),
        }
    }

    async fn give_back(&self, venue: &VenueId, intent: &str, reading: &Reading) -> Result<Option<Money>, String> {
        let (venue, client) = self.of(venue)?;
        let said = |error: DojoError| venue.redactor.redact(&error.to_string()).into_owned();
        if reading.status == PaymentStatus::Authorized {
            client.reverse(intent).await.map_err(said)?;
            return Ok(Some(reading.charged));
        }
        let refunded = reading.intent.refunded_amount.map_or(0, |refunded| refunded.value);
        let amount = Money { value: reading.charged.value.saturating_sub(refunded), ..reading.charged };
        if amount.value <= 0 {
            return Ok(None);
        }
        // From the intent and what is given back of it: asked for twice, it is done once; after a partial refund that
        // somebody else made, the rest is another refund.
        let key = format!("patio-{intent}-{refunded}");
        client.refund(intent, amount, &key, WHY).await.map_err(said)?;
        Ok(Some(amount))
    }
}

#[async_trait]
impl Lists for VenueDojos {
    async fn search(&self, venue: &VenueId, search: &SearchIntents, after: Option<&str>) -> Result<ListPage, String> {
        let (venue, client) = self.of(venue)?;
        let found = client.search(search, after).await;
        let found = found.map_err(|error| venue.redactor.redact(&error.to_string()).into_owned())?;
        let intents = found.intents.into_iter().map(|(read, raw)| listed(read, raw, &venue)).collect();
        Ok(ListPage { intents, unread: found.unread, after: found.after })
    }

    async fn look_up(&self, venue: &VenueId, intent: &str) -> Result<Listed, Unread> {
        let (venue, client) = self.of(venue).map_err(|reason| Unread { reason, gone: false })?;
        match client.payment_intent(intent).await {
            Ok((read, raw)) => Ok(listed(read, raw, &venue)),
            Err(error) => Err(unread(&error, &venue)),
        }
    }
}

fn unread(error: &DojoError, venue: &Venue) -> Unread {
    let gone = matches!(error, DojoError::NotFound(_));
    Unread { reason: venue.redactor.redact(&error.to_string()).into_owned(), gone }
}

fn listed(read: DojoIntent, raw: String, venue: &Venue) -> Listed {
    let (id, updated_at) = (read.id.clone(), read.updated_at);
    Listed { id, reading: reading(read, venue), updated_at, raw }
}

fn reading(read: DojoIntent, venue: &Venue) -> Reading {
    let order_id = match venue.order_id_from {
        OrderIdFrom::ExternalId => read.order_id,
        OrderIdFrom::Reference => read.reference,
    };
    let waiter_id = read.metadata.iter().find(|(name, _)| name == WAITER).map(|(_, waiter)| waiter.clone());
    Reading {
        status: read.status,
        capture_mode: read.capture_mode,
        charged: read.total_amount,
        intent: PaymentIntent {
            order_id: order_id.filter(|id| !id.is_empty()),
            paid_amount: read.paid_amount,
            tips_amount: read.tips_amount,
            service_charge_amount: read.service_charge_amount,
            cashback_amount: read.cashback_amount,
            refunded_amount: read.refunded_amount,
            waiter_id,
            metadata: read.metadata,
        },
    }
}
