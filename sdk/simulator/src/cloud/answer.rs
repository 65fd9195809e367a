//! What Dojo's API answers, once a request was found right.

use super::intent::{charged, give_back, refunded, touch};
use super::{Account, Cloud, Made, State, search};
use crate::operation::CloudOperation;
use serde_json::{Value, json};

/// A status and a problem of RFC 7807.
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) title: &'static str,
    pub(super) detail: String,
}

/// A request to Dojo's API.
pub(super) struct Asked<'a> {
    pub(super) account: &'a Account,
    pub(super) operation: &'static CloudOperation,
    /// What stands in the path.
    pub(super) id: &'a str,
    pub(super) query: &'a str,
    pub(super) idempotency_key: Option<&'a str>,
    /// Null where there is none.
    pub(super) body: &'a Value,
}

/// Characters of an idempotency key, by the official file.
const LONGEST_KEY: usize = 100;

// === impl Problem ===

impl Problem {
    pub(super) fn new(status: u16, detail: impl Into<String>) -> Self {
        let title = match status {
            401 => "Unauthorized",
            404 => "Not found",
            409 => "Conflict",
            413 => "Too large",
            _ => "Bad request",
        };
        Self { status, title, detail: detail.into() }
    }

    pub(super) fn to_json(&self) -> Value {
        json!({"title": self.title, "status": self.status, "detail": self.detail})
    }
}

/// Does what a request asks for.
pub(super) fn answer(cloud: &Cloud, asked: &Asked<'_>) -> Result<Value, Problem> {
    let (id, body) = (asked.id, asked.body);
    match asked.operation.name {
        "GetPaymentIntent" => get(&cloud.state(), asked),
        "SearchPaymentIntents" => search::search(&cloud.state(), &asked.account.id, body),
        "Refund" => refund(cloud, asked),
        "GetRefund" => {
            let state = cloud.state();
            let made = state.refunds.iter().find(|made| made.refund_id == id);
            made.map(Made::to_json).ok_or_else(|| Problem::new(400, format!("There is no refund {id}.")))
        }
        "Reverse" => reverse(cloud, asked),
        "PutRestIntegration" => Ok(put(cloud, asked, "rest")),
        "PutWsIntegration" => Ok(put(cloud, asked, "ws")),
        "GetRestIntegration" => Ok(registered(cloud, asked, "rest")),
        "GetWsIntegration" => Ok(registered(cloud, asked, "ws")),
        "GetIntegrations" => Ok(json!({
            "restIntegrations": registered(cloud, asked, "rest"),
            "wsIntegrations": registered(cloud, asked, "ws"),
        })),
        "TellEvent" => tell(body),
        other => Err(Problem::new(404, format!("The simulator does not answer {other}."))),
    }
}

fn not_found(id: &str) -> Problem {
    Problem::new(404, format!("There is no payment intent {id}."))
}

/// An intent of the account: nobody sees another's.
fn find<'s>(state: &'s State, asked: &Asked<'_>) -> Result<&'s Value, Problem> {
    let found = state.intents.get(asked.id).filter(|(account, _)| *account == asked.account.id);
    found.map(|(_, intent)| intent).ok_or_else(|| not_found(asked.id))
}

fn get(state: &State, asked: &Asked<'_>) -> Result<Value, Problem> {
    let intent = find(state, asked)?;
    let wants_canceled = asked.query.split('&').any(|pair| pair == "returnCanceled=true");
    if intent["status"] == "Canceled" && !wants_canceled {
        return Err(not_found(asked.id));
    }
    Ok(intent.clone())
}

fn refund(cloud: &Cloud, asked: &Asked<'_>) -> Result<Value, Problem> {
    let bad = |detail: &str| Problem::new(400, detail);
    let key = asked.idempotency_key.filter(|key| !key.is_empty() && key.chars().count() <= LONGEST_KEY);
    let key = key.ok_or_else(|| bad("The header idempotencyKey is required, with 100 characters at most."))?;
    let amount = asked.body["amount"].as_i64().filter(|amount| *amount > 0);
    let amount = amount.ok_or_else(|| bad("amount must be more than nothing."))?;
    let place = (asked.id.to_owned(), key.to_owned());
    let (made, changed) = {
        let mut state = cloud.state();
        if let Some(made) = state.keys.get(&place) {
            return if made.amount == amount {
                Ok(made.to_json())
            } else {
                Err(Problem::new(409, "This idempotency key was used for another refund."))
            };
        }
        let mut intent = find(&state, asked)?.as_object().cloned().unwrap_or_default();
        if intent.get("status").is_none_or(|status| status != "Captured") {
            return Err(bad("Only a payment that is Captured can be given back."));
        }
        if amount > charged(&intent).saturating_sub(refunded(&intent)) {
            return Err(bad("That is more than is left of the payment."));
        }
        give_back(&mut intent, amount);
        touch(&mut intent);
        let changed = Value::Object(intent);
        let made = Made {
            refund_id: format!("rfnd_{}", state.refunds.len() + 1),
            intent: asked.id.to_owned(),
            amount,
            reason: asked.body["refundReason"].as_str().map(str::to_owned),
        };
        state.keys.insert(place, made.clone());
        state.refunds.push(made.clone());
        state.intents.insert(asked.id.to_owned(), (asked.account.id.clone(), changed.clone()));
        (made, changed)
    };
    cloud.note(&changed);
    Ok(made.to_json())
}

fn reverse(cloud: &Cloud, asked: &Asked<'_>) -> Result<Value, Problem> {
    let number = {
        let mut state = cloud.state();
        let status = find(&state, asked)?["status"].clone();
        if status != "Authorized" {
            return Err(Problem::new(409, "Only a payment that is Authorized can be reversed."));
        }
        state.reversals += 1;
        state.reversals
    };
    cloud.set_status(asked.id, "Reversed");
    Ok(json!({"message": "reversed", "reversalId": format!("rvs_{number}")}))
}

fn put(cloud: &Cloud, asked: &Asked<'_>, transport: &str) -> Value {
    let mut state = cloud.state();
    let integrations = state.integrations.entry(asked.account.id.clone()).or_default();
    integrations.put(transport, asked.body);
    integrations.of(transport)
}

fn registered(cloud: &Cloud, asked: &Asked<'_>, transport: &str) -> Value {
    let state = cloud.state();
    state.integrations.get(&asked.account.id).map_or_else(|| json!([]), |integrations| integrations.of(transport))
}

/// The type says which id the event has.
fn tell(body: &Value) -> Result<Value, Problem> {
    let field = match body["eventType"].as_str() {
        Some("OrderUpdated") => "orderId",
        Some("PartyUpdated") => "partyId",
        Some("ReservationUpdated") => "reservationId",
        _ => {
            return Err(Problem::new(400, "eventType is OrderUpdated, PartyUpdated or ReservationUpdated."));
        }
    };
    if body["event"].get(field).is_some_and(Value::is_string) {
        Ok(body.clone())
    } else {
        Err(Problem::new(400, format!("event has no {field}.")))
    }
}
