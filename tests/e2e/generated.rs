//! Requests made from the official schemas, right and wrong, against the real server and the demo adapter: nothing that
//! anybody sends is an error of ours, and what is wrong is told with its place.

use patio_tests::client::{Answer, encoded};
use patio_tests::generate::{Generator, id};
use patio_tests::guests;
use patio_tests::host::{RunningHost, TestHost};
use patio_tests::operations::Operation;
use patio_tests::specs::{Schema, Spec};
use patio_tests::wrong::wrongs;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

/// Requests of each schema: there are a dozen schemas, and a test may take ten seconds.
const CASES: u32 = 64;

/// Bytes of a text that is larger than any sensible one, and still leaves its body below the limit.
const HUGE: usize = 900 << 10;

async fn demo() -> RunningHost {
    TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await
}

/// What judges an operation's answers.
struct Judge {
    success: Option<Schema>,
    error: Schema,
}

// === impl Judge ===

impl Judge {
    fn new(spec: &Spec, operation: &Operation) -> Self {
        Self { success: operation.judge(spec), error: spec.schema("EPOSError") }
    }

    /// A success is the operation's own, an error is an EPOSError, and neither host nor adapter failed.
    #[track_caller]
    fn check(&self, answer: &Answer) {
        assert!(answer.status.as_u16() < 500, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        match (&self.success, answer.status.as_u16()) {
            (Some(success), 200) => success.check(&answer.json()),
            (None, 200) => answer.nothing(),
            _ => self.error.check(&answer.json()),
        }
    }
}

/// Whatever its parameters are, there is something of this id.
fn path(operation: &Operation) -> String {
    operation.path_with(&[("orderId", "1001"), ("lockId", "lock-1"), ("partyId", "p-204"), ("reservationId", "r-88")])
}

/// Sends what a generator makes of each schema, and answers which operations succeeded at least once.
fn succeeding(spec: &Spec, generator: &Generator) -> BTreeSet<String> {
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(demo());
    let crown = host.as_venue("crown");
    let lock = json!({"lockId": "lock-1", "expiry": "2099-01-01T00:00:00Z"});
    runtime.block_on(crown.post("/v1/orders/1001/lock", &lock)).ok();
    let succeeded = RefCell::new(BTreeSet::new());
    for (operation, schema) in Operation::with_body(spec) {
        let judge = Judge::new(spec, &operation);
        proptest!(ProptestConfig::with_cases(CASES), |(body in generator.values(&schema))| {
            let answer = runtime.block_on(crown.call(&operation.method, &path(&operation), body.to_string()));
            judge.check(&answer);
            if answer.status == 200 {
                succeeded.borrow_mut().insert(format!("{} {}", operation.method, operation.path));
            }
        });
    }
    assert_eq!(failures(&host), [""; 0], "neither the host nor the adapter failed");
    succeeded.into_inner()
}

#[test]
fn what_the_demo_knows_is_served_and_the_rest_is_no_failure() {
    let Some(spec) = Spec::rest() else { return };
    let generator = Generator::fine(&spec)
        .choosing("tableIds", ["t1", "t5", "b4"])
        .choosing("tableId", ["t1", "t5"])
        .choosing("reservationId", ["r-88", "r-91"])
        .choosing("lockId", ["lock-1"])
        .choosing("expiry", ["2099-01-01T00:00:00Z"])
        .choosing("value", [0, 1, 10, 500])
        .choosing("before", ["gap-1", "t1"])
        .choosing("after", ["gap-1", "t1"]);
    let all: BTreeSet<_> =
        Operation::with_body(&spec).iter().map(|(it, _)| format!("{} {}", it.method, it.path)).collect();
    assert_eq!(succeeding(&spec, &generator), all, "of each operation, something succeeded");
    succeeding(&spec, &Generator::fine(&spec));
}

#[test]
fn whatever_the_schemas_allow_is_no_failure() {
    let Some(spec) = Spec::rest() else { return };
    succeeding(&spec, &Generator::any(&spec));
}

/// A right request of each schema, the same each time.
fn complete(spec: &Spec) -> Vec<(Operation, Generator, Value, Value)> {
    let mut runner = TestRunner::deterministic();
    let mut complete = |(operation, schema): (Operation, Value)| {
        let generator = Generator::complete(spec);
        let body = generator.values(&schema).new_tree(&mut runner).unwrap().current();
        (operation, generator, schema, body)
    };
    Operation::with_body(spec).into_iter().map(&mut complete).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_is_an_invalid_request_that_says_where() {
    let Some(spec) = Spec::rest() else { return };
    let (host, error) = (demo().await, Arc::new(spec.schema("EPOSError")));
    let mut all = JoinSet::new();
    for (operation, generator, schema, body) in complete(&spec) {
        // One task for each operation, so that both cores are of use.
        let (crown, error, wrongs) = (host.as_venue("crown"), Arc::clone(&error), wrongs(&generator, &schema, &body));
        all.spawn(async move {
            for wrong in wrongs {
                let answer = crown.call(&operation.method, &path(&operation), wrong.body.to_string()).await;
                let text = String::from_utf8_lossy(&answer.body);
                assert_eq!(answer.status, 400, "{} {}: {wrong:?}: {text}", operation.method, operation.path);
                let message = answer.error(400, "InvalidRequest");
                assert!(message.contains(&wrong.place), "{wrong:?}: {message}");
                error.check(&answer.json());
            }
        });
    }
    all.join_all().await;
    assert_eq!(failures(&host), [""; 0], "what a card machine does wrong is no failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_object_is_an_invalid_request_everywhere() {
    let Some(spec) = Spec::rest() else { return };
    let (host, error) = (demo().await, spec.schema("EPOSError"));
    let crown = host.as_venue("crown");
    for (operation, _, _, body) in complete(&spec) {
        let right = body.to_string();
        let cut = right.as_bytes()[..right.len() - 1].to_vec();
        let mut invalid = right.clone().into_bytes();
        let quote = invalid.iter().rposition(|byte| *byte == b'"').unwrap();
        invalid.splice(quote..quote, *b"\xff\xfe");
        let bottomless = format!(r#"{},"deep":{}}}"#, &right[..right.len() - 1], "[".repeat(100_000)).into_bytes();
        let bodies = [b"null".to_vec(), b"[]".into(), b"7".into(), b"\"text\"".into(), b" ".into()];
        for body in bodies.into_iter().chain([cut, invalid, bottomless]) {
            let answer = crown.call(&operation.method, &path(&operation), body.clone()).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
            assert_eq!(answer.status, 400, "{} {}: {shown}", operation.method, operation.path);
            assert!(!answer.error(400, "InvalidRequest").is_empty());
            error.check(&answer.json());
        }
        crown.call(&operation.method, &path(&operation), "").await.error(400, "InvalidRequest");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nested_deeply_is_refused_where_it_is_known_and_ignored_where_not() {
    let Some(spec) = Spec::rest() else { return };
    let host = demo().await;
    let crown = host.as_venue("crown");
    for (operation, _, _, body) in complete(&spec) {
        let (judge, right) = (Judge::new(&spec, &operation), body.to_string());
        for [open, close] in [["[", "]"], [r#"{"x":"#, "}"]] {
            let deep = format!("{}7{}", open.repeat(50_000), close.repeat(50_000));
            let beside = format!(r#"{},"deep":{deep}}}"#, &right[..right.len() - 1]);
            judge.check(&crown.call(&operation.method, &path(&operation), beside).await);
            for name in body.as_object().unwrap().keys() {
                let mut other = body.clone();
                other.as_object_mut().unwrap().remove(name);
                let other = other.to_string();
                let comma = if other == "{}" { "" } else { "," };
                let within = format!(r#"{}{comma}"{name}":{deep}}}"#, &other[..other.len() - 1]);
                let answer = crown.call(&operation.method, &path(&operation), within).await;
                // An object of unknown properties may stand where an object is wanted and nothing in it is needed.
                judge.check(&answer);
                let is_object = body[name].is_object() && open != "[";
                assert!(is_object || answer.status == 400, "{} {} {name}", operation.method, operation.path);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_text_is_no_failure_in_any_place() {
    let Some(spec) = Spec::rest() else { return };
    let host = demo().await;
    let crown = host.as_venue("crown");
    for (operation, _, _, body) in complete(&spec) {
        let judge = Judge::new(&spec, &operation);
        for place in texts(&body, "") {
            let mut huge = body.clone();
            *huge.pointer_mut(&place).unwrap() = Value::from("x".repeat(HUGE));
            judge.check(&crown.call(&operation.method, &path(&operation), huge.to_string()).await);
        }
    }
    assert_eq!(failures(&host), [""; 0], "neither the host nor the adapter failed");
}

/// Where a value has texts.
fn texts(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::String(_) => vec![at.to_owned()],
        // One of a list is like the others.
        Value::Array(list) => list.first().map_or_else(Vec::new, |first| texts(first, &format!("{at}/0"))),
        Value::Object(object) => {
            object.iter().flat_map(|(name, value)| texts(value, &format!("{at}/{name}"))).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn any_id_in_a_path_is_found_or_not_found() {
    let Some(spec) = Spec::rest() else { return };
    let runtime = Runtime::new().unwrap();
    let host = runtime.block_on(demo());
    let crown = host.as_venue("crown");
    let operations = Operation::all(&spec).into_iter().filter(|it| it.request.is_none() && !it.parameters().is_empty());
    for operation in operations {
        let judge = Judge::new(&spec, &operation);
        proptest!(ProptestConfig::with_cases(CASES), |(id in id())| {
            let answer = runtime.block_on(crown.call(&operation.method, &operation.path_of(&encoded(&id)), ""));
            judge.check(&answer);
            prop_assert!([200, 404].contains(&answer.status.as_u16()), "{} {id:?}", operation.path);
        });
    }
    assert_eq!(failures(&host), [""; 0], "neither the host nor the adapter failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_in_a_path_that_cannot_be_one_is_an_invalid_request() {
    let Some(spec) = Spec::rest() else { return };
    let (host, error) = (demo().await, spec.schema("EPOSError"));
    for operation in Operation::all(&spec) {
        // What is wrong with the path is said before what is wrong with the body.
        for id in ["%FF%FE", "a%00b", "%7F", &"x".repeat(257)] {
            for name in operation.parameters() {
                let path = operation.path.replace(&format!("{{{name}}}"), id);
                let path = path.replace("{orderId}", "1001").replace("{lockId}", "lock-1");
                let answer = host.as_venue("crown").call(&operation.method, &path, "{}").await;
                let message = answer.error(400, "InvalidRequest");
                assert!(message.starts_with(&format!("{name}: ")), "{path}: {message}");
                error.check(&answer.json());
            }
        }
    }
}

/// What went wrong. That a payment needs a person is nobody's failure here: what is made at random repeats an intent with
/// another amount, now and then.
fn failures(host: &RunningHost) -> Vec<String> {
    host.failures().into_iter().filter(|told| !told.contains("needs a person")).collect()
}
