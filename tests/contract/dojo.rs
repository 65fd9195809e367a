//! Dojo's API: what the client asks and what the tests' server answers, judged by the official file.

use patio_host::dojo::{DojoClient, Endpoint, Limits, SearchIntents, Way};
use patio_host::epos::capability::TABLE;
use patio_host::epos::{Change, Currency, Money, PaymentStatus, Timestamp};
use patio_host::outgoing::Outgoing;
use patio_host::venue::Secret;
use patio_tests::dojo::{DojoServer, Exchange, Fault, Intent};
use patio_tests::specs::Spec;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// An operation of the file that an exchange is about.
struct Operation<'s> {
    path: &'s str,
    json: &'s Value,
}

fn operation<'s>(spec: &'s Spec, exchange: &Exchange) -> Operation<'s> {
    let matches = |template: &str| {
        let (template, path): (Vec<_>, Vec<_>) =
            (template.split('/').collect(), exchange.asked.path.split('/').collect());
        template.len() == path.len()
            && template.iter().zip(path).all(|(want, got)| *want == got || (want.starts_with('{') && !got.is_empty()))
    };
    let paths = spec.document()["paths"].as_object().unwrap();
    let mut found: Vec<_> = paths.iter().filter(|(path, _)| matches(path)).collect();
    // A path without parameters is the better match: `/payment-intents/search` is no intent.
    found.sort_by_key(|(path, _)| path.matches('{').count());
    let (path, item) = found.first().unwrap_or_else(|| panic!("the file has no {}", exchange.asked.request()));
    let json = item.get(exchange.asked.method.to_lowercase());
    Operation { path, json: json.unwrap_or_else(|| panic!("the file has no {} {path}", exchange.asked.method)) }
}

fn parameters<'s>(spec: &'s Spec, operation: &Operation<'s>) -> Vec<&'s Value> {
    let resolve = |parameter: &'s Value| match parameter["$ref"].as_str() {
        Some(reference) => spec.document().pointer(reference.trim_start_matches('#')).unwrap(),
        None => parameter,
    };
    operation.json["parameters"].as_array().into_iter().flatten().map(resolve).collect()
}

fn check_request(spec: &Spec, exchange: &Exchange) {
    let operation = operation(spec, exchange);
    let parameters = parameters(spec, &operation);
    let names = |place: &str| -> Vec<(&str, &Value)> {
        let of_place = parameters.iter().filter(|parameter| parameter["in"] == place);
        of_place.map(|parameter| (parameter["name"].as_str().unwrap(), *parameter)).collect()
    };
    for (name, parameter) in names("header") {
        let value = exchange.asked.headers.get(&name.to_lowercase());
        assert!(value.is_some() || parameter["required"] != true, "{} has no header {name}", exchange.asked.request());
        if let Some(value) = value {
            spec.validator(name, &parameter["schema"]).check(&json!(value));
        }
    }
    let known: BTreeSet<_> = names("query").into_iter().map(|(name, _)| name).collect();
    for pair in exchange.asked.query.iter().flat_map(|query| query.split('&')) {
        let (name, value) = pair.split_once('=').unwrap();
        assert!(known.contains(name), "{}: {name} is not known", exchange.asked.request());
        let (_, parameter) = names("query").into_iter().find(|(known, _)| *known == name).unwrap();
        spec.validator(name, &parameter["schema"]).check(&serde_json::from_str(value).unwrap());
    }
    match operation.json.pointer("/requestBody/content/application~1json/schema") {
        Some(schema) => {
            assert_eq!(exchange.asked.headers["content-type"], "application/json");
            spec.validator(operation.path, schema).check(&serde_json::from_str(&exchange.asked.body).unwrap());
        }
        None => assert_eq!(exchange.asked.body, "", "{}", exchange.asked.request()),
    }
    // The general part of the file: the key in every request, and the headers of the terminals' part, which Dojo checks.
    assert!(exchange.asked.headers["authorization"].starts_with("Basic sk_"));
    assert_eq!(
        (&*exchange.asked.headers["software-house-id"], &*exchange.asked.headers["reseller-id"]),
        ("sh_1", "re_1")
    );
    assert_eq!(exchange.asked.headers["version"], spec.document()["info"]["version"].as_str().unwrap());
}

fn check_answer(spec: &Spec, exchange: &Exchange) {
    let Some((status, text)) = &exchange.answer else { return };
    let answers = &operation(spec, exchange).json["responses"];
    let answer = &answers[status.to_string()];
    // The introduction of the file lists the statuses of errors that any operation may have.
    let schema = answer.pointer("/content/application~1json/schema").cloned();
    let schema = match schema {
        // `PagedPaymentIntent` adds to the page an object that may have no fields at all, a slip: nothing is valid.
        Some(schema) if schema["$ref"] == "#/components/schemas/PagedPaymentIntent" => {
            json!({"$ref": "#/components/schemas/PagedResultOfPaymentIntent"})
        }
        Some(schema) => schema,
        None => json!({"$ref": "#/components/schemas/ProblemDetails"}),
    };
    assert!(*status >= 400 || answer.is_object(), "{}: {status} is not known", exchange.asked.request());
    spec.validator(&format!("{} {status}", exchange.asked.request()), &schema)
        .check(&serde_json::from_str(text).unwrap());
}

fn pounds(value: i64) -> Money {
    Money::new(value, Currency::new("GBP").unwrap())
}

/// Every name that there is, and a list without any.
async fn register(client: &DojoClient) {
    let names: Vec<_> = TABLE.iter().flat_map(|row| row.legacy_names.iter().copied().chain([row.name])).collect();
    let url = "https://pos.example".to_owned();
    let credentials = Some(("crown".to_owned(), Secret::new("hunter2")));
    let ended = Endpoint::Rest { url: url.clone(), credentials: None };
    for way in Way::ALL {
        client.integrations(way).await.unwrap();
    }
    for endpoint in [Endpoint::Rest { url, credentials }, Endpoint::Socket, ended] {
        client.register(&endpoint, &names).await.unwrap();
        client.integrations(endpoint.way()).await.unwrap();
        client.register(&endpoint, &[]).await.unwrap();
    }
}

/// Everything the client can ask, and everything the server can say.
async fn every_exchange(spec: &Spec) -> Vec<Exchange> {
    let dojo = DojoServer::start();
    let full = Intent::captured("pi_full", 1000).order("o1").reference("Order 1").tips(100).service_charge(125);
    dojo.put(full.cashback(500).refunded(10).metadata("k", "v"));
    dojo.put(Intent::new("pi_manual", "Captured", 1000).captures(&[(300, 20), (200, 0)]));
    dojo.put(Intent::authorized("pi_hold", 1000));
    for status in ["Created", "Reversed", "Refunded", "Canceled"] {
        dojo.put(Intent::new(&format!("pi_{status}"), status, 1000));
    }
    for number in 0..60 {
        dojo.put(Intent::captured(&format!("pi_{number}"), 1000));
    }
    for id in dojo.ids() {
        spec.schema("PaymentIntent").check(&dojo.intent(&id).unwrap());
    }
    let limits = Limits { attempts: 1, ..Limits::default() };
    let client = DojoClient::new(&dojo.access(), &Outgoing::trusting([]).unwrap(), limits).unwrap();
    for id in ["pi_full", "pi_manual", "pi_hold", "pi_Canceled", "pi_none"] {
        let _ = client.payment_intent(id).await;
    }
    for (id, amount, key) in [
        ("pi_full", 100, "k1"),
        ("pi_full", 100, "k1"),
        ("pi_full", 200, "k1"),
        ("pi_full", 99_999, "k2"),
        ("pi_hold", 1, "k3"),
        ("pi_none", 1, "k4"),
        ("pi_manual", 520, "k5"),
    ] {
        let _ = client.refund(id, pounds(amount), key, "it is a test").await;
    }
    for id in ["pi_hold", "pi_hold", "pi_full", "pi_none"] {
        let _ = client.reverse(id).await;
    }
    let query = SearchIntents {
        statuses: vec![PaymentStatus::Captured, PaymentStatus::Refunded, PaymentStatus::Reversed],
        from: Some("2026-01-01T00:00:00+01:00".parse().unwrap()),
        to: Some(Timestamp::now()),
    };
    let first = client.search(&query, None).await.unwrap();
    client.search(&query, first.after.as_deref()).await.unwrap();
    let _ = client.search(&SearchIntents::default(), Some("nowhere")).await;
    register(&client).await;
    for change in [Change::Order("1".to_owned()), Change::Party("2".to_owned()), Change::Reservation("3".to_owned())] {
        client.pos_event(&change).await.unwrap();
    }
    for status in [400, 401, 403, 409, 429, 500, 503] {
        dojo.fail_times(1, Fault::Status(status));
        let _ = client.payment_intent("pi_full").await;
    }
    dojo.exchanges()
}

#[tokio::test]
async fn what_the_client_asks_is_what_the_official_file_wants() {
    let Some(spec) = Spec::dojo() else { return };
    for exchange in every_exchange(&spec).await {
        check_request(&spec, &exchange);
    }
}

#[tokio::test]
async fn the_server_of_the_tests_answers_as_the_official_file_says() {
    let Some(spec) = Spec::dojo() else { return };
    let exchanges = every_exchange(&spec).await;
    exchanges.iter().for_each(|exchange| check_answer(&spec, exchange));
    let seen: BTreeSet<_> = exchanges.iter().filter_map(Exchange::status).collect();
    let wanted = [200, 400, 401, 403, 404, 409, 429, 500, 503];
    assert!(wanted.iter().all(|status| seen.contains(status)), "{seen:?}");
}

#[test]
fn every_capability_has_one_name_in_dojos_own_list() {
    let Some(spec) = Spec::dojo() else { return };
    let text = spec.document()["components"]["schemas"]["CapabilityName"]["description"].as_str().unwrap();
    let list = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).unwrap().0;
    let known: BTreeSet<_> = list.split(", ").collect();
    for row in TABLE {
        // A list that is refused is sent again under legacy names: it depends on there never being both.
        let names = row.legacy_names.iter().chain([&row.name]).filter(|name| known.contains(*name));
        assert_eq!(names.count(), 1, "{}", row.name);
    }
    assert_eq!(known.len(), TABLE.len());
}

#[tokio::test]
async fn the_official_examples_are_read() {
    let Some(spec) = Spec::dojo() else { return };
    let dojo = DojoServer::start();
    let client = DojoClient::new(&dojo.access(), &Outgoing::trusting([]).unwrap(), Limits::default()).unwrap();
    let mut read = 0;
    for (path, item) in spec.document()["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let Some(answer) = operation.pointer("/responses/200/content/application~1json") else { continue };
            if answer["schema"]["$ref"] != "#/components/schemas/PaymentIntent" {
                continue;
            }
            let several =
                answer["examples"].as_object().into_iter().flat_map(|all| all.values().map(|one| &one["value"]));
            for example in answer.get("example").into_iter().chain(several) {
                dojo.set_intent(example.clone());
                let id = example["id"].as_str().unwrap();
                client.payment_intent(id).await.unwrap_or_else(|error| panic!("{path} {id}: {error}"));
                read += 1;
            }
        }
    }
    assert!(read >= 4, "{read} examples");
}
