//! A restaurant in which each operation finds what it needs: made anew each time, so that none disturbs another.

use crate::client::{Answer, Client};
use crate::operations::{Operation, method};
use patio_host::epos::capability::Row;
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

/// The restaurant.
pub struct Evening {
    crown: Client,
    made: u32,
}

/// A good request, whatever the transport.
pub struct Question {
    /// Of its path, with their names.
    pub parameters: Vec<(&'static str, String)>,
    /// None where the operation has none.
    pub body: Option<Value>,
}

// === impl Evening ===

impl Evening {
    /// Whose tables are laid over REST, by this client.
    pub fn new(crown: Client) -> Self {
        Self { crown, made: 0 }
    }

    /// Asks over REST.
    pub async fn asks(&mut self, operation: &Operation) -> Answer {
        let Question { parameters, body } = self.question(&operation.method, &operation.path).await;
        let name = format!("{} {}", operation.method, operation.path);
        assert_eq!(body.is_some(), operation.request.is_some(), "{name}: the file says whether it has a body");
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = body.map_or_else(String::new, |body| body.to_string());
        self.crown.call(&operation.method, &operation.path_with(&parameters), body).await
    }

    /// The `params` of a good request over WebSocket.
    pub async fn params(&mut self, row: &Row) -> Value {
        let Question { parameters, body } = self.question(method(row.verb), row.paths[0]).await;
        let mut params = body.unwrap_or_else(|| json!({}));
        for (name, value) in parameters {
            // What is updated is `id` there (AsyncAPI).
            let name = if row.name.starts_with("Update") { "id" } else { name };
            params[name] = json!(value);
        }
        params["headers"] = json!({"waiterId": "dev", "deviceId": "d-1"});
        params
    }

    /// A good request to an operation, for which everything is there.
    pub async fn question(&mut self, method: &str, path: &str) -> Question {
        let key = format!("{method} {path}");
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
            "POST /v1/events" => (vec![], Some(event(&self.dojo_id(), "Captured", "crown"))),
            unknown => panic!("the file has {unknown}, and no good request to it is known: write one here"),
        };
        Question { parameters, body }
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

/// An event of a venue's account.
pub fn event(intent: &str, status: &str, venue: &str) -> Value {
    json!({
        "id": format!("evt_{intent}_{status}"), "accountId": format!("acc_{venue}"),
        "event": "payment_intent.status_updated", "createdAt": "2026-11-22T19:04:05.123Z",
        "data": {"paymentIntentId": intent, "paymentStatus": status, "captureMode": "Auto"},
    })
}
