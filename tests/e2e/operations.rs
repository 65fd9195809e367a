//! Every operation of the official file, found by reading it, answers with what the file says it answers with.

use http::StatusCode;
use patio_tests::client::{Answer, Client};
use patio_tests::guests;
use patio_tests::host::TestHost;
use patio_tests::operations::Operation;
use patio_tests::specs::Spec;
use serde_json::{Value, json};

/// An order to be entered, of 20.00 pounds.
pub fn new_order(dojo_id: &str) -> Value {
    json!({
        "dojoOrderId": dojo_id,
        "details": {"orderType": "DineIn", "dineIn": {"tableId": "t5", "waiterId": "dev"}},
        "items": [{"name": "Pie", "plu": "P1", "quantity": 2, "amountPerItem": pounds(1000)}],
        "payments": [],
        "totalAmount": pounds(2000),
    })
}

/// A party that sits down.
pub fn new_party(dojo_id: &str) -> Value {
    json!({"dojoPartyId": dojo_id, "tableIds": ["t5"], "startTime": "2026-11-20T19:00:00Z", "covers": 2})
}

/// A table for tomorrow.
pub fn new_reservation(dojo_id: &str) -> Value {
    json!({
        "dojoReservationId": dojo_id, "name": "Smith", "covers": 2, "tableIds": ["t5"],
        "startTime": "2026-11-21T19:00:00Z", "endTime": "2026-11-21T21:00:00Z",
    })
}

/// An amount.
pub fn pounds(pence: i64) -> Value {
    json!({"value": pence, "currencyCode": "GBP"})
}

/// A restaurant in which each operation finds what it needs: made anew each time, so that none disturbs another.
struct Evening {
    crown: Client,
    made: u32,
}

// === impl Evening ===

impl Evening {
    async fn asks(&mut self, operation: &Operation) -> Answer {
        let key = format!("{} {}", operation.method, operation.path);
        let far = json!({"expiry": "2099-01-01T00:00:00Z"});
        let (parameters, body) = match key.as_str() {
            "GET /v1/areas" => (vec![], None),
            "POST /v1/orders/search" => (vec![], Some(json!({"payableOnly": true, "cursor": {"limit": 5}}))),
            "POST /v1/tables/search" => (vec![], Some(json!({"cursor": {"limit": 5}}))),
            "POST /v1/parties/search" => (vec![], Some(json!({"completedOnly": false}))),
            "POST /v1/reservations/search" => (vec![], Some(json!({"fromTime": "2026-01-01T00:00:00Z"}))),
            "POST /v1/orders" => (vec![], Some(new_order(&self.dojo_id()))),
            "GET /v1/orders/{orderId}" | "DELETE /v1/orders/{orderId}" | "GET /v1/orders/{orderId}/bill" => {
                (vec![("orderId", self.order().await)], None)
            }
            "POST /v1/orders/{orderId}/lock" => {
                let body = json!({"lockId": "lock-1", "expiry": "2099-01-01T00:00:00Z"});
                (vec![("orderId", self.order().await)], Some(body))
            }
            "PUT /v1/orders/{orderId}/locks/{lockId}" => (self.lock().await, Some(far)),
            "DELETE /v1/orders/{orderId}/locks/{lockId}" => (self.lock().await, None),
            "POST /v1/orders/{orderId}/record-payment" => {
                let body =
                    json!({"paymentIntentId": self.dojo_id(), "paidAmount": pounds(500), "tipsAmount": pounds(50)});
                (vec![("orderId", self.order().await)], Some(body))
            }
            "POST /v1/parties" => (vec![], Some(new_party(&self.dojo_id()))),
            "GET /v1/parties/{partyId}" | "DELETE /v1/parties/{partyId}" => {
                (vec![("partyId", self.party().await)], None)
            }
            "PUT /v1/parties/{partyId}" => {
                let mut body = new_party("party-1");
                body["status"] = json!("paying");
                (vec![("partyId", self.party().await)], Some(body))
            }
            "POST /v1/reservations" => (vec![], Some(new_reservation(&self.dojo_id()))),
            "GET /v1/reservations/{reservationId}" | "DELETE /v1/reservations/{reservationId}" => {
                (vec![("reservationId", self.reservation().await)], None)
            }
            "PUT /v1/reservations/{reservationId}" => {
                (vec![("reservationId", self.reservation().await)], Some(new_reservation("reservation-1")))
            }
            unknown => panic!("the file has {unknown}, and no good request to it is known: write one here"),
        };
        assert_eq!(body.is_some(), operation.request.is_some(), "{key}: the file says whether it has a body");
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = body.map_or_else(String::new, |body| body.to_string());
        self.crown.call(&operation.method, &operation.path_with(&parameters), body).await
    }

    fn dojo_id(&mut self) -> String {
        self.made += 1;
        format!("dojo-{}", self.made)
    }

    async fn order(&mut self) -> String {
        let new = new_order(&self.dojo_id());
        id(&self.crown.post("/v1/orders", &new).await.ok())
    }

    async fn lock(&mut self) -> Vec<(&'static str, String)> {
        let order = self.order().await;
        let body = json!({"lockId": "lock-1", "expiry": "2098-01-01T00:00:00Z"});
        self.crown.post(&format!("/v1/orders/{order}/lock"), &body).await.ok();
        vec![("orderId", order), ("lockId", "lock-1".to_owned())]
    }

    async fn party(&mut self) -> String {
        let new = new_party(&self.dojo_id());
        id(&self.crown.post("/v1/parties", &new).await.ok())
    }

    async fn reservation(&mut self) -> String {
        let new = new_reservation(&self.dojo_id());
        id(&self.crown.post("/v1/reservations", &new).await.ok())
    }
}

/// The id of an order, a party or a reservation.
pub fn id(entity: &Value) -> String {
    entity["id"].as_str().expect("it has an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_file_answers_as_the_file_says() {
    let Some(spec) = Spec::rest() else { return };
    let host = TestHost::new().adapter("demo", guests::DEMO).venue("crown", "demo").start().await;
    let mut evening = Evening { crown: host.as_venue("crown"), made: 0 };
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
