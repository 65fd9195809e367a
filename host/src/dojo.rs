//! Dojo's API, as a client: payment intents read, searched and given back, venues registered, changes told.
//!
//! Follows the official `dojo-api.openapi.json`, version 2026-02-27. What the file leaves open, and what is made of it,
//! stands beside the code that depends on it.

mod error;
mod exchange;
mod integration;
mod intent;
mod limits;
mod pos_event;
mod problem;
mod retry_after;
mod search;

pub use error::DojoError;
pub use integration::{Endpoint, Integration, Way};
pub use intent::DojoIntent;
pub use limits::Limits;
pub use search::{FoundIntents, SearchIntents, UnreadIntent};

use crate::breaker::Breaker;
use crate::epos::{Money, PaymentStatus};
use crate::outgoing::{Outgoing, OutgoingError};
use crate::venue::{self, Redactor, Secret, VenueId};
use exchange::{Ask, Exchange};
use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use limits::{MAX_KEY_CHARACTERS, MAX_REASON_CHARACTERS};
use serde_json::json;
use std::sync::{Arc, Mutex};
use url::Url;

/// The version of the API that this client speaks, sent with every request. It is no setting: Dojo checks at go-live
/// that it is fixed.
pub const API_VERSION: &str = "2026-02-27";

const VERSION: HeaderName = HeaderName::from_static("version");
const SOFTWARE_HOUSE_ID: HeaderName = HeaderName::from_static("software-house-id");
const RESELLER_ID: HeaderName = HeaderName::from_static("reseller-id");
/// `idempotencyKey` in the file; header names have no case.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotencykey");

/// A venue's access to Dojo's API. Cloning shares it, with what it knows of Dojo's health.
#[derive(Clone)]
pub struct DojoClient {
    exchange: Arc<Exchange>,
    api: Url,
}

/// The clients of venues, by their present configuration.
pub trait Clients: Send + Sync {
    /// A venue's.
    ///
    /// # Errors
    /// Why there is none.
    fn client(&self, venue: &VenueId) -> Result<DojoClient, String>;
}

/// Why a venue has no access.
#[derive(Debug, thiserror::Error)]
pub enum NoAccess {
    /// Nothing can be sent at all.
    #[error(transparent)]
    Outgoing(#[from] OutgoingError),
    /// A text cannot stand in a header field.
    #[error("its {0} has a character that no header field may have: write it as Dojo gave it to you")]
    Header(&'static str),
}

// === impl DojoClient ===

impl DojoClient {
    /// For one venue.
    ///
    /// # Errors
    /// Where its key cannot be sent, or nobody is trusted.
    pub fn new(dojo: &venue::Dojo, outgoing: &Outgoing, limits: Limits) -> Result<Self, NoAccess> {
        outgoing.may_reach(&dojo.api_url)?;
        let exchange = Exchange {
            client: outgoing.client().clone(),
            headers: headers(dojo)?,
            limits,
            breaker: Breaker::new(limits.patience()),
            quiet_until: Mutex::default(),
            redactor: Redactor::new(secrets(dojo)),
        };
        Ok(Self { exchange: Arc::new(exchange), api: dojo.api_url.clone() })
    }

    /// Reads a payment intent, also a canceled one. The second part is the answer's text, to be kept: as it came, less
    /// what is secret or personal and says nothing about money.
    ///
    /// It may be dropped at any time: a read changes nothing.
    ///
    /// # Errors
    /// Why it was not read.
    pub async fn payment_intent(&self, id: &str) -> Result<(DojoIntent, String), DojoError> {
        let mut ask = self.ask(Method::GET, id, None)?;
        // Without it, a canceled intent is not found, and looks like one that never was.
        ask.url.set_query(Some("returnCanceled=true"));
        let body = self.exchange.send(&ask).await?;
        let (intent, text) = DojoIntent::read(&body).map_err(DojoError::Unreadable)?;
        if intent.id != id {
            return Err(DojoError::Unreadable(format!("{id:?} was asked for, {:?} came", intent.id)));
        }
        Ok((intent, text))
    }

    /// Gives money back of a captured intent: `amount` may be all that was charged or a part. Returns Dojo's id of the
    /// refund.
    ///
    /// The same key is the same refund, however often it is asked for: so this call repeats it by itself, and after an
    /// error (or where it was dropped) it may be made again with the same key, and with no other. A key has at most 100
    /// characters; a reason is cut at 1024. The API takes no currency: it is the intent's.
    ///
    /// # Errors
    /// Why it is not known to have been made.
    pub async fn refund(
        &self,
        id: &str,
        amount: Money,
        idempotency_key: &str,
        reason: &str,
    ) -> Result<Option<String>, DojoError> {
        let not_sent = |problem: String| DojoError::Refused { status: 0, problem };
        if amount.value <= 0 {
            return Err(not_sent(format!("a refund of {amount} is none")));
        }
        let key = HeaderValue::from_str(idempotency_key)
            .ok()
            .filter(|key| (1..=MAX_KEY_CHARACTERS).contains(&key.len()))
            .ok_or_else(|| not_sent(format!("the idempotency key {idempotency_key:?} cannot be sent")))?;
        let reason: String = reason.chars().take(MAX_REASON_CHARACTERS).collect();
        let mut ask = self.ask(Method::POST, id, Some("refunds"))?;
        ask.headers.insert(IDEMPOTENCY_KEY, key);
        ask.body = Some(json!({"amount": amount.value, "refundReason": reason}).to_string().into());
        let body = self.exchange.send(&ask).await?;
        // It is made, whatever the answer says besides.
        let refund: Option<serde_json::Value> = serde_json::from_slice(&body).ok();
        Ok(refund.and_then(|refund| Some(refund.get("refundId")?.as_str()?.to_owned())))
    }

    /// Lets go of an authorized intent, whole. The API has no idempotency key here and needs none: an intent is reversed
    /// once. Where the answer is lost or is Conflict, the intent is read: `Reversed` is a success.
    ///
    /// # Errors
    /// Why it is not known to have been made.
    pub async fn reverse(&self, id: &str) -> Result<(), DojoError> {
        let ask = self.ask(Method::POST, id, Some("reversal"))?;
        let Err(error) = self.exchange.send(&ask).await else { return Ok(()) };
        let may_be_done = matches!(error, DojoError::Unavailable(_) | DojoError::Refused { status: 400 | 409, .. });
        if may_be_done
            && let Ok((intent, _)) = self.payment_intent(id).await
            && intent.status == PaymentStatus::Reversed
        {
            return Ok(());
        }
        Err(error)
    }

    /// One page of the account's payment intents; `after` is the mark of the page before.
    ///
    /// # Errors
    /// Why it was not read. An intent of the page that cannot be read is no reason: it is named beside the others.
    pub async fn search(&self, query: &SearchIntents, after: Option<&str>) -> Result<FoundIntents, DojoError> {
        let ask = Ask {
            method: Method::POST,
            url: self.url(&["payment-intents", "search"]),
            intent: None,
            headers: HeaderMap::new(),
            body: Some(query.to_json(after).to_string().into()),
        };
        let body = self.exchange.send(&ask).await?;
        FoundIntents::read(&body, after).map_err(DojoError::Unreadable)
    }

    /// A request about one intent.
    fn ask<'a>(&self, method: Method, id: &'a str, part: Option<&str>) -> Result<Ask<'a>, DojoError> {
        // As a part of a path these mean another one.
        if matches!(id, "" | "." | "..") {
            return Err(DojoError::NotFound(id.to_owned()));
        }
        let parts: Vec<_> = ["payment-intents", id].into_iter().chain(part).collect();
        Ok(Ask { method, url: self.url(&parts), intent: Some(id), headers: HeaderMap::new(), body: None })
    }

    fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.api.clone();
        // Only a URL without a host has no path; the configuration refuses those.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url.set_query(None);
        url
    }
}

/// What Dojo is told and may repeat: the key, and the password that is registered.
fn secrets(dojo: &venue::Dojo) -> impl Iterator<Item = Secret> {
    let password = dojo.rest.as_ref().map(|rest| rest.password.clone());
    [dojo.api_key.clone()].into_iter().chain(password)
}

fn headers(dojo: &venue::Dojo) -> Result<HeaderMap, NoAccess> {
    let value = |name, text: &str| HeaderValue::from_str(text).map_err(|_| NoAccess::Header(name));
    let mut key = value("api_key", &format!("Basic {}", dojo.api_key.expose()))?;
    key.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, key);
    headers.insert(VERSION, HeaderValue::from_static(API_VERSION));
    headers.insert(SOFTWARE_HOUSE_ID, value("software_house_id", &dojo.software_house_id)?);
    if let Some(reseller) = &dojo.reseller_id {
        headers.insert(RESELLER_ID, value("reseller_id", reseller)?);
    }
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    Ok(headers)
}
