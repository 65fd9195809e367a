//! Requests made from the official schemas: what is right is read whole, what is wrong is refused with its place.

use patio_host::epos::{Capability, InvalidRequest, Request};
use patio_tests::generate::Generator;
use patio_tests::operations::Operation;
use patio_tests::specs::Spec;
use patio_tests::wrong::{with_unknown_properties, wrongs};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

const PATH: [(&str, &str); 4] = [("orderId", "1"), ("lockId", "l"), ("partyId", "p"), ("reservationId", "r")];

fn read(capability: Capability, body: &Value) -> Result<Request, InvalidRequest> {
    Request::from_rest(capability, &PATH, body.to_string().as_bytes())
}

/// The operations whose request has a body, each with its capability and its body's schema.
fn operations(spec: &Spec) -> Vec<(Capability, Value)> {
    let operations = Operation::with_body(spec);
    operations.into_iter().map(|(operation, schema)| (operation.row().expect("a row").capability, schema)).collect()
}

#[test]
fn what_the_schema_and_our_rules_allow_is_read() {
    let Some(spec) = Spec::rest() else { return };
    for (capability, schema) in operations(&spec) {
        let judge = spec.validator(capability.name(), &schema);
        proptest!(ProptestConfig::with_cases(64), |(body in Generator::fine(&spec).values(&schema))| {
            judge.check(&body);
            let request = read(capability, &body);
            prop_assert!(request.is_ok(), "{capability} {body:#}: {request:?}");
            prop_assert_eq!(request.unwrap().capability(), capability);
        });
    }
}

#[test]
fn what_the_schema_alone_allows_is_read_or_refused_with_its_place() {
    let Some(spec) = Spec::rest() else { return };
    for (capability, schema) in operations(&spec) {
        let judge = spec.validator(capability.name(), &schema);
        proptest!(ProptestConfig::with_cases(128), |(body in Generator::any(&spec).values(&schema))| {
            judge.check(&body);
            if let Err(InvalidRequest(text)) = read(capability, &body) {
                let named = text.starts_with("mixes ") || text.split_once(": ").is_some_and(|(place, _)| {
                    let first = place.split(['.', '[']).next().unwrap();
                    body.get(first).is_some()
                });
                prop_assert!(named, "{capability} {body:#}: {text}");
            }
        });
    }
}

#[test]
fn over_the_socket_a_request_is_the_same_with_its_path_beside_it() {
    let Some(spec) = Spec::rest() else { return };
    for (operation, schema) in Operation::with_body(&spec) {
        let (capability, names) = (operation.row().unwrap().capability, operation.parameters());
        proptest!(ProptestConfig::with_cases(16), |(body in Generator::fine(&spec).values(&schema), updated in any::<bool>())| {
            let mut params = body.clone();
            for (name, id) in PATH.iter().filter(|(name, _)| names.contains(name)) {
                // What is updated is `id` over the socket.
                let name = if updated && capability.name().starts_with("Update") { "id" } else { *name };
                params[name] = json!(id);
            }
            let read_from_params = Request::from_params(capability, params.to_string().as_bytes());
            prop_assert_eq!(read_from_params, read(capability, &body));
        });
    }
}

#[test]
fn unknown_properties_change_nothing_anywhere() {
    let Some(spec) = Spec::rest() else { return };
    for (capability, schema) in operations(&spec) {
        proptest!(ProptestConfig::with_cases(16), |(body in Generator::complete(&spec).values(&schema))| {
            prop_assert_eq!(read(capability, &with_unknown_properties(&body)), read(capability, &body));
        });
    }
}

#[test]
fn a_whole_float_is_an_integer_everywhere() {
    let Some(spec) = Spec::rest() else { return };
    for (capability, schema) in operations(&spec) {
        proptest!(ProptestConfig::with_cases(16), |(body in Generator::complete(&spec).values(&schema))| {
            prop_assert_eq!(read(capability, &with_floats(&body)), read(capability, &body));
        });
    }
}

fn with_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64().unwrap()),
        Value::Array(list) => list.iter().map(with_floats).collect(),
        Value::Object(object) => object.iter().map(|(name, value)| (name.clone(), with_floats(value))).collect(),
        other => other.clone(),
    }
}

#[test]
fn whatever_is_wrong_is_refused_with_its_place() {
    let Some(spec) = Spec::rest() else { return };
    let (mut kinds, mut taken) = (0, Vec::new());
    for (capability, schema) in operations(&spec) {
        let generator = Generator::complete(&spec);
        let right = generator.values(&schema).new_tree(&mut TestRunner::deterministic()).unwrap().current();
        assert!(read(capability, &right).is_ok(), "{capability} {right:#}");
        for wrong in wrongs(&generator, &schema, &right) {
            kinds += 1;
            match read(capability, &wrong.body) {
                Err(InvalidRequest(text)) => assert!(text.contains(&wrong.place), "{capability} {wrong:?}: {text}"),
                Ok(_) => taken.push(format!("{capability}: {} = {:?}", wrong.place, wrong.value)),
            }
        }
    }
    assert_eq!(taken, [""; 0], "these were taken");
    assert!(kinds > 500, "only {kinds} mistakes: does the walk reach everything?");
}

#[test]
fn null_is_nothing_where_nothing_is_needed() {
    let Some(spec) = Spec::rest() else { return };
    for (capability, schema) in operations(&spec) {
        let generator = Generator::complete(&spec);
        let right = generator.values(&schema).new_tree(&mut TestRunner::deterministic()).unwrap().current();
        let schema = generator.resolve(&schema);
        let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
        for (name, property) in schema["properties"].as_object().unwrap() {
            let is_list = generator.resolve(property)["type"] == "array";
            if is_list || required.iter().any(|it| *it == name) {
                continue;
            }
            let (mut null, mut absent) = (right.clone(), right.clone());
            null[name] = Value::Null;
            absent.as_object_mut().unwrap().remove(name);
            assert_eq!(read(capability, &null).unwrap(), read(capability, &absent).unwrap(), "{capability} {name}");
        }
    }
}
