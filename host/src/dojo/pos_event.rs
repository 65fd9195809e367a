//! Telling Dojo that something changed at a point of sale, so that it reads it again.

use super::exchange::Ask;
use super::{DojoClient, DojoError};
use crate::epos::Change;
use http::{HeaderMap, Method};
use serde_json::json;

// === impl DojoClient ===

impl DojoClient {
    /// Tells that something was created, changed or deleted. To tell it twice does no harm.
    ///
    /// # Errors
    /// Why it is not known to have been told.
    pub async fn pos_event(&self, change: &Change) -> Result<(), DojoError> {
        let (kind, event) = match change {
            Change::Order(id) => ("OrderUpdated", json!({"orderId": id})),
            Change::Party(id) => ("PartyUpdated", json!({"partyId": id})),
            Change::Reservation(id) => ("ReservationUpdated", json!({"reservationId": id})),
        };
        let ask = Ask {
            method: Method::POST,
            url: self.url(&["epos", "events"]),
            intent: None,
            headers: HeaderMap::new(),
            body: Some(json!({"eventType": kind, "event": event}).to_string().into()),
        };
        // It is told, whatever the answer says: the file has Dojo repeat the event.
        self.exchange.send(&ask).await.map(|_| ())
    }
}
