//! Where a venue is reached and what changed there: the part of Dojo's API that is called `epos`.

use super::respond::{Answer, body, problem};
use super::state::State;
use patio_host::epos::Timestamp;
use serde_json::{Value, json};

fn bad(detail: &str) -> Answer {
    problem(400, "One or more validation errors occurred.", detail)
}

/// All integrations of one kind.
pub(super) fn integrations(state: &State, kind: &str) -> Value {
    state.integrations.get(kind).into_iter().cloned().collect()
}

/// Puts an integration in the place of the one before. The password is not shown again.
pub(super) fn register(state: &mut State, kind: &str, text: &str) -> Result<Value, Answer> {
    let now = Timestamp::now().to_string();
    let fields: &[_] = if kind == "rest" { &["url", "auth", "capabilities"] } else { &["capabilities"] };
    let body = body(text, fields)?;
    let sent = body["capabilities"].as_array().ok_or_else(|| bad("capabilities is required."))?;
    let mut taken = Vec::new();
    for capability in sent {
        let name = capability["name"].as_str().ok_or_else(|| bad("name is required."))?;
        let version = capability["version"].as_str().ok_or_else(|| bad("version is required."))?;
        if !state.names.unknown.contains(name) {
            taken.push(json!({"name": name, "version": version, "updatedAt": now}));
        } else if state.names.strict {
            return Err(bad(&format!("The capability {name} is not known.")));
        }
    }
    let mut integration = json!({"capabilities": taken, "createdAt": now});
    if kind == "rest" {
        integration["url"] = body["url"].as_str().ok_or_else(|| bad("url is required."))?.into();
        let mut auth = body["auth"].clone();
        if auth["authType"] != "basic" {
            return Err(bad("authType is not known."));
        }
        if let Some(basic) = auth.get_mut("basic") {
            if !basic["username"].is_string() || !basic["password"].is_string() {
                return Err(bad("username and password are required."));
            }
            basic.as_object_mut().expect("it has fields").remove("password");
        }
        integration["auth"] = auth;
    }
    state.integrations.insert(kind.to_owned(), integration);
    Ok(integrations(state, kind))
}

/// Takes note that something changed, and repeats it.
pub(super) fn event(state: &mut State, text: &str) -> Result<Value, Answer> {
    let event = body(text, &["eventType", "event"])?;
    let id = match event["eventType"].as_str() {
        Some("OrderUpdated") => "orderId",
        Some("PartyUpdated") => "partyId",
        Some("ReservationUpdated") => "reservationId",
        _ => return Err(bad("eventType is not known.")),
    };
    let changed = event["event"][id].as_str().ok_or_else(|| bad(&format!("{id} is required.")))?;
    if state.refused.contains(changed) {
        return Err(bad(&format!("{id} is not known.")));
    }
    state.pos_events.push(event.clone());
    Ok(event)
}
