//! What goes in comes out: from EPOS JSON to a request, to the adapter, back as a reply and to EPOS JSON again, nothing is
//! lost or changed but what the contract says.

use patio_host::epos::Timestamp;
use patio_tests::client::{Client, encoded};
use patio_tests::generate::{Generator, id};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::operations::Operation;
use patio_tests::specs::{Schema, Spec};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// Requests of each kind.
const CASES: u32 = 128;

/// Lists that are left out where they are empty. `items`, `payments` and lists that a schema requires stay.
const OPTIONAL_LISTS: [&str; 4] = ["discounts", "taxLines", "modifiers", "subItems"];

async fn start() -> RunningHost {
    TestHost::new().adapter("echo", guests::ECHO).venue("crown", "echo").start().await
}

/// Sends requests made from the file's schema of an operation, and compares each answer with what is expected of it.
fn check_round_trip(method: &str, path: &str, asked: &str, expected: impl Fn(&Map<String, Value>) -> Value) {
    check_round_trip_of(method, path, asked, |body| body, expected);
}

/// The same, where what is made from the schema is adapted to what the adapter has.
fn check_round_trip_of(
    method: &str,
    path: &str,
    asked: &str,
    adapted: impl Fn(Value) -> Value,
    expected: impl Fn(&Map<String, Value>) -> Value,
) {
    let Some(spec) = Spec::rest() else { return };
    let operation = Operation::all(&spec).into_iter().find(|it| it.method == method && it.path == path);
    let operation = operation.unwrap_or_else(|| panic!("the file has no {method} {path}"));
    let values = Generator::fine(&spec).values(operation.request.as_ref().unwrap());
    let judge = operation.judge(&spec).unwrap();
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(start());
    let crown = host.as_venue("crown");
    proptest!(ProptestConfig::with_cases(CASES), |(body in values)| {
        let body = adapted(body);
        let answer = runtime.block_on(crown.call(method, asked, body.to_string())).ok();
        judge.check(&answer);
        let sent = as_sent(&body);
        prop_assert_eq!(answer, expected(sent.as_object().unwrap()), "{}", body);
    });
}

/// What the contract changes on the way: times are in UTC with milliseconds, and empty optional lists are left out.
fn as_sent(value: &Value) -> Value {
    match value {
        Value::Array(list) => list.iter().map(as_sent).collect(),
        Value::Object(object) => object
            .iter()
            .filter(|(name, value)| !(OPTIONAL_LISTS.contains(&name.as_str()) && **value == json!([])))
            .map(|(name, value)| {
                let is_time = ["readyAt", "collectAt", "expiry"].contains(&name.as_str()) || name.ends_with("Time");
                let time = || value.as_str().unwrap().parse::<Timestamp>().unwrap().to_string();
                (name.clone(), if is_time { json!(time()) } else { as_sent(value) })
            })
            .collect(),
        other => other.clone(),
    }
}

fn sum(payments: &Value, name: &str) -> Value {
    let amounts = payments.as_array().unwrap().iter().filter_map(|payment| payment[name]["value"].as_i64());
    json!({"value": amounts.sum::<i64>(), "currencyCode": "GBP"})
}

/// The same without some of its fields, and with others.
fn with(sent: &Map<String, Value>, without: &[&str], added: Value) -> Value {
    let mut object = sent.clone();
    object.retain(|name, _| !without.contains(&name.as_str()));
    object.extend(added.as_object().unwrap().clone());
    Value::Object(object)
}

#[test]
fn an_order_comes_out_as_it_went_in() {
    // Each payment is another one: a short id is made again and again.
    let number = std::sync::atomic::AtomicU64::new(0);
    let adapted = |mut body: Value| {
        for payment in body.get_mut("payments").and_then(Value::as_array_mut).into_iter().flatten() {
            let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            payment["paymentIntentId"] = json!(format!("{}-{number}", payment["paymentIntentId"].as_str().unwrap()));
        }
        body
    };
    check_round_trip_of("POST", "/v1/orders", "/v1/orders", adapted, |sent| {
        let computed = json!({
            "id": sent["dojoOrderId"], "status": "New", "payable": true,
            "paidAmount": sum(&sent["payments"], "paidAmount"), "tipsAmount": sum(&sent["payments"], "tipsAmount"),
        });
        with(sent, &["dojoOrderId"], computed)
    });
}

#[test]
fn a_payment_comes_out_as_it_went_in() {
    // Each payment is another one, and none is more than the order's 20 pounds.
    let number = std::sync::atomic::AtomicU64::new(0);
    let adapted = |mut body: Value| {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        body["paymentIntentId"] = json!(format!("{}-{number}", body["paymentIntentId"].as_str().unwrap()));
        let pence = body["paidAmount"]["value"].as_i64().unwrap() % 2001;
        body["paidAmount"]["value"] = json!(pence);
        body
    };
    let (path, asked) = ("/v1/orders/{orderId}/record-payment", "/v1/orders/1/record-payment");
    check_round_trip_of("POST", path, asked, adapted, |sent| {
        let payment = with(sent, &["lockId"], json!({}));
        let mut order = json!({
            "id": "1", "status": "Accepted", "details": {"orderType": "DineIn", "dineIn": {"tableId": "1"}},
            "items": [], "createdAt": "2026-11-20T18:00:00.000Z", "payable": false, "displayName": "Order 1",
            "totalAmount": sent["paidAmount"], "paidAmount": sent["paidAmount"],
            "tipsAmount": sum(&json!([payment]), "tipsAmount"), "payments": [payment], "note": "attempt 1",
        });
        if let Some(lock) = sent.get("lockId").filter(|lock| **lock != json!("")) {
            order["reference"] = lock.clone();
        }
        order
    });
}

#[test]
fn a_new_party_comes_out_as_it_went_in() {
    check_round_trip("POST", "/v1/parties", "/v1/parties", |sent| {
        let mut party = with(sent, &["dojoPartyId", "dojoReservationId"], json!({"id": sent["dojoPartyId"]}));
        let defaults = [("status", json!("none")), ("reservationId", sent.get("dojoReservationId").cloned().into())];
        for (name, value) in defaults {
            if party.get(name).is_none() && !value.is_null() {
                party[name] = value;
            }
        }
        party
    });
}

#[test]
fn a_changed_party_comes_out_as_it_went_in() {
    check_round_trip("PUT", "/v1/parties/{partyId}", "/v1/parties/p-1", |sent| {
        with(sent, &["dojoPartyId"], json!({"id": "p-1", "reservationId": sent["dojoPartyId"]}))
    });
}

#[test]
fn a_new_reservation_comes_out_as_it_went_in() {
    check_round_trip("POST", "/v1/reservations", "/v1/reservations", |sent| {
        with(sent, &["dojoReservationId"], json!({"id": sent["dojoReservationId"]}))
    });
}

#[test]
fn a_changed_reservation_comes_out_as_it_went_in() {
    check_round_trip("PUT", "/v1/reservations/{reservationId}", "/v1/reservations/r-1", |sent| {
        let mut tables = sent["tableIds"].clone();
        tables.as_array_mut().unwrap().push(sent["dojoReservationId"].clone());
        with(sent, &["dojoReservationId"], json!({"id": "r-1", "tableIds": tables}))
    });
}

#[test]
fn a_lock_arrives_as_it_was_sent() {
    let Some(spec) = Spec::rest() else { return };
    let schema = json!({"$ref": "#/components/schemas/CreateOrderLockRequest"});
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(start());
    let crown = host.as_venue("crown");
    proptest!(ProptestConfig::with_cases(CASES), |(body in Generator::fine(&spec).values(&schema), order in id())| {
        let (order_path, sent) = (encoded(&order), as_sent(&body));
        let lock = encoded(sent["lockId"].as_str().unwrap());
        runtime.block_on(async {
            let locked = crown.post(&format!("/v1/orders/{order_path}/lock"), &body).await.ok();
            assert_eq!([&locked["id"], &locked["reference"], &locked["createdAt"]], [&json!(order), &sent["lockId"], &sent["expiry"]]);
            let path = format!("/v1/orders/{order_path}/locks/{lock}");
            let unlocked = crown.delete(&path).await.ok();
            assert_eq!([&unlocked["id"], &unlocked["reference"]], [&json!(order), &sent["lockId"]]);
            let told = crown.put(&path, &json!({"expiry": body["expiry"]})).await.error(409, "Conflict");
            let (lock, expiry) = (sent["lockId"].as_str().unwrap(), sent["expiry"].as_str().unwrap());
            assert_eq!(told, format!("order {order}, lock {lock}, expiry {expiry}"));
        });
    });
}

/// The ends of a page that the adapter answers a cursor with.
fn ends(cursor: &Value) -> (Option<&Value>, Option<&Value>) {
    let given = |name: &str| cursor.get(name).filter(|cursor| **cursor != json!(""));
    (given("before"), given("after"))
}

/// Sends searches made from the file's schema, and looks at the only thing that each finds.
fn check_search(name: &str, path: &str, check: impl Fn(&Value, &Value, u64)) {
    let Some(spec) = Spec::rest() else { return };
    let values = Generator::fine(&spec).values(&json!({"$ref": format!("#/components/schemas/{name}")}));
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(start());
    let crown = host.as_venue("crown");
    proptest!(ProptestConfig::with_cases(CASES), |(body in values)| {
        let page = runtime.block_on(crown.post(path, &body)).ok();
        let cursor = body.get("cursor").cloned().unwrap_or_default();
        prop_assert_eq!((page.get("before"), page.get("after")), ends(&cursor));
        prop_assert_eq!(page["data"].as_array().unwrap().len(), 1);
        check(&as_sent(&body), &page["data"][0], cursor["limit"].as_u64().unwrap_or(100));
    });
}

#[test]
fn a_search_for_orders_arrives_as_it_was_sent() {
    check_search("SearchOrdersRequest", "/v1/orders/search", |sent, order, limit| {
        let filter = sent.get("dineIn").cloned().unwrap_or_else(|| json!({}));
        assert_eq!(order["details"]["dineIn"], filter);
        assert_eq!(order["reference"], format!("payable only: {}", sent["payableOnly"].as_bool().unwrap_or(false)));
        assert_eq!(order["items"][0]["quantity"], limit);
    });
}

#[test]
fn a_search_for_tables_arrives_as_it_was_sent() {
    check_search("SearchTablesRequest", "/v1/tables/search", |sent, table, limit| {
        assert_eq!(table.get("areaId"), sent.get("areaId"));
        let waiters: Option<Vec<_>> = table.get("waiterIds").map(|list| list.as_array().unwrap().iter().collect());
        assert_eq!(waiters, sent.get("waiterId").map(|waiter| vec![waiter]));
        assert_eq!(table["maxCovers"], limit);
    });
}

#[test]
fn a_search_for_parties_arrives_as_it_was_sent() {
    check_search("SearchPartiesRequest", "/v1/parties/search", |sent, party, limit| {
        assert_eq!(party["tableIds"], json!([sent.get("tableId").unwrap_or(&json!("any"))]));
        assert_eq!(party["status"], format!("completed only: {}", sent["completedOnly"].as_bool().unwrap_or(false)));
        assert_eq!(party["covers"], limit);
    });
}

#[test]
fn a_search_for_reservations_arrives_as_it_was_sent() {
    check_search("SearchReservationsRequest", "/v1/reservations/search", |sent, reservation, limit| {
        let tables: Vec<_> = sent.get("tableId").into_iter().collect();
        assert_eq!(reservation["tableIds"], json!(tables));
        let any = json!({"fromTime": "2026-11-20T18:00:00.000Z", "toTime": "2026-11-20T20:00:00.000Z"});
        assert_eq!(reservation["startTime"], *sent.get("fromTime").unwrap_or(&any["fromTime"]));
        assert_eq!(reservation["endTime"], *sent.get("toTime").unwrap_or(&any["toTime"]));
        assert_eq!(reservation["covers"], limit);
    });
}

/// A line of a bill: how it is written in the id of the order, and what it is in JSON.
fn line() -> impl Strategy<Value = (String, Value)> {
    let text = || "[a-zA-Z0-9é ]{0,6}";
    let one_of = |words: &[&'static str]| prop::sample::select(words.to_vec());
    let align = || one_of(&["Left", "Center", "Right", "-"]);
    let yes = || one_of(&["true", "false", "-"]);
    prop_oneof![
        (text(), one_of(&["Body", "Header1", "Header2"]), align(), yes()).prop_map(|(value, size, align, bold)| {
            let fields =
                [("value", json!(value)), ("size", json!(size)), ("align", word(align)), ("bold", yes_or_no(bold))];
            (format!("Text:{size}:{align}:{bold}:{value}"), object("Text", "text", fields))
        }),
        (text(), align()).prop_map(|(svg, align)| {
            let fields = [("svgImage", json!(svg)), ("align", word(align))];
            (format!("Image:{align}:{svg}"), object("Image", "image", fields))
        }),
        text().prop_map(|svg| (format!("Logo:{svg}"), object("Logo", "logo", [("svgImage", json!(svg))]))),
        text().prop_map(|name| {
            (format!("MerchantName:{name}"), object("MerchantName", "merchantName", [("name", json!(name))]))
        }),
        (text(), vec(text(), 0..3)).prop_map(|(postcode, lines)| {
            let written = lines.iter().fold(format!("MerchantAddress:{postcode}"), |it, line| it + ":" + line);
            let fields = [("addressLines", json!(lines)), ("postcode", json!(postcode))];
            (written, object("MerchantAddress", "merchantAddress", fields))
        }),
        text().prop_map(|email| {
            let fields = [("emailAddress", json!(email))];
            (format!("MerchantEmailAddress:{email}"), object("MerchantEmailAddress", "merchantEmailAddress", fields))
        }),
        text().prop_map(|phone| {
            let fields = [("phoneNumber", json!(phone))];
            (format!("MerchantPhoneNumber:{phone}"), object("MerchantPhoneNumber", "merchantPhoneNumber", fields))
        }),
        (text(), text()).prop_map(|(name, number)| {
            let fields = [("name", json!(name)), ("number", json!(number))];
            (format!("TaxNumber:{name}:{number}"), object("TaxNumber", "taxNumber", fields))
        }),
        (text(), prop_oneof![Just("-".to_owned()), text()], yes(), yes()).prop_map(|(url, description, qr, shown)| {
            let fields = [
                ("url", json!(url)),
                ("description", word(&description)),
                ("showQr", yes_or_no(qr)),
                ("showUrl", yes_or_no(shown)),
            ];
            (format!("URL:{qr}:{shown}:{description}:{url}"), object("URL", "url", fields))
        }),
        one_of(&["Single", "Double", "-"]).prop_map(|rule| {
            (format!("HorizontalLine:{rule}"), object("HorizontalLine", "horizontalLine", [("line", word(rule))]))
        }),
    ]
}

fn word(word: &str) -> Value {
    if word == "-" { Value::Null } else { json!(word) }
}

fn yes_or_no(word: &str) -> Value {
    word.parse::<bool>().map_or(Value::Null, Value::from)
}

fn object<const N: usize>(line_type: &str, name: &str, fields: [(&str, Value); N]) -> Value {
    let content =
        fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value));
    json!({"lineType": line_type, name: content.collect::<Map<_, _>>()})
}

#[test]
fn a_bill_comes_out_as_the_adapter_made_it() {
    let Some(schema) = Spec::rest().map(|spec| spec.schema("OrderBill")) else { return };
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(start());
    let crown = host.as_venue("crown");
    proptest!(ProptestConfig::with_cases(2 * CASES), |(header in vec(line(), 0..4), footer in vec(line(), 0..3))| {
        runtime.block_on(check_bill(&crown, &schema, &header, &footer));
    });
}

async fn check_bill(crown: &Client, schema: &Schema, header: &[(String, Value)], footer: &[(String, Value)]) {
    let written = |lines: &[(String, Value)]| lines.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("|");
    let lines = |lines: &[(String, Value)]| lines.iter().map(|(_, json)| json.clone()).collect::<Value>();
    let id = format!("{}||{}", written(header), written(footer));
    let bill = crown.get(&format!("/v1/orders/{}/bill", encoded(&id))).await.ok();
    schema.check(&bill);
    assert_eq!(bill["order"]["id"], json!(id));
    assert_eq!([&bill["header"]["lines"], &bill["footer"]["lines"]], [&lines(header), &lines(footer)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_reaches_the_adapter() {
    let host = start().await;
    let request = http::Request::builder()
        .uri("/v1/orders/1")
        .header("waiter-id", "42")
        .header("dojo-requesting-product", "Order&Pay")
        .header("device-id", "tm_1")
        .header("device-type", "Dojo Terminal");
    let told = host.as_venue("crown").send(request, "").await.ok();
    let expected = r#"waiter Some("42"), product Some("Order&Pay"), device Some("tm_1"), type Some("Dojo Terminal")"#;
    assert_eq!(told["note"], expected);
    let told = host.as_venue("crown").get("/v1/orders/1").await.ok();
    assert_eq!(told["note"], "waiter None, product None, device None, type None");
    let request = http::Request::builder().uri("/v1/orders/1").header("waiter-id", "x".repeat(257));
    let message = host.as_venue("crown").send(request, "").await.error(400, "InvalidRequest");
    assert!(message.contains("waiter-id"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
pub async fn echo() {
    let host = start().await;
    let crown = host.as_venue("crown");
    assert_eq!(crown.get("/v1/orders/1").await.ok()["id"], "1");
    crown.delete("/v1/parties/p-1").await.nothing();
    crown.delete("/v1/reservations/r-1").await.nothing();
}
