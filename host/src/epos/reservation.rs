//! Reservations, with the JSON names of the specification.

use super::{Timestamp, integer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `Reservation`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Reservation`")]
pub struct Reservation {
    #[schemars(length(min = 1))]
    pub id: String,
    pub name: String,
    #[serde(deserialize_with = "integer::deserialize")]
    pub covers: u32,
    pub start_time: Timestamp,
    pub end_time: Timestamp,
    pub table_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_requests: Option<String>,
}

/// `CreateReservationRequest`, and `UpdateReservationRequest`, where every field replaces the one before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(description = "A reservation to be created, or what one becomes: every field replaces the one before.")]
#[expect(missing_docs, reason = "the fields are those of the specification's `CreateReservationRequest`")]
pub struct ReservationFields {
    /// Dojo's id of the reservation: created again with the same id, it is the same reservation.
    #[serde(deserialize_with = "super::json::id")]
    #[schemars(length(min = 1, max = super::json::MAX_ID_BYTES))]
    pub dojo_reservation_id: String,
    pub name: String,
    #[serde(deserialize_with = "integer::deserialize")]
    pub covers: u32,
    pub start_time: Timestamp,
    pub end_time: Timestamp,
    pub table_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_requests: Option<String>,
}

/// The filter of a search for reservations. Given fields combine with AND.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[expect(missing_docs, reason = "the field is that of `SearchReservationsRequest`")]
pub struct ReservationFilter {
    pub table_id: Option<String>,
    /// `fromTime`.
    pub from: Option<Timestamp>,
    /// `toTime`.
    pub to: Option<Timestamp>,
}
