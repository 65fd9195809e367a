//! One operation: a path, a verb, and the capabilities that share them.

use super::contract::{Contract, contract};
use super::failures;
use super::schemas::Schemas;
use crate::epos::capability::{Interface, Row};
use serde_json::{Value, json};

/// What tells a CreateOrder from a SearchOrders where they share a path (`request::is_order_entry`).
const ORDER_ENTRY_MARKS: [&str; 5] = ["dojoOrderId", "items", "details", "totalAmount", "payments"];

/// `POST /v1/orders`: Dojo's documents disagree on whose path it is.
const SHARED: &str = "\
A body with any of `dojoOrderId`, `items`, `details`, `totalAmount` and `payments` creates an order; any other is a \
search, as at `/v1/orders/search`.";

/// The operation of a path that serves these rows.
pub(super) fn operation(path: &str, rows: &[&Row], schemas: &mut Schemas) -> Value {
    let mut tags: Vec<&str> = Vec::new();
    let mut summaries: Vec<&str> = Vec::new();
    let mut descriptions: Vec<&str> = Vec::new();
    let mut bodies: Vec<Value> = Vec::new();
    let mut replies: Vec<Value> = Vec::new();
    // A row whose own path is another is a guest here, and comes last.
    let is_guest = |row: &&Row| row.paths.first() != Some(&path);
    let (guests, own): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| is_guest(row));
    for row in own.iter().chain(&guests) {
        let Contract { summary, description, body, reply } = contract(row.capability, schemas);
        let (description, body) = if is_guest(row) { (SHARED, body.map(without_marks)) } else { (description, body) };
        add(&mut tags, row.interface.name());
        add(&mut summaries, summary);
        add(&mut descriptions, description);
        body.into_iter().for_each(|body| add(&mut bodies, body));
        reply.into_iter().for_each(|reply| add(&mut replies, reply));
    }
    descriptions.retain(|text| !text.is_empty());
    let takes_events = rows.iter().any(|row| row.interface == Interface::PaymentEvents);
    let mut operation = json!({
        // The name without the kind of event: `HandleEvent`.
        "operationId": own.iter().chain(&guests).find_map(|row| row.name.split(':').next()),
        "summary": summaries.join(" / "),
        "tags": tags,
        "responses": failures::responses(success(either(replies)), !bodies.is_empty(), takes_events),
        "x-capabilities": rows.iter().map(|row| row.name).collect::<Vec<_>>(),
    });
    if !descriptions.is_empty() {
        set(&mut operation, "description", json!(descriptions.join("\n\n")));
    }
    if let Some(schema) = either(bodies) {
        let content = json!({"application/json": {"schema": schema}});
        set(&mut operation, "requestBody", json!({"required": true, "content": content}));
    }
    operation
}

/// The operation that serves the document itself.
pub(super) fn of_this_document() -> Value {
    json!({
        "operationId": "GetOpenApiDocument",
        "summary": "Get this document",
        "security": [],
        "responses": {
            "200": {
                "description": "This document.",
                "headers": failures::request_id(),
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "default": failures::any_other(),
        },
    })
}

fn success(reply: Option<Value>) -> Value {
    let mut success = json!({"description": "Done.", "headers": failures::request_id()});
    match reply {
        Some(reply) => set(&mut success, "content", json!({"application/json": {"schema": reply}})),
        None => set(&mut success, "description", json!("Done. There is no body.")),
    }
    success
}

/// One of several schemas.
fn either(mut schemas: Vec<Value>) -> Option<Value> {
    if schemas.len() > 1 { Some(json!({"oneOf": schemas})) } else { schemas.pop() }
}

/// A search tolerates unknown fields: without this, what creates an order would be a search as well.
fn without_marks(mut body: Value) -> Value {
    let marks: Vec<_> = ORDER_ENTRY_MARKS.iter().map(|mark| json!({"required": [mark]})).collect();
    set(&mut body, "not", json!({"anyOf": marks}));
    body
}

fn add<T: PartialEq>(list: &mut Vec<T>, new: T) {
    if !list.contains(&new) {
        list.push(new);
    }
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::request::is_order_entry;

    #[test]
    fn what_the_document_calls_an_order_entry_is_read_as_one() {
        let schemas = &mut Schemas::new();
        let _ = contract(crate::epos::Capability::CreateOrder, schemas);
        let _ = contract(crate::epos::Capability::SearchOrders, schemas);
        let components = std::mem::replace(schemas, Schemas::new()).into_components();
        for name in ["CreateOrderRequest", "SearchOrdersRequest"] {
            for field in components[name]["properties"].as_object().unwrap().keys() {
                let read = is_order_entry(format!(r#"{{"{field}":null}}"#).as_bytes());
                assert_eq!(read, ORDER_ENTRY_MARKS.contains(&field.as_str()), "{field}");
            }
        }
        for mark in ORDER_ENTRY_MARKS {
            assert!(SHARED.contains(&format!("`{mark}`")), "{mark}");
        }
    }
}
