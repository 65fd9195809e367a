//! What a request carries beside its body: ids in the path, and headers that say who asks.

use crate::epos::json::MAX_ID_BYTES;
use serde_json::{Value, json};

/// Header, component, and what it says.
const HEADERS: [(&str, &str, &str); 4] = [
    ("waiter-id", "WaiterId", "The waiter at the card machine."),
    ("dojo-requesting-product", "DojoRequestingProduct", "The Dojo product that asks."),
    ("device-id", "DeviceId", "The device."),
    ("device-type", "DeviceType", "The kind of device."),
];

/// The header that names a request.
const REQUEST_ID: &str = "RequestId";

/// The headers that any request may have.
pub(super) fn components() -> Value {
    let mut components: serde_json::Map<_, _> = HEADERS
        .iter()
        .map(|(header, component, description)| {
            let schema = json!({"type": "string", "maxLength": MAX_ID_BYTES});
            let parameter = json!({"name": header, "in": "header", "description": description, "schema": schema});
            ((*component).to_owned(), parameter)
        })
        .collect();
    components.insert(
        REQUEST_ID.to_owned(),
        json!({
            "name": "x-request-id",
            "in": "header",
            "description": "An id for the request, kept where it is 1 to 64 letters, digits, `-`, `_` and `.`.",
            "schema": {"type": "string"},
        }),
    );
    Value::Object(components)
}

/// The parameters of every operation of a path.
pub(super) fn of_path(path: &str) -> Value {
    let ids = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).map(|name| {
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": description(name),
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_ID_BYTES},
        })
    });
    let headers = HEADERS.iter().map(|(_, component, _)| *component).chain([REQUEST_ID]);
    ids.chain(headers.map(|component| json!({"$ref": format!("#/components/parameters/{component}")}))).collect()
}

fn description(id: &str) -> &'static str {
    match id {
        "lockId" => "Dojo's id of the lock.",
        _ => "The point of sale's id.",
    }
}
