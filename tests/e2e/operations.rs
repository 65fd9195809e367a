//! Every operation of the official file, found by reading it, answers with what the file says it answers with.

use http::StatusCode;
use patio_tests::evening::Evening;
use patio_tests::guests;
use patio_tests::host::TestHost;
use patio_tests::operations::Operation;
use patio_tests::specs::Spec;
use serde_json::json;

pub use patio_tests::evening::{id, new_order, new_party, new_reservation, pounds};

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_file_answers_as_the_file_says() {
    let Some(spec) = Spec::rest() else { return };
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    let mut evening = Evening::new(host.as_venue("crown"));
    for operation in Operation::all(&spec) {
        let answer = evening.asks(&operation).await;
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", String::from_utf8_lossy(&answer.body));
        match operation.judge(&spec) {
            Some(judge) => {
                assert_eq!(answer.headers["content-type"], "application/json", "{name}");
                judge.check(&answer.json());
            }
            None => answer.nothing(),
        }
    }
    assert_eq!(host.failures(), [""; 0], "nothing of it is a failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_file_is_refused_without_credentials() {
    let Some(spec) = Spec::rest() else { return };
    let schema = spec.schema("EPOSError");
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    for operation in Operation::all(&spec) {
        let answer = host.client().call(&operation.method, &operation.path_of("1"), "").await;
        answer.error(401, "InvalidRequest");
        schema.check(&answer.json());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_on_what_is_not_there_is_not_found() {
    let Some(spec) = Spec::rest() else { return };
    let schema = spec.schema("EPOSError");
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    for operation in Operation::all(&spec).into_iter().filter(|operation| !operation.parameters().is_empty()) {
        let body = match operation.request.as_ref().and_then(|schema| schema["$ref"].as_str()) {
            None => String::new(),
            Some("#/components/schemas/CreateOrderLockRequest") => {
                json!({"lockId": "l", "expiry": "2099-01-01T00:00:00Z"}).to_string()
            }
            Some("#/components/schemas/ExtendOrderLockRequest") => {
                json!({"expiry": "2099-01-01T00:00:00Z"}).to_string()
            }
            Some("#/components/schemas/PaymentWithLockId") => {
                json!({"paymentIntentId": "pi_1", "paidAmount": pounds(100)}).to_string()
            }
            Some("#/components/schemas/UpdatePartyRequest") => {
                let mut body = new_party("d");
                body["status"] = json!("paid");
                body.to_string()
            }
            Some("#/components/schemas/UpdateReservationRequest") => new_reservation("d").to_string(),
            Some(unknown) => panic!("no good {unknown} is known: write one here"),
        };
        let answer = host.as_venue("crown").call(&operation.method, &operation.path_of("nothing"), body).await;
        let message = answer.error(404, "NotFound");
        assert!(message.contains("nothing"), "{} {}: {message}", operation.method, operation.path);
        schema.check(&answer.json());
    }
}
