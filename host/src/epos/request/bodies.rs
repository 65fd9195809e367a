//! The bodies that are not entities, as JSON has them.

use crate::epos::json::{self, InvalidRequest};
use crate::epos::{
    OrderFilter, PageRequest, PartyFilter, Position, ReservationFilter, TableFilter, Timestamp, integer, page,
};
use schemars::JsonSchema;
use serde::Deserialize;

/// The path parameters among the `params` of a WebSocket request.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default, expecting = "a JSON object")]
pub(super) struct Ids {
    order_id: Option<String>,
    lock_id: Option<String>,
    party_id: Option<String>,
    reservation_id: Option<String>,
    /// What UpdateParty and UpdateReservation call it (AsyncAPI).
    id: Option<String>,
}

// === impl Ids ===

impl Ids {
    pub(super) fn take(self, name: &str) -> Option<String> {
        match name {
            "orderId" => self.order_id,
            "lockId" => self.lock_id,
            "partyId" => self.party_id.or(self.id),
            "reservationId" => self.reservation_id.or(self.id),
            _ => None,
        }
    }
}

/// `CreateOrderLockRequest`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreateOrderLockRequest")]
pub(in crate::epos) struct LockBody {
    #[serde(deserialize_with = "json::id")]
    #[schemars(length(min = 1, max = json::MAX_ID_BYTES))]
    pub(super) lock_id: String,
    pub(super) expiry: Timestamp,
}

/// `ExtendOrderLockRequest`.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "ExtendOrderLockRequest")]
pub(in crate::epos) struct LockExtensionBody {
    pub(super) expiry: Timestamp,
}

/// `SearchOrdersRequest`.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "camelCase", default, expecting = "a JSON object")]
#[schemars(rename = "SearchOrdersRequest")]
pub(in crate::epos) struct SearchOrders {
    dine_in: Option<SearchDineIn>,
    payable_only: Option<bool>,
    cursor: Option<Cursor>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "camelCase", default, expecting = "an object")]
#[schemars(rename = "SearchDineInDetails")]
struct SearchDineIn {
    table_id: Option<String>,
    waiter_id: Option<String>,
    party_id: Option<String>,
    reservation_id: Option<String>,
}

/// `SearchTablesRequest`.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "camelCase", default, expecting = "a JSON object")]
#[schemars(rename = "SearchTablesRequest")]
pub(in crate::epos) struct SearchTables {
    area_id: Option<String>,
    waiter_id: Option<String>,
    cursor: Option<Cursor>,
}

/// `SearchPartiesRequest`.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "camelCase", default, expecting = "a JSON object")]
#[schemars(rename = "SearchPartiesRequest")]
pub(in crate::epos) struct SearchParties {
    table_id: Option<String>,
    completed_only: Option<bool>,
    cursor: Option<Cursor>,
}

/// `SearchReservationsRequest`.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(rename_all = "camelCase", default, expecting = "a JSON object")]
#[schemars(rename = "SearchReservationsRequest")]
pub(in crate::epos) struct SearchReservations {
    table_id: Option<String>,
    from_time: Option<Timestamp>,
    to_time: Option<Timestamp>,
    cursor: Option<Cursor>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(default, expecting = "an object")]
#[schemars(description = "Which page: `before` and `after` exclude each other.")]
#[schemars(extend("not" = {"required": ["before", "after"]}))]
struct Cursor {
    #[serde(deserialize_with = "integer::optional::deserialize")]
    #[schemars(range(min = 1, max = page::MAX_LIMIT), extend("default" = page::MAX_LIMIT))]
    limit: Option<i64>,
    #[serde(deserialize_with = "json::text_or_none")]
    before: Option<String>,
    #[serde(deserialize_with = "json::text_or_none")]
    after: Option<String>,
}

// === impl the searches ===

impl SearchOrders {
    pub(super) fn parts(self) -> Result<(OrderFilter, PageRequest), InvalidRequest> {
        let dine_in = self.dine_in.unwrap_or_default();
        let filter = OrderFilter {
            table_id: dine_in.table_id,
            waiter_id: dine_in.waiter_id,
            party_id: dine_in.party_id,
            reservation_id: dine_in.reservation_id,
            payable_only: self.payable_only.unwrap_or(false),
        };
        Ok((filter, page_of(self.cursor)?))
    }
}

impl SearchTables {
    pub(super) fn parts(self) -> Result<(TableFilter, PageRequest), InvalidRequest> {
        Ok((TableFilter { area_id: self.area_id, waiter_id: self.waiter_id }, page_of(self.cursor)?))
    }
}

impl SearchParties {
    pub(super) fn parts(self) -> Result<(PartyFilter, PageRequest), InvalidRequest> {
        let completed_only = self.completed_only.unwrap_or(false);
        Ok((PartyFilter { table_id: self.table_id, completed_only }, page_of(self.cursor)?))
    }
}

impl SearchReservations {
    pub(super) fn parts(self) -> Result<(ReservationFilter, PageRequest), InvalidRequest> {
        let filter = ReservationFilter { table_id: self.table_id, from: self.from_time, to: self.to_time };
        Ok((filter, page_of(self.cursor)?))
    }
}

fn page_of(cursor: Option<Cursor>) -> Result<PageRequest, InvalidRequest> {
    let cursor = cursor.unwrap_or_default();
    let limit = match cursor.limit {
        None => page::MAX_LIMIT,
        Some(limit) => u32::try_from(limit)
            .ok()
            .filter(|limit| (1..=page::MAX_LIMIT).contains(limit))
            .ok_or_else(|| InvalidRequest(format!("cursor.limit: must be 1 to {}, not {limit}", page::MAX_LIMIT)))?,
    };
    let at = match (cursor.before, cursor.after) {
        (Some(_), Some(_)) => {
            return Err(InvalidRequest("cursor: before and after exclude each other: give one of them".to_owned()));
        }
        (Some(before), None) => Some(Position::Before(before)),
        (None, Some(after)) => Some(Position::After(after)),
        (None, None) => None,
    };
    Ok(PageRequest { limit, at })
}
