//! The simulator's own schemas accept and refuse exactly what the official files do, on generated messages.

use patio_simulator::judge::{Judge, Shape};
use patio_simulator::operation::{CLOUD, EPOS, Operation};
use patio_tests::flatten::{flat, flattened, nullable, with_null};
use patio_tests::generate::Generator;
use patio_tests::operations::Operation as Official;
use patio_tests::specs::{Schema, Spec};
use patio_tests::wrong::{with_unknown_properties, wrongs};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Messages of each shape. Each has some hundreds of mistakes, and what may be left out is left out in half of them.
const MESSAGES: usize = 12;

/// A schema of ours beside that of an official file.
struct Pair {
    shape: Shape,
    official: Schema,
    /// What messages are made of.
    schema: Value,
}

/// What both say of many messages.
#[derive(Default)]
struct Verdicts {
    accepted: usize,
    refused: usize,
}

// === impl Pair ===

impl Pair {
    fn new(shape: Shape, spec: &Spec, schema: &Value) -> Self {
        let official = spec.validator(&shape.to_string(), schema);
        Self { official, schema: flat(spec.document(), schema), shape }
    }

    /// Holds both against each other on right messages, and on each with a mistake in every place.
    fn compare(&self, judge: &Judge, generator: &Generator) -> Verdicts {
        let mut verdicts = Verdicts::default();
        let mut runner = TestRunner::deterministic();
        let messages = generator.values(&self.schema);
        for _ in 0..MESSAGES {
            let right = messages.new_tree(&mut runner).unwrap().current();
            self.agree(judge, &right, &mut verdicts);
            self.agree(judge, &with_unknown_properties(&right), &mut verdicts);
            for wrong in wrongs(generator, &self.schema, &right) {
                self.agree(judge, &wrong.body, &mut verdicts);
            }
            for changed in changed_everywhere(&right) {
                self.agree(judge, &changed, &mut verdicts);
            }
        }
        assert!(verdicts.accepted > 0, "nothing was accepted by {}", self.shape);
        verdicts
    }

    fn agree(&self, judge: &Judge, message: &Value, verdicts: &mut Verdicts) {
        let (official, violations) = (self.official.accepts(message), judge.judge(&self.shape, message));
        assert_eq!(
            official,
            violations.is_empty(),
            "{}: the official file says {official}, ours finds {violations:?} in\n{message:#}",
            self.shape
        );
        if official {
            verdicts.accepted += 1;
        } else {
            verdicts.refused += 1;
        }
    }
}

/// The value with something else, or nothing, in each of its places.
fn changed_everywhere(value: &Value) -> Vec<Value> {
    let others = [json!(null), json!("x"), json!(7), json!(2.5), json!(-1), json!(true), json!([]), json!({})];
    let mut all: Vec<_> = others.to_vec();
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                let put = |inner: Value| {
                    let mut object = object.clone();
                    object.insert(name.clone(), inner);
                    Value::Object(object)
                };
                all.extend(changed_everywhere(inner).into_iter().map(put));
                let mut without = object.clone();
                without.remove(name);
                all.push(Value::Object(without));
            }
        }
        Value::Array(list) => {
            if let Some(first) = list.first() {
                let put = |first: Value| {
                    let mut list = list.clone();
                    list[0] = first;
                    Value::Array(list)
                };
                all.extend(changed_everywhere(first).into_iter().map(put));
            }
        }
        _ => (),
    }
    all
}

fn compare_all(spec: &Spec, pairs: &[Pair]) -> Verdicts {
    let (judge, generator) = (Judge::new().unwrap(), Generator::any(&flattened(spec)));
    let mut all = Verdicts::default();
    for pair in pairs {
        let Verdicts { accepted, refused } = pair.compare(&judge, &generator);
        all.accepted += accepted;
        all.refused += refused;
    }
    all
}

#[track_caller]
fn check(spec: &Spec, pairs: &[Pair], least: usize) {
    assert!(pairs.len() >= least, "only {} shapes: is the file read?", pairs.len());
    let Verdicts { accepted, refused } = compare_all(spec, pairs);
    assert!(accepted > 500 && refused > 5_000, "{accepted} accepted, {refused} refused: is everything tried?");
}

/// What the simulator calls an operation of the REST file.
fn of_rest(official: &Official) -> &'static Operation {
    let found = EPOS.iter().find(|ours| ours.method == official.method && ours.path == official.path);
    found.unwrap_or_else(|| panic!("the simulator does not know {} {}", official.method, official.path))
}

#[test]
fn over_rest_the_simulator_accepts_what_the_official_file_accepts() {
    let Some(spec) = Spec::rest() else { return };
    let mut pairs = vec![Pair::new(Shape::rest_error(), &spec, &json!({"$ref": "#/components/schemas/EPOSError"}))];
    for official in Official::all(&spec) {
        let ours = of_rest(&official);
        assert_eq!((ours.has_body, ours.has_reply), (official.request.is_some(), official.reply.is_some()), "{ours:?}");
        let (request, reply) = (Shape::rest_request(ours.name), Shape::rest_reply(ours.name));
        pairs.extend(official.request.iter().map(|schema| Pair::new(request.clone(), &spec, schema)));
        pairs.extend(official.reply.iter().map(|schema| Pair::new(reply.clone(), &spec, schema)));
    }
    check(&spec, &pairs, 30);
}

#[test]
fn over_the_socket_the_simulator_accepts_what_the_official_file_accepts() {
    let Some(spec) = Spec::socket() else { return };
    // A failure has no result, which every reply of the file must have.
    let error = json!({"allOf": [{"$ref": "#/components/schemas/JsonrpcResponseV1"}, {"required": ["error"]}]});
    let mut pairs = vec![Pair::new(Shape::socket_error(), &spec, &error)];
    for (method, channel) in spec.document()["channels"].as_object().unwrap() {
        let ours = EPOS.iter().find(|ours| ours.socket_method() == *method).unwrap_or_else(|| panic!("{method}")).name;
        let payload = |way: &str| channel[way]["message"]["payload"].clone();
        pairs.push(Pair::new(Shape::socket_request(ours), &spec, &payload("subscribe")));
        pairs.push(Pair::new(Shape::socket_reply(ours), &spec, &payload("publish")));
    }
    check(&spec, &pairs, 2 * EPOS.len() + 1);
}

#[test]
fn an_event_over_rest_is_the_event_of_the_socket() {
    let Some(spec) = Spec::socket() else { return };
    let event = json!({"$ref": "#/components/schemas/Event"});
    let verdicts = compare_all(&spec, &[Pair::new(Shape::rest_request("HandleEvent"), &spec, &event)]);
    assert!(verdicts.accepted > 10 && verdicts.refused > 100);
}

#[test]
fn of_dojos_own_api_the_simulator_accepts_what_the_official_file_accepts() {
    let Some(spec) = Spec::dojo() else { return };
    let judged = with_null(&spec);
    let problem = json!({"$ref": "#/components/schemas/ProblemDetails"});
    let mut pairs = vec![Pair::new(Shape::dojo_error(), &judged, &problem)];
    for ours in CLOUD {
        let found = spec.document()["paths"].as_object().unwrap().iter().find(|(path, _)| same_path(path, ours.path));
        let (_, methods) = found.unwrap_or_else(|| panic!("the file has no {}", ours.path));
        let operation = &methods[ours.method.to_lowercase()];
        let schema = |place: &str| operation.pointer(&format!("/{place}/content/application~1json/schema"));
        let request = schema("requestBody");
        assert_eq!(request.is_some(), ours.has_body, "{ours:?}");
        pairs.extend(request.map(|schema| Pair::new(Shape::dojo_request(ours.name), &judged, &nullable(schema))));
        let reply = match schema("responses/200").unwrap_or_else(|| panic!("{ours:?} has no reply")) {
            // It adds an object that may have no fields at all, a slip: nothing is valid.
            page if page["$ref"] == "#/components/schemas/PagedPaymentIntent" => {
                json!({"$ref": "#/components/schemas/PagedResultOfPaymentIntent"})
            }
            other => nullable(other),
        };
        pairs.push(Pair::new(Shape::dojo_reply(ours.name), &judged, &reply));
    }
    check(&spec, &pairs, CLOUD.len() + 5);
}

/// Whatever the fields in a path are called.
fn same_path(one: &str, other: &str) -> bool {
    let plain = |path: &str| {
        let segment = |it: &str| if it.starts_with('{') { "{}".to_owned() } else { it.to_owned() };
        path.split('/').map(segment).collect::<Vec<_>>()
    };
    plain(one) == plain(other)
}

#[test]
fn a_violation_says_where_it_stands() {
    let judge = Judge::new().unwrap();
    let order = |quantity: Value| {
        json!({"data": [{"id": "1", "status": "New", "details": {"orderType": "DineIn", "dineIn": {}}, "items": [
            {"name": "Pie", "plu": "p", "quantity": 1, "amountPerItem": {"value": 1, "currencyCode": "GBP"}},
            {"name": "Pie", "plu": "p", "quantity": quantity, "amountPerItem": {"value": 1, "currencyCode": "GBP"}},
        ]}]})
    };
    let judged = |document| judge.judge(&Shape::rest_reply("SearchOrders"), &document);
    assert_eq!(judged(order(json!(2))), []);
    let violations = judged(order(json!("two")));
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].to_string(), r#"$.data[0].items[1].quantity: "two" is not of type "integer""#);
    let unknown = judge.judge(&Shape::rest_reply("Nonsense"), &json!({}));
    assert_eq!(unknown.len(), 1, "what nobody can judge does not pass: {unknown:?}");
}
