//! The OpenAPI document of what is served over REST, made from the table of capabilities and from the types themselves.
//!
//! What a document says of a request is what should be sent, which is less than what is read: the leniencies are told in
//! its introduction. What it says of a reply is what is sent.

mod contract;
mod failures;
mod operation;
mod parameters;
mod schemas;

use super::capability::{Interface, Row, TABLE, Verb};
use super::json::MAX_ID_BYTES;
use schemas::Schemas;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where the document itself is served, without credentials.
pub const PATH: &str = "/openapi.json";

/// Every leniency that no schema shows, and what holds for every operation.
fn introduction() -> String {
    format!(
        "\
What the card machines of Dojo ask of a point of sale, answered by Patio through the adapter of each venue. All venues \
share these paths: the credentials tell them apart. A venue has the operations of the capabilities that its adapter \
provides; every other is answered with 404 and an EPOSError.

Success is always 200, and every failure is an EPOSError. Replies carry `x-request-id`, the id under which the log of \
the host has the whole story.

Read with leniency: unknown fields are ignored, null is an absent field, `2.0` is an integer, and \
an instant may have any offset. Ids have at most {MAX_ID_BYTES} bytes and no control characters. Written strictly: \
instants are UTC with milliseconds, and optional fields without a value are left out.

Money is in minor units of one currency per order: 1250 with GBP is 12.50 pounds."
    )
}

/// The operations of one path, by their verbs.
type Operations = BTreeMap<&'static str, Vec<&'static Row>>;

/// The document, in OpenAPI 3.1.
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let mut paths: Map<String, Value> = operations()
        .into_iter()
        .map(|(path, verbs)| {
            let mut item = Map::new();
            item.insert("parameters".to_owned(), parameters::of_path(path));
            for (verb, rows) in verbs {
                item.insert(verb.to_owned(), operation::operation(path, &rows, &mut schemas));
            }
            (path.to_owned(), Value::Object(item))
        })
        .collect();
    paths.insert(PATH.to_owned(), json!({"get": operation::of_this_document()}));
    let responses = failures::components(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "EPOS Data API, served by Patio",
            "version": env!("CARGO_PKG_VERSION"),
            "description": introduction(),
        },
        "tags": Interface::ALL.map(|interface| json!({
            "name": interface.name(),
            "description": format!("Provided by adapters that export `{}`.", interface.name()),
        })),
        "security": [{"venue": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"venue": {
                "type": "http",
                "scheme": "basic",
                "description": "The user name is the venue's id. A venue may have two passwords at once, for rotation.",
            }},
            "parameters": parameters::components(),
            "headers": {"RequestId": {
                "description": "The request's `x-request-id` where it is fit to stand in a log, else a new one.",
                "schema": {"type": "string"},
            }},
            "responses": responses,
            "schemas": schemas.into_components(),
        },
    })
}

/// Every path and verb of the table, each with the capabilities that it serves.
fn operations() -> BTreeMap<&'static str, Operations> {
    let mut paths: BTreeMap<_, Operations> = BTreeMap::new();
    for row in TABLE {
        for path in row.paths {
            paths.entry(*path).or_default().entry(verb(row.verb)).or_default().push(row);
        }
    }
    paths
}

const fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "get",
        Verb::Post => "post",
        Verb::Put => "put",
        Verb::Delete => "delete",
    }
}
