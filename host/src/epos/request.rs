//! Requests: one variant per capability that is served, and how JSON becomes one.

use super::json::{self, InvalidRequest};
use super::{Capability, Event, PageRequest, Position, page};
use serde::Deserialize;

/// What a card machine asks, whatever the transport.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// SearchOrders.
    SearchOrders {
        /// Every given field must match.
        filter: OrderFilter,
        /// Which page.
        page: PageRequest,
    },
    /// GetOrderById.
    GetOrder {
        /// The point of sale's id of the order.
        order_id: String,
    },
    /// HandleEvent, of either kind.
    HandleEvent(Event),
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

// === impl Request ===

impl Request {
    /// The capability that is asked for.
    pub const fn capability(&self) -> Capability {
        match self {
            Self::SearchOrders { .. } => Capability::SearchOrders,
            Self::GetOrder { .. } => Capability::GetOrderById,
            Self::HandleEvent(event) => event.event.capability(),
        }
    }

    /// Whether a capability can be decoded, that is, is served by this version.
    pub const fn serves(capability: Capability) -> bool {
        matches!(
            capability,
            Capability::SearchOrders
                | Capability::GetOrderById
                | Capability::PaymentIntentCreated
                | Capability::PaymentIntentStatusUpdated
        )
    }

    /// Reads a REST request. None for a capability that is not served.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_rest(
        capability: Capability,
        path: PathParameters<'_>,
        body: &[u8],
    ) -> Option<Result<Self, InvalidRequest>> {
        match capability {
            Capability::GetOrderById => Some(from_path(path, "orderId").map(|order_id| Self::GetOrder { order_id })),
            _ => Self::from_body(capability, body),
        }
    }

    /// Reads the `params` of a WebSocket request: path parameters are fields beside those of the body. None for a
    /// capability that is not served.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_params(capability: Capability, params: &[u8]) -> Option<Result<Self, InvalidRequest>> {
        match capability {
            Capability::GetOrderById => {
                Some(json::read(params).map(|GetOrderParams { order_id }| Self::GetOrder { order_id }))
            }
            _ => Self::from_body(capability, params),
        }
    }

    fn from_body(capability: Capability, body: &[u8]) -> Option<Result<Self, InvalidRequest>> {
        match capability {
            Capability::SearchOrders => Some(json::read(body).and_then(SearchOrdersBody::into_request)),
            Capability::PaymentIntentCreated | Capability::PaymentIntentStatusUpdated => {
                Some(json::read(body).map(Self::HandleEvent))
            }
            _ => None,
        }
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

fn from_path(path: PathParameters<'_>, name: &str) -> Result<String, InvalidRequest> {
    let (_, id) = path
        .iter()
        .find(|(key, _)| *key == name)
        .ok_or_else(|| InvalidRequest(format!("{name}: is missing in the path")))?;
    json::check_id(name, id)?;
    Ok((*id).to_owned())
}

// === The bodies ===

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetOrderParams {
    #[serde(deserialize_with = "json::id")]
    order_id: String,
}

/// `SearchOrdersRequest`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default, expecting = "a JSON object")]
struct SearchOrdersBody {
    dine_in: Option<SearchDineIn>,
    payable_only: Option<bool>,
    cursor: Option<Cursor>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
struct SearchDineIn {
    table_id: Option<String>,
    waiter_id: Option<String>,
    party_id: Option<String>,
    reservation_id: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, expecting = "an object")]
struct Cursor {
    limit: Option<Limit>,
    #[serde(deserialize_with = "json::text_or_none")]
    before: Option<String>,
    #[serde(deserialize_with = "json::text_or_none")]
    after: Option<String>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Limit(#[serde(deserialize_with = "super::integer::deserialize")] i64);

impl SearchOrdersBody {
    fn into_request(self) -> Result<Request, InvalidRequest> {
        let dine_in = self.dine_in.unwrap_or_default();
        Ok(Request::SearchOrders {
            filter: OrderFilter {
                table_id: dine_in.table_id,
                waiter_id: dine_in.waiter_id,
                party_id: dine_in.party_id,
                reservation_id: dine_in.reservation_id,
                payable_only: self.payable_only.unwrap_or(false),
            },
            page: self.cursor.unwrap_or_default().into_page()?,
        })
    }
}

impl Cursor {
    fn into_page(self) -> Result<PageRequest, InvalidRequest> {
        let limit = match self.limit {
            None => page::MAX_LIMIT,
            Some(Limit(limit)) => {
                u32::try_from(limit).ok().filter(|limit| (1..=page::MAX_LIMIT).contains(limit)).ok_or_else(|| {
                    InvalidRequest(format!("cursor.limit: must be 1 to {}, not {limit}", page::MAX_LIMIT))
                })?
            }
        };
        let at = match (self.before, self.after) {
            (Some(_), Some(_)) => {
                return Err(InvalidRequest("cursor: before and after exclude each other: give one of them".to_owned()));
            }
            (Some(before), None) => Some(Position::Before(before)),
            (None, Some(after)) => Some(Position::After(after)),
            (None, None) => None,
        };
        Ok(PageRequest { limit, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_search(body: &str, expected: Expect) {
        let outcome = match Request::from_rest(Capability::SearchOrders, &[], body.as_bytes()).unwrap() {
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
        check_search(
            "[]",
            expect!["invalid: bad JSON: invalid type: sequence, expected a JSON object at line 1 column 0"],
        );
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
        let get = |id: &str| Request::from_rest(Capability::GetOrderById, &[("orderId", id)], b"").unwrap();
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
    fn an_event_needs_every_field_and_a_usable_intent_id() {
        let event = |intent: &str| {
            let body = format!(
                r#"{{"id":"evt_1","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05Z","data":{{"paymentIntentId":"{intent}","paymentStatus":"Captured","captureMode":"Auto"}}}}"#
            );
            Request::from_rest(Capability::PaymentIntentCreated, &[], body.as_bytes()).unwrap()
        };
        assert_eq!(event("pi_1").unwrap().capability(), Capability::PaymentIntentStatusUpdated);
        assert_eq!(event("").unwrap_err().0, "data.paymentIntentId: must not be empty at line 1 column 137");
        let missing = Request::from_rest(Capability::PaymentIntentCreated, &[], br#"{"id":"evt_1"}"#).unwrap();
        assert_eq!(missing.unwrap_err().0, "bad JSON: missing field `accountId` at line 1 column 14");
    }
}
