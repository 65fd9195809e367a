//! Requests: one variant per capability, and how JSON becomes one, whatever the transport.

pub(super) mod bodies;
mod params;

use super::json::{self, InvalidRequest};
use super::{
    Capability, Event, NewOrder, NewParty, OrderPayment, PageRequest, PartyFilter, PartyUpdate, ReservationFields,
    ReservationFilter, TableFilter, Timestamp, check,
};
use bodies::{Ids, LockBody, LockExtensionBody, SearchOrders, SearchParties, SearchReservations, SearchTables};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a card machine asks, whatever the transport.
#[derive(Clone, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "each variant is a capability, and its fields are those of the specification")]
pub enum Request {
    SearchOrders { filter: OrderFilter, page: PageRequest },
    GetOrder { order_id: String },
    HandleEvent(Event),
    RecordPayment { order_id: String, payment: OrderPayment },
    CreateLock { order_id: String, lock_id: String, expiry: Timestamp },
    DeleteLock { order_id: String, lock_id: String },
    ExtendLock { order_id: String, lock_id: String, expiry: Timestamp },
    GetBill { order_id: String },
    ListAreas,
    SearchTables { filter: TableFilter, page: PageRequest },
    CreateOrder(Box<NewOrder>),
    CancelOrder { order_id: String },
    CreateParty(Box<NewParty>),
    GetParty { party_id: String },
    UpdateParty { party_id: String, party: Box<PartyUpdate> },
    DeleteParty { party_id: String },
    SearchParties { filter: PartyFilter, page: PageRequest },
    CreateReservation(ReservationFields),
    GetReservation { reservation_id: String },
    UpdateReservation { reservation_id: String, reservation: ReservationFields },
    DeleteReservation { reservation_id: String },
    SearchReservations { filter: ReservationFilter, page: PageRequest },
}

/// The filter of a search. Given fields combine with AND.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[expect(missing_docs, reason = "the fields are those of `SearchOrdersRequest`")]
pub struct OrderFilter {
    pub table_id: Option<String>,
    pub waiter_id: Option<String>,
    pub party_id: Option<String>,
    pub reservation_id: Option<String>,
    /// Only orders that may be paid now.
    pub payable_only: bool,
}

/// The values of the braces in a capability's REST path, decoded.
pub type PathParameters<'a> = &'a [(&'a str, &'a str)];

/// Where the parts of a request stand.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// REST: ids in the path, the rest in the body.
    Rest { path: PathParameters<'a>, body: &'a [u8] },
    /// WebSocket: all of it in `params`.
    Params(&'a [u8]),
}

// === impl Request ===

impl Request {
    /// The capability that is asked for.
    pub const fn capability(&self) -> Capability {
        match self {
            Self::SearchOrders { .. } => Capability::SearchOrders,
            Self::GetOrder { .. } => Capability::GetOrderById,
            Self::HandleEvent(event) => event.event.capability(),
            Self::RecordPayment { .. } => Capability::RecordOrderPaymentById,
            Self::CreateLock { .. } => Capability::CreateOrderLock,
            Self::DeleteLock { .. } => Capability::DeleteOrderLock,
            Self::ExtendLock { .. } => Capability::ExtendOrderLock,
            Self::GetBill { .. } => Capability::GetOrderBillById,
            Self::ListAreas => Capability::ListAreas,
            Self::SearchTables { .. } => Capability::SearchTables,
            Self::CreateOrder(_) => Capability::CreateOrder,
            Self::CancelOrder { .. } => Capability::CancelOrderById,
            Self::CreateParty(_) => Capability::CreateParty,
            Self::GetParty { .. } => Capability::GetPartyById,
            Self::UpdateParty { .. } => Capability::UpdateParty,
            Self::DeleteParty { .. } => Capability::DeletePartyById,
            Self::SearchParties { .. } => Capability::SearchParties,
            Self::CreateReservation(_) => Capability::CreateReservation,
            Self::GetReservation { .. } => Capability::GetReservationById,
            Self::UpdateReservation { .. } => Capability::UpdateReservation,
            Self::DeleteReservation { .. } => Capability::DeleteReservationById,
            Self::SearchReservations { .. } => Capability::SearchReservations,
        }
    }

    /// Reads a REST request.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_rest(capability: Capability, path: PathParameters<'_>, body: &[u8]) -> Result<Self, InvalidRequest> {
        Self::read(capability, Source::Rest { path, body })
    }

    /// Reads the `params` of a WebSocket request: path parameters are fields beside those of the body.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_params(capability: Capability, params: &[u8]) -> Result<Self, InvalidRequest> {
        Self::read(capability, Source::Params(params))
    }

    fn read(capability: Capability, source: Source<'_>) -> Result<Self, InvalidRequest> {
        Ok(match capability {
            Capability::SearchOrders => {
                let (filter, page) = source.body::<SearchOrders>()?.parts()?;
                Self::SearchOrders { filter, page }
            }
            Capability::GetOrderById => Self::GetOrder { order_id: source.id("orderId")? },
            Capability::PaymentIntentCreated | Capability::PaymentIntentStatusUpdated => {
                Self::HandleEvent(source.body()?)
            }
            Capability::RecordOrderPaymentById => {
                let (order_id, payment) = (source.id("orderId")?, source.body()?);
                check::payment(&payment).map_err(refused)?;
                Self::RecordPayment { order_id, payment }
            }
            Capability::CreateOrderLock => {
                let (order_id, LockBody { lock_id, expiry }) = (source.id("orderId")?, source.body()?);
                Self::CreateLock { order_id, lock_id, expiry }
            }
            Capability::DeleteOrderLock => {
                Self::DeleteLock { order_id: source.id("orderId")?, lock_id: source.id("lockId")? }
            }
            Capability::ExtendOrderLock => {
                let (order_id, lock_id) = (source.id("orderId")?, source.id("lockId")?);
                let LockExtensionBody { expiry } = source.body()?;
                Self::ExtendLock { order_id, lock_id, expiry }
            }
            Capability::GetOrderBillById => Self::GetBill { order_id: source.id("orderId")? },
            Capability::ListAreas => Self::ListAreas,
            Capability::SearchTables => {
                let (filter, page) = source.body::<SearchTables>()?.parts()?;
                Self::SearchTables { filter, page }
            }
            Capability::CreateOrder => {
                let order = source.body()?;
                check::new_order(&order).map_err(refused)?;
                Self::CreateOrder(Box::new(order))
            }
            Capability::CancelOrderById => Self::CancelOrder { order_id: source.id("orderId")? },
            Capability::CreateParty => {
                let party = source.body()?;
                check::new_party(&party).map_err(refused)?;
                Self::CreateParty(Box::new(party))
            }
            Capability::GetPartyById => Self::GetParty { party_id: source.id("partyId")? },
            Capability::UpdateParty => {
                let (party_id, party) = (source.id("partyId")?, source.body()?);
                check::party_update(&party).map_err(refused)?;
                Self::UpdateParty { party_id, party: Box::new(party) }
            }
            Capability::DeletePartyById => Self::DeleteParty { party_id: source.id("partyId")? },
            Capability::SearchParties => {
                let (filter, page) = source.body::<SearchParties>()?.parts()?;
                Self::SearchParties { filter, page }
            }
            Capability::CreateReservation => Self::CreateReservation(source.reservation()?),
            Capability::GetReservationById => Self::GetReservation { reservation_id: source.id("reservationId")? },
            Capability::UpdateReservation => Self::UpdateReservation {
                reservation_id: source.id("reservationId")?,
                reservation: source.reservation()?,
            },
            Capability::DeleteReservationById => {
                Self::DeleteReservation { reservation_id: source.id("reservationId")? }
            }
            Capability::SearchReservations => {
                let (filter, page) = source.body::<SearchReservations>()?.parts()?;
                Self::SearchReservations { filter, page }
            }
        })
    }
}

fn refused(breach: check::Breach) -> InvalidRequest {
    InvalidRequest(breach.to_string())
}

// === impl Source ===

impl Source<'_> {
    fn body<T: DeserializeOwned>(self) -> Result<T, InvalidRequest> {
        match self {
            Self::Rest { body, .. } => json::read(body),
            Self::Params(params) => json::read(params),
        }
    }

    /// An id that stands in the path over REST, and beside the body over WebSocket.
    fn id(self, name: &'static str) -> Result<String, InvalidRequest> {
        let (id, place) = match self {
            Self::Rest { path, .. } => {
                (path.iter().find(|(key, _)| *key == name).map(|(_, id)| (*id).to_owned()), "in the path")
            }
            Self::Params(params) => (json::read::<Ids>(params)?.take(name), "in the request"),
        };
        let id = id.ok_or_else(|| InvalidRequest(format!("{name}: is missing {place}")))?;
        json::check_id(name, &id)?;
        Ok(id)
    }

    fn reservation(self) -> Result<ReservationFields, InvalidRequest> {
        let reservation = self.body()?;
        check::reservation_fields(&reservation).map_err(refused)?;
        Ok(reservation)
    }
}

/// Whether a body of `POST /v1/orders` is a CreateOrder: any of these fields says so, any other body is a SearchOrders.
pub fn is_order_entry(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Marks {
        dojo_order_id: Mark,
        items: Mark,
        details: Mark,
        total_amount: Mark,
        payments: Mark,
    }
    impl Default for Marks {
        fn default() -> Self {
            let [dojo_order_id, items, details, total_amount, payments] = [const { Mark(false) }; 5];
            Self { dojo_order_id, items, details, total_amount, payments }
        }
    }
    struct Mark(bool);
    impl<'de> Deserialize<'de> for Mark {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self(true))
        }
    }
    serde_json::from_slice::<Marks>(body).is_ok_and(|marks| {
        [marks.dojo_order_id, marks.items, marks.details, marks.total_amount, marks.payments].iter().any(|mark| mark.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_search(body: &str, expected: Expect) {
        let outcome = match Request::from_rest(Capability::SearchOrders, &[], body.as_bytes()) {
            Ok(request) => format!("{request:?}"),
            Err(InvalidRequest(text)) => format!("invalid: {text}"),
        };
        expected.assert_eq(&outcome);
    }

    #[test]
    fn an_empty_object_asks_for_the_first_hundred() {
        check_search(
            "{}",
            expect![
                "SearchOrders { filter: OrderFilter { table_id: None, waiter_id: None, party_id: None, reservation_id: None, payable_only: false }, page: PageRequest { limit: 100, at: None } }"
            ],
        );
    }

    #[test]
    fn unknown_fields_are_tolerated_and_a_whole_float_is_an_integer() {
        check_search(
            r#"{"payableOnly":true,"x":[1],"dineIn":{"waiterId":"w1","y":null},"cursor":{"limit":2.0,"after":"c","before":null}}"#,
            expect![[
                r#"SearchOrders { filter: OrderFilter { table_id: None, waiter_id: Some("w1"), party_id: None, reservation_id: None, payable_only: true }, page: PageRequest { limit: 2, at: Some(After("c")) } }"#
            ]],
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        check_search("", expect!["invalid: the body is empty: a JSON object is needed"]);
        check_search("{", expect!["invalid: bad JSON: EOF while parsing an object at line 1 column 1"]);
        check_search("{} {}", expect!["invalid: bad JSON: trailing characters at line 1 column 4"]);
        check_search("[]", expect!["invalid: invalid type: sequence, expected a JSON object at line 1 column 0"]);
        check_search(
            r#"{"payableOnly":"yes"}"#,
            expect![[r#"invalid: payableOnly: invalid type: string "yes", expected a boolean at line 1 column 20"#]],
        );
        check_search(r#"{"cursor":{"limit":0}}"#, expect!["invalid: cursor.limit: must be 1 to 100, not 0"]);
        check_search(r#"{"cursor":{"limit":101}}"#, expect!["invalid: cursor.limit: must be 1 to 100, not 101"]);
        check_search(r#"{"cursor":{"limit":-1}}"#, expect!["invalid: cursor.limit: must be 1 to 100, not -1"]);
        check_search(
            r#"{"cursor":{"limit":1.5}}"#,
            expect![
                "invalid: cursor.limit: invalid type: floating point `1.5`, expected an integer at line 1 column 22"
            ],
        );
        check_search(
            r#"{"cursor":{"limit":99999999999999999999}}"#,
            expect!["invalid: cursor.limit: 100000000000000000000 is out of range at line 1 column 39"],
        );
        check_search(
            r#"{"cursor":{"before":"a","after":"b"}}"#,
            expect!["invalid: cursor: before and after exclude each other: give one of them"],
        );
        check_search(
            "{\"dineIn\":{\"tableId\":\"\u{1}\"}}",
            expect![
                "invalid: dineIn.tableId: control character (\\u0000-\\u001F) found while parsing a string at line 1 column 23"
            ],
        );
    }

    #[test]
    fn an_order_id_is_neither_empty_nor_endless() {
        let get = |id: &str| Request::from_rest(Capability::GetOrderById, &[("orderId", id)], b"");
        assert!(get("T-1/2 ü").is_ok());
        assert!(get("").is_err());
        assert!(get("a\u{0}b").is_err());
        assert!(get(&"a".repeat(json::MAX_ID_BYTES + 1)).is_err());
    }

    #[test]
    fn the_body_tells_an_order_entry_from_a_search() {
        for field in ["dojoOrderId", "items", "details", "totalAmount", "payments"] {
            assert!(is_order_entry(format!(r#"{{"{field}":null}}"#).as_bytes()), "{field}");
        }
        for body in [r#"{}"#, r#"{"payableOnly":true}"#, "[]", "{", ""] {
            assert!(!is_order_entry(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn over_the_socket_a_path_parameter_is_a_field_of_the_params() {
        let read = |capability, params: &str| Request::from_params(capability, params.as_bytes());
        assert_eq!(
            read(Capability::DeleteOrderLock, r#"{"orderId":"1","lockId":"l"}"#).unwrap(),
            Request::DeleteLock { order_id: "1".to_owned(), lock_id: "l".to_owned() }
        );
        // The two updates have `id` (AsyncAPI).
        let update =
            r#"{"id":"p-1","dojoPartyId":"d","tableIds":["t"],"status":"paid","startTime":"2026-11-22T19:04:05Z"}"#;
        let Request::UpdateParty { party_id, .. } = read(Capability::UpdateParty, update).unwrap() else { panic!() };
        assert_eq!(party_id, "p-1");
        assert_eq!(read(Capability::ListAreas, "").unwrap(), Request::ListAreas);
        assert_eq!(
            read(Capability::DeleteOrderLock, r#"{"orderId":"1"}"#).unwrap_err().0,
            "lockId: is missing in the request"
        );
    }

    #[test]
    fn null_is_an_absent_list() {
        let body = r#"{"dojoOrderId":"d","details":{"orderType":"DineIn","dineIn":{}},"items":[],"payments":[],"discounts":null,"totalAmount":{"value":1,"currencyCode":"GBP"}}"#;
        let Request::CreateOrder(order) = Request::from_rest(Capability::CreateOrder, &[], body.as_bytes()).unwrap()
        else {
            panic!("an order entry")
        };
        assert_eq!(order.discounts, []);
        let required = body.replace(r#""items":[]"#, r#""items":null"#);
        let refused = Request::from_rest(Capability::CreateOrder, &[], required.as_bytes()).unwrap_err();
        assert!(refused.0.starts_with("items: invalid type: null"), "{refused}");
    }

    #[test]
    fn an_event_needs_every_field_and_a_usable_intent_id() {
        let event = |intent: &str| {
            let body = format!(
                r#"{{"id":"evt_1","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05Z","data":{{"paymentIntentId":"{intent}","paymentStatus":"Captured","captureMode":"Auto"}}}}"#
            );
            Request::from_rest(Capability::PaymentIntentCreated, &[], body.as_bytes())
        };
        assert_eq!(event("pi_1").unwrap().capability(), Capability::PaymentIntentStatusUpdated);
        assert_eq!(event("").unwrap_err().0, "data.paymentIntentId: must not be empty at line 1 column 137");
        let missing = Request::from_rest(Capability::PaymentIntentCreated, &[], br#"{"id":"evt_1"}"#);
        assert_eq!(missing.unwrap_err().0, "missing field `accountId` at line 1 column 14");
    }
}
