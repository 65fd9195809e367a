//! What Dojo answers, by the official file.

use super::state::{MadeRefund, SearchBy, State, charged, give_back, touch};
use super::{KEY, epos};
use crate::peer::Received;
use patio_host::dojo::API_VERSION;
use patio_host::epos::Timestamp;
use serde_json::{Value, json};

pub(super) type Answer = (u16, String);

/// Intents of a page where the request does not say.
const PAGE: usize = 50;

/// Does what a request asks for.
pub(super) fn respond(state: &mut State, asked: &Received) -> Answer {
    match answer(state, asked) {
        Ok(value) => (200, value.to_string()),
        Err(problem) => problem,
    }
}

/// A problem of RFC 7807.
pub(super) fn problem(status: u16, title: &str, detail: &str) -> Answer {
    let mut problem = json!({
        "type": "https://tools.ietf.org/html/rfc7231", "title": title, "status": status, "traceId": "00-4711-0815-01",
    });
    if !detail.is_empty() {
        problem["detail"] = detail.into();
    }
    (status, problem.to_string())
}

fn answer(state: &mut State, asked: &Received) -> Result<Value, Answer> {
    let header = |name: &str| asked.headers.get(name).map(String::as_str);
    if header("authorization") != Some(format!("Basic {KEY}").as_str()) {
        return Err(problem(401, "Unauthorized", "The API key is not known."));
    }
    match header("version") {
        Some(API_VERSION) => {}
        Some(_) => return Err(problem(400, "Bad request", "This version of the API is not known.")),
        None => return Err(problem(400, "Bad request", "The version header is required.")),
    }
    let parts: Vec<_> = asked.path.trim_start_matches('/').split('/').collect();
    match (asked.method.as_str(), &parts[..]) {
        ("POST", ["payment-intents", "search"]) => search(state, &asked.body),
        ("GET", ["payment-intents", "refunds", id]) => refund_by_id(state, id),
        ("GET", ["payment-intents", id]) => get(state, &decoded(id), asked.query.as_deref()),
        ("POST", ["payment-intents", id, "refunds"]) => {
            refund(state, &decoded(id), header("idempotencykey"), &asked.body)
        }
        ("POST", ["payment-intents", id, "reversal"]) => reverse(state, &decoded(id)),
        ("GET", ["epos", "integrations", kind @ ("rest" | "ws")]) => Ok(epos::integrations(state, kind)),
        ("PUT", ["epos", "integrations", kind @ ("rest" | "ws")]) => epos::register(state, kind, &asked.body),
        ("POST", ["epos", "events"]) => epos::event(state, &asked.body),
        _ => Err(problem(404, "Not found", "There is no such resource.")),
    }
}

fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn not_found(id: &str) -> Answer {
    problem(404, "Not found", &format!("There is no payment intent {id}."))
}

fn get(state: &State, id: &str, query: Option<&str>) -> Result<Value, Answer> {
    let intent = state.intents.get(id).ok_or_else(|| not_found(id))?;
    if intent["status"] == "Canceled" && query != Some("returnCanceled=true") {
        return Err(not_found(id));
    }
    Ok(intent.clone())
}

/// A body with these fields and no others.
pub(super) fn body(text: &str, fields: &[&str]) -> Result<Value, Answer> {
    let bad = |detail: &str| problem(400, "One or more validation errors occurred.", detail);
    let body: Value = serde_json::from_str(text).map_err(|error| bad(&error.to_string()))?;
    let object = body.as_object().ok_or_else(|| bad("an object is needed"))?;
    match object.keys().find(|key| !fields.contains(&key.as_str())) {
        Some(key) => Err(bad(&format!("{key} is not known"))),
        None => Ok(body),
    }
}

fn refund(state: &mut State, id: &str, key: Option<&str>, text: &str) -> Result<Value, Answer> {
    let bad = |detail: &str| problem(400, "Bad request", detail);
    let key = key.filter(|key| (1..=100).contains(&key.len())).ok_or_else(|| bad("idempotencyKey is required."))?;
    let body = body(text, &["amount", "previousTransactionId", "refundReason", "notes"])?;
    let amount = body["amount"].as_i64().filter(|amount| *amount > 0).ok_or_else(|| bad("amount is required."))?;
    let reason = body["refundReason"].as_str().unwrap_or_default().to_owned();
    let place = (id.to_owned(), key.to_owned());
    if let Some(made) = state.keys.get(&place) {
        return if made.amount == amount {
            Ok(made.to_json())
        } else {
            Err(problem(409, "Conflict", "This idempotency key was used for another refund."))
        };
    }
    let number = state.refunds.len() + 1;
    let intent = state.intents.get_mut(id).ok_or_else(|| not_found(id))?;
    if intent["status"] != "Captured" {
        return Err(bad(&format!("The payment intent is {}.", intent["status"])));
    }
    if amount > charged(intent) - intent["refundedAmount"].as_i64().unwrap_or_default() {
        return Err(bad("The refund exceeds what is left of the payment."));
    }
    give_back(intent, amount);
    touch(intent);
    let made =
        MadeRefund { refund_id: format!("rfnd_{number}"), intent: id.to_owned(), key: key.to_owned(), amount, reason };
    state.keys.insert(place, made.clone());
    state.refunds.push(made.clone());
    Ok(made.to_json())
}

fn refund_by_id(state: &State, id: &str) -> Result<Value, Answer> {
    let made = state.refunds.iter().find(|made| made.refund_id == id);
    made.map(MadeRefund::to_json).ok_or_else(|| problem(400, "Bad request", "There is no such refund."))
}

fn reverse(state: &mut State, id: &str) -> Result<Value, Answer> {
    let intent = state.intents.get_mut(id).ok_or_else(|| not_found(id))?;
    if intent["status"] != "Authorized" {
        return Err(problem(409, "Conflict", &format!("The payment intent is {}.", intent["status"])));
    }
    intent["status"] = "Reversed".into();
    touch(intent);
    state.reversals.push(id.to_owned());
    Ok(json!({"message": "reversed", "reversalId": format!("rvs_{}", state.reversals.len())}))
}

/// Newest first. A mark is the intent that stands before or after the page.
fn search(state: &State, text: &str) -> Result<Value, Answer> {
    let bad = |detail: &str| problem(400, "Bad request", detail);
    let query = body(text, &["statuses", "startDate", "endDate", "cursor"])?;
    let cursor = match query.get("cursor") {
        Some(cursor) => body(&cursor.to_string(), &["limit", "before", "after"])?,
        None => json!({}),
    };
    let by = match state.search_by {
        SearchBy::CreatedAt => "createdAt",
        SearchBy::UpdatedAt => "updatedAt",
    };
    let instant = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let date = |name: &str| match query.get(name) {
        Some(value) => instant(value).map(Some).ok_or_else(|| bad(&format!("{name} is no date."))),
        None => Ok(None),
    };
    let (from, to) = (date("startDate")?, date("endDate")?);
    let wanted = |intent: &&Value| {
        let at = instant(&intent[by]);
        query["statuses"].as_array().is_none_or(|statuses| statuses.contains(&intent["status"]))
            && from.is_none_or(|from| at >= Some(from))
            && to.is_none_or(|to| at <= Some(to))
    };
    let mut found: Vec<_> = state.intents.values().filter(wanted).collect();
    found.sort_by_key(|intent| std::cmp::Reverse(key(intent)));

    let limit = match cursor.get("limit").map(Value::as_u64) {
        None => PAGE,
        Some(Some(limit @ 1..=100)) => usize::try_from(limit).expect("at most 100"),
        Some(_) => return Err(bad("limit is not between 1 and 100.")),
    };
    // How many stand before the mark's place, and whether the mark itself is among those found: it may have changed.
    let place = |name: &str| match cursor[name].as_str() {
        Some(mark) => {
            let mark = read_mark(mark).ok_or_else(|| bad(&format!("{name} is no mark.")))?;
            let before = found.iter().take_while(|intent| key(intent) > mark).count();
            Ok(Some((before, found.get(before).is_some_and(|intent| key(intent) == mark))))
        }
        None => Ok(None),
    };
    let (start, end) = match (place("before")?, place("after")?) {
        (Some(_), Some(_)) => return Err(bad("before and after exclude each other.")),
        (Some((end, _)), None) => (end.saturating_sub(limit), end),
        (None, Some((before, itself))) => {
            let start = before + usize::from(itself);
            (start, (start + limit).min(found.len()))
        }
        (None, None) => (0, limit.min(found.len())),
    };
    let page = &found[start..end];
    let mut answer = json!({"data": page});
    if start > 0
        && let Some(first) = page.first()
    {
        answer["before"] = mark(first).into();
    }
    if end < found.len()
        && let Some(last) = page.last()
    {
        answer["after"] = mark(last).into();
    }
    Ok(answer)
}

/// By what a search is ordered.
type Key = (Option<Timestamp>, String);

fn key(intent: &Value) -> Key {
    let text = |name: &str| intent[name].as_str().unwrap_or_default();
    (text("createdAt").parse().ok(), text("id").to_owned())
}

fn mark(intent: &Value) -> String {
    format!("{} {}", intent["createdAt"].as_str().unwrap_or_default(), intent["id"].as_str().unwrap_or_default())
}

fn read_mark(mark: &str) -> Option<Key> {
    let (created_at, id) = mark.split_once(' ')?;
    Some((Some(created_at.parse().ok()?), id.to_owned()))
}

// === impl MadeRefund ===

impl MadeRefund {
    /// `Refund` of the file.
    fn to_json(&self) -> Value {
        json!({"paymentIntentId": self.intent, "refundId": self.refund_id, "refundReason": self.reason})
    }
}
