//! A request as the `params` of a WebSocket request: what [`Request::from_params`] reads.

use super::{OrderFilter, Request};
use crate::epos::{PageRequest, PartyFilter, Position, ReservationFilter, TableFilter};
use serde::Serialize;
use serde_json::{Map, Value, json};

// === impl Request ===

impl Request {
    /// EPOS JSON; a path's parameter is a field beside those of the body.
    pub fn to_params(&self) -> Value {
        match self {
            Self::SearchOrders { filter, page } => search_orders(filter, page),
            Self::GetOrder { order_id } | Self::GetBill { order_id } | Self::CancelOrder { order_id } => {
                json!({"orderId": order_id})
            }
            Self::HandleEvent(event) => with([], event),
            Self::RecordPayment { order_id, payment } => with([("orderId", order_id)], payment),
            Self::CreateLock { order_id, lock_id, expiry } | Self::ExtendLock { order_id, lock_id, expiry } => {
                json!({"orderId": order_id, "lockId": lock_id, "expiry": expiry})
            }
            Self::DeleteLock { order_id, lock_id } => json!({"orderId": order_id, "lockId": lock_id}),
            Self::ListAreas => json!({}),
            Self::SearchTables { filter: TableFilter { area_id, waiter_id }, page } => {
                given([("areaId", text(area_id)), ("waiterId", text(waiter_id)), cursor(page)])
            }
            Self::CreateOrder(order) => with([], order),
            Self::CreateParty(party) => with([], party),
            Self::GetParty { party_id } | Self::DeleteParty { party_id } => json!({"partyId": party_id}),
            Self::UpdateParty { party_id, party } => with([("partyId", party_id)], party),
            Self::SearchParties { filter: PartyFilter { table_id, completed_only }, page } => {
                given([("tableId", text(table_id)), ("completedOnly", json!(completed_only)), cursor(page)])
            }
            Self::CreateReservation(fields) => with([], fields),
            Self::GetReservation { reservation_id } | Self::DeleteReservation { reservation_id } => {
                json!({"reservationId": reservation_id})
            }
            Self::UpdateReservation { reservation_id, reservation } => {
                with([("reservationId", reservation_id)], reservation)
            }
            Self::SearchReservations { filter: ReservationFilter { table_id, from, to }, page } => {
                given([("tableId", text(table_id)), ("fromTime", json!(from)), ("toTime", json!(to)), cursor(page)])
            }
        }
    }
}

fn search_orders(filter: &OrderFilter, page: &PageRequest) -> Value {
    let OrderFilter { table_id, waiter_id, party_id, reservation_id, payable_only } = filter;
    let dine_in = given([
        ("tableId", text(table_id)),
        ("waiterId", text(waiter_id)),
        ("partyId", text(party_id)),
        ("reservationId", text(reservation_id)),
    ]);
    let dine_in = if dine_in == json!({}) { Value::Null } else { dine_in };
    given([("dineIn", dine_in), ("payableOnly", json!(payable_only)), cursor(page)])
}

fn cursor(page: &PageRequest) -> (&'static str, Value) {
    let (before, after) = match &page.at {
        Some(Position::Before(before)) => (Some(before), None),
        Some(Position::After(after)) => (None, Some(after)),
        None => (None, None),
    };
    ("cursor", given([("limit", json!(page.limit)), ("before", json!(before)), ("after", json!(after))]))
}

fn text(text: &Option<String>) -> Value {
    json!(text)
}

/// An object of what is there.
fn given<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let there = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(there.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

/// A body with the parameters of its path.
fn with<const N: usize>(path: [(&str, &String); N], body: &impl Serialize) -> Value {
    let mut body = serde_json::to_value(body).unwrap_or_default();
    if let Value::Object(fields) = &mut body {
        fields.extend(path.into_iter().map(|(name, id)| (name.to_owned(), json!(id))));
    }
    body
}

#[cfg(test)]
mod tests {
    use crate::epos::{Capability, Request};
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_is_read_as_the_same_request() {
        let at = "2026-11-22T19:04:05.000Z";
        let check = |capability, params: Value| {
            let request = Request::from_params(capability, params.to_string().as_bytes()).unwrap();
            let written = request.to_params();
            let again = Request::from_params(capability, written.to_string().as_bytes());
            assert_eq!(again.as_ref(), Ok(&request), "{capability}: {written}");
        };
        let pounds = json!({"value": 1250, "currencyCode": "GBP"});
        check(Capability::SearchOrders, json!({}));
        check(
            Capability::SearchOrders,
            json!({"payableOnly": true, "dineIn": {"tableId": "T1", "waiterId": "w", "partyId": "p", "reservationId": "r"},
                   "cursor": {"limit": 2, "after": "c"}}),
        );
        for capability in [Capability::GetOrderById, Capability::GetOrderBillById, Capability::CancelOrderById] {
            check(capability, json!({"orderId": "1001"}));
        }
        check(
            Capability::RecordOrderPaymentById,
            json!({"orderId": "1001", "paymentIntentId": "pi_1", "paidAmount": pounds, "tipsAmount": pounds}),
        );
        check(Capability::CreateOrderLock, json!({"orderId": "1", "lockId": "l", "expiry": at}));
        check(Capability::ExtendOrderLock, json!({"orderId": "1", "lockId": "l", "expiry": at}));
        check(Capability::DeleteOrderLock, json!({"orderId": "1", "lockId": "l"}));
        check(Capability::ListAreas, json!({}));
        check(Capability::SearchTables, json!({"areaId": "a", "waiterId": "w", "cursor": {"before": "b"}}));
        check(Capability::GetPartyById, json!({"partyId": "p"}));
        check(Capability::DeletePartyById, json!({"partyId": "p"}));
        check(Capability::SearchParties, json!({"tableId": "t", "completedOnly": true}));
        check(Capability::GetReservationById, json!({"reservationId": "r"}));
        check(Capability::DeleteReservationById, json!({"reservationId": "r"}));
        check(Capability::SearchReservations, json!({"tableId": "t", "fromTime": at, "toTime": at}));
    }
}
