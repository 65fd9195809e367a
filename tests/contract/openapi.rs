//! The OpenAPI document of what we serve: the golden file, valid, true, and in step with the official file.

mod differences;
mod document;
mod values;

use crate::orders::order;
use differences::{Differences, Side};
use document::{Document, Operation};
use patio_host::epos::capability::TABLE;
use patio_host::epos::{
    Capability, InvalidRequest, OrderFilter, Page, PageEnds, PageRequest, Reply, Request, check, openapi, request,
};
use patio_tests::specs::Spec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, from_value, json};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use values::{Fields, values};

const CASES: u32 = 64;

fn ours() -> Document {
    Document::new(openapi::document())
}

fn official() -> Option<Document> {
    Spec::rest().map(|spec| Document::new(spec.document().clone()))
}

fn capabilities(operation: &Operation<'_>) -> Vec<Capability> {
    let names = operation.json["x-capabilities"].as_array().cloned().unwrap_or_default();
    names.iter().map(|name| Capability::by_name(name.as_str().unwrap()).unwrap()).collect()
}

/// The schema of our operation that stands against the official one: `POST /v1/orders` is an order entry or a search,
/// and only the order entry, the first, is official there.
fn entry(schema: Option<&Value>) -> Option<&Value> {
    schema.map(|schema| schema.get("oneOf").map_or(schema, |branches| &branches[0]))
}

/// The official file answers SearchTables with an array of pages, a slip: one page is meant.
fn one_page(path: &str, reply: &Value) -> Value {
    if path == "/v1/tables/search" { reply["items"].clone() } else { reply.clone() }
}

#[test]
fn the_document_is_the_golden_file() {
    expect_test::expect_file!["openapi.json"].assert_eq(&format!("{:#}\n", openapi::document()));
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_referred_to() {
    let document = ours();
    let mut referred = BTreeSet::new();
    document.walk(&mut |key, value| {
        if let (Some("$ref"), Some(reference)) = (key, value.as_str()) {
            assert!(document.json.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
            referred.insert(reference.to_owned());
        }
    });
    let components = document.json["components"].as_object().unwrap();
    for (kind, of_kind) in components.iter().filter(|(kind, _)| *kind != "securitySchemes") {
        for name in of_kind.as_object().unwrap().keys() {
            assert!(referred.contains(&format!("#/components/{kind}/{name}")), "nothing refers to {kind}/{name}");
        }
    }
}

#[test]
fn every_schema_can_be_used() {
    let document = ours();
    let mut used = 0;
    document.walk(&mut |key, value| {
        if key == Some("schema") {
            document.validator(value);
            used += 1;
        }
    });
    for schema in document.json["components"]["schemas"].as_object().unwrap().values() {
        document.validator(schema);
    }
    assert!(used > TABLE.len());
}

#[test]
fn every_row_is_an_operation_of_each_of_its_paths() {
    let document = ours();
    let operations = document.operations();
    let mut served: BTreeMap<Capability, Vec<&str>> = BTreeMap::new();
    for operation in &operations {
        for capability in capabilities(operation) {
            assert_eq!(operation.verb, format!("{:?}", capability.row().verb).to_lowercase());
            served.entry(capability).or_default().push(operation.path);
        }
    }
    for row in TABLE {
        let mut paths = row.paths.to_vec();
        paths.sort_unstable();
        assert_eq!(served[&row.capability], paths, "{}", row.capability);
    }
    let ids: BTreeSet<_> = operations.iter().map(|operation| operation.json["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations.len(), "each operation has its id: {ids:?}");
}

#[test]
fn every_official_operation_is_ours_with_the_same_parameters() {
    let Some(official) = official() else { return };
    let (ours, key) = (ours(), |operation: &Operation<'_>| (operation.path.to_owned(), operation.verb.to_owned()));
    let parameters = |document: &Document| -> BTreeMap<_, BTreeSet<_>> {
        document.operations().iter().map(|operation| (key(operation), document.parameters(operation))).collect()
    };
    let mut ours = parameters(&ours);
    for (operation, theirs) in parameters(&official) {
        let mut mine = ours.remove(&operation).unwrap_or_else(|| panic!("{operation:?} is missing"));
        assert!(mine.remove(&("header".to_owned(), "x-request-id".to_owned())), "{operation:?}");
        assert_eq!(mine, theirs, "{operation:?}");
    }
    // Events come over REST too (Dojo's Pay at Table page), but the file does not list them.
    let more: Vec<_> = ours.into_keys().map(|(path, verb)| format!("{verb} {path}")).collect();
    assert_eq!(more, ["get /openapi.json", "post /v1/events"]);
}

/// Where our schemas differ from the official ones, and why. What a reply of ours has beyond the official minimum is no
/// difference.
const KNOWN: [(&str, &[&str]); 7] = [
    (
        "Unknown fields are tolerated, also where the file forbids them",
        &[
            "request CreateOrderLockRequest: additionalProperties is none, officially false",
            "request ExtendOrderLockRequest: additionalProperties is none, officially false",
        ],
    ),
    (
        "An id is a key of the ledger and stands in log lines: it is neither empty nor endless",
        &[
            "request CreateOrderLockRequest.lockId: maxLength is 256, officially none",
            "request CreateOrderLockRequest.lockId: minLength is 1, officially none",
            "request CreateOrderRequest.dojoOrderId: maxLength is 256, officially none",
            "request CreateOrderRequest.dojoOrderId: minLength is 1, officially none",
            "request CreatePartyRequest.dojoPartyId: maxLength is 256, officially none",
            "request CreatePartyRequest.dojoPartyId: minLength is 1, officially none",
            "request PartyDeposit.paymentIntentIds[]: maxLength is 256, officially none",
            "request PartyDeposit.paymentIntentIds[]: minLength is 1, officially none",
            "request Payment.paymentIntentId: maxLength is 256, officially none",
            "request PaymentWithLockId.lockId: maxLength is 256, officially none",
            "request PaymentWithLockId.paymentIntentId: maxLength is 256, officially none",
            "request PaymentWithLockId.paymentIntentId: minLength is 1, officially none",
            "request ReservationFields.dojoReservationId: maxLength is 256, officially none",
            "request ReservationFields.dojoReservationId: minLength is 1, officially none",
            "request UpdatePartyRequest.dojoPartyId: maxLength is 256, officially none",
            "request UpdatePartyRequest.dojoPartyId: minLength is 1, officially none",
        ],
    ),
    (
        "A number out of range is InvalidRequest; where the range is the file's own choice, it names none",
        &[
            "request CreatePartyRequest.covers: format is \"uint32\", officially none",
            "request CreatePartyRequest.covers: minimum is 0, officially none",
            "request Discount.amountPercentage: format is \"int32\", officially none",
            "request Modifier.quantity: format is \"int32\", officially none",
            "request OrderItem.quantity: format is \"int32\", officially none",
            "request OrderSubItem.quantity: format is \"int32\", officially none",
            "request ReservationFields.covers: format is \"uint32\", officially none",
            "request ReservationFields.covers: minimum is 0, officially none",
            "request TaxLine.amountPercentage: format is \"int32\", officially none",
            "request UpdatePartyRequest.covers: format is \"uint32\", officially none",
            "request UpdatePartyRequest.covers: minimum is 0, officially none",
        ],
    ),
    (
        "A page of none or fewer is no page",
        &[
            "request Cursor.limit: format is \"int64\", officially none",
            "request Cursor.limit: minimum is 1, officially none",
        ],
    ),
    (
        "`before` and `after` exclude each other: both is InvalidRequest",
        &["request Cursor: not is {\"required\":[\"before\",\"after\"]}, officially none"],
    ),
    (
        "A currency is an ISO 4217 alpha-3 code, which the file says in words: its pattern says the length too",
        &[
            "reply Money.currencyCode: maxLength is none, officially 10",
            "reply Money.currencyCode: minLength is none, officially 1",
            "request Money.currencyCode: maxLength is none, officially 10",
            "request Money.currencyCode: minLength is none, officially 1",
            "request Money.currencyCode: pattern is \"^[A-Z]{3}$\", officially none",
        ],
    ),
    (
        "The file bounds a list by `minLength`, which says nothing of lists: parties are held to `minItems`",
        &[
            "reply Reservation.tableIds: minLength is none, officially 1",
            "request CreatePartyRequest.tableIds: minItems is 1, officially none",
            "request CreatePartyRequest.tableIds: minLength is none, officially 1",
            "request ReservationFields.tableIds: minLength is none, officially 1",
        ],
    ),
];

#[test]
fn schemas_differ_from_the_official_ones_only_where_we_know_why() {
    let Some(official) = official() else { return };
    let ours = ours();
    let mut differences = Differences::new(&official, &ours);
    for theirs in official.operations() {
        let mine = ours.operation(theirs.path, theirs.verb);
        let at = format!("{} {}", theirs.verb, theirs.path);
        differences.of(Side::Request, &at, theirs.body(), entry(mine.body()));
        let reply = theirs.reply().map(|reply| one_page(theirs.path, reply));
        differences.of(Side::Reply, &at, reply.as_ref(), entry(mine.reply()));
    }
    let known: BTreeSet<_> = KNOWN.iter().flat_map(|(_, known)| *known).map(|known| (*known).to_owned()).collect();
    let new: Vec<_> = differences.found.difference(&known).collect();
    let gone: Vec<_> = known.difference(&differences.found).collect();
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}\ngone: {gone:#?}");
}

#[test]
fn every_reply_that_our_schemas_allow_is_officially_valid() {
    let Some(official) = official() else { return };
    let ours = ours();
    for theirs in official.operations() {
        let mine = ours.operation(theirs.path, theirs.verb);
        let (Some(reply), Some(mine)) = (theirs.reply(), entry(mine.reply())) else { continue };
        let judge = official.validator(&one_page(theirs.path, reply));
        TestRunner::new(ProptestConfig::with_cases(CASES))
            .run(&values(&ours, mine, Fields::AndUnknown), |reply| {
                document::check(&judge, &reply);
                Ok(())
            })
            .unwrap();
    }
}

fn ends(page: &Value) -> PageEnds {
    let cursor = |name| page.get(name).map(|cursor| cursor.as_str().unwrap().to_owned());
    PageEnds { before: cursor("before"), after: cursor("after") }
}

/// The reply of a capability that JSON says.
fn reply(capability: Capability, json: Value) -> serde_json::Result<Reply> {
    let (data, ends) = (json["data"].clone(), ends(&json));
    Ok(match capability {
        Capability::SearchOrders => Reply::Orders(Page { data: from_value(data)?, ends }),
        Capability::GetOrderById
        | Capability::RecordOrderPaymentById
        | Capability::CreateOrderLock
        | Capability::DeleteOrderLock
        | Capability::CreateOrder
        | Capability::CancelOrderById => Reply::Order(from_value(json)?),
        Capability::PaymentIntentCreated | Capability::PaymentIntentStatusUpdated | Capability::ExtendOrderLock => {
            Reply::Empty
        }
        Capability::GetOrderBillById => Reply::Bill(from_value(json)?),
        Capability::ListAreas => Reply::Areas(from_value(json)?),
        Capability::SearchTables => Reply::Tables(Page { data: from_value(data)?, ends }),
        Capability::CreateParty | Capability::GetPartyById | Capability::UpdateParty => Reply::Party(from_value(json)?),
        Capability::SearchParties => Reply::Parties(Page { data: from_value(data)?, ends }),
        Capability::CreateReservation | Capability::GetReservationById | Capability::UpdateReservation => {
            Reply::Reservation(from_value(json)?)
        }
        Capability::SearchReservations => Reply::Reservations(Page { data: from_value(data)?, ends }),
        Capability::DeletePartyById | Capability::DeleteReservationById => Reply::Deleted,
    })
}

#[test]
fn every_reply_that_our_schemas_allow_is_what_we_write() {
    let ours = ours();
    for operation in ours.operations() {
        // Where two capabilities share a path, each has another path or the same reply.
        let [capability] = capabilities(&operation)[..] else { continue };
        let Some(schema) = operation.reply() else {
            assert_eq!(reply(capability, Value::Null).unwrap(), Reply::Deleted, "{capability}");
            continue;
        };
        TestRunner::new(ProptestConfig::with_cases(CASES))
            .run(&values(&ours, schema, Fields::Known), |json| {
                let written = reply(capability, json.clone()).unwrap().into_rest().unwrap();
                prop_assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), json);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn every_order_that_we_write_is_valid_by_our_own_schemas() {
    let ours = ours();
    let judge = ours.validator(ours.operation("/v1/orders/search", "post").reply().unwrap());
    proptest!(ProptestConfig::with_cases(CASES), |(data in prop::collection::vec(order(), 0..4))| {
        let request = Request::SearchOrders { filter: OrderFilter::default(), page: PageRequest::default() };
        let mut reply = Reply::Orders(Page { data, ends: PageEnds { before: None, after: Some("a".to_owned()) } });
        check::hold(&request, &mut reply, &mut Vec::new()).unwrap();
        document::check(&judge, &serde_json::from_slice(&reply.into_rest().unwrap()).unwrap());
    });
}

/// Rules between fields, which no schema has.
const BETWEEN_FIELDS: [&str; 2] = ["is negative", "is before startTime"];

#[test]
fn every_body_that_our_schemas_allow_is_read() {
    let ours = ours();
    for operation in ours.operations() {
        let Some(schema) = operation.body() else { continue };
        let path: Vec<_> = ours
            .parameters(&operation)
            .into_iter()
            .filter_map(|(place, name)| (place == "path").then_some((name, "1".to_owned())))
            .collect();
        let path: Vec<_> = path.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
        // Of two that share a path, the body tells; both kinds of events are read alike.
        let [first, others @ ..] = &capabilities(&operation)[..] else { panic!("{}", operation.path) };
        let read = Cell::new(0);
        TestRunner::new(ProptestConfig::with_cases(CASES))
            .run(&values(&ours, schema, Fields::AndUnknown), |body| {
                let body = body.to_string();
                let capability = match others {
                    [other] if request::is_order_entry(body.as_bytes()) => *other,
                    _ => *first,
                };
                match Request::from_rest(capability, &path, body.as_bytes()) {
                    Ok(_) => read.set(read.get() + 1),
                    Err(InvalidRequest(text)) => {
                        let known = BETWEEN_FIELDS.iter().any(|rule| text.contains(rule));
                        prop_assert!(known, "{}: {}\n{}", capability, text, body);
                    }
                }
                Ok(())
            })
            .unwrap();
        assert!(read.get() > CASES / 8, "{}: {} of {CASES} were read", operation.path, read.get());
    }
}

#[test]
fn the_body_of_an_order_is_one_of_the_two_that_share_its_path() {
    let ours = ours();
    let schema = ours.operation("/v1/orders", "post").body().unwrap();
    let judge = ours.validator(schema);
    proptest!(ProptestConfig::with_cases(CASES), |(body in values(&ours, schema, Fields::AndUnknown))| {
        document::check(&judge, &body);
        prop_assert_eq!(request::is_order_entry(body.to_string().as_bytes()), body.get("dojoOrderId").is_some());
    });
    // A search that is nearly an order is neither.
    assert!(!judge.is_valid(&json!({"payableOnly": true, "items": []})));
}
