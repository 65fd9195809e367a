//! Parties: guests at their tables, with the JSON names of the specification.

use super::{Money, Timestamp, integer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `Party`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Party`")]
pub struct Party {
    #[schemars(length(min = 1))]
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "integer::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub covers: Option<u32>,
    /// At least one.
    #[schemars(length(min = 1))]
    pub table_ids: Vec<String>,
    /// Free text, not empty.
    #[schemars(length(min = 1))]
    pub status: String,
    pub start_time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_end_time: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_requests: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Deposit>,
}

/// `PartyDeposit`: what was captured before the guests came.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "PartyDeposit")]
#[expect(missing_docs, reason = "the fields are those of the specification's `PartyDeposit`")]
pub struct Deposit {
    pub total_amount: Money,
    #[schemars(inner(length(min = 1, max = super::json::MAX_ID_BYTES)))]
    pub payment_intent_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `CreatePartyRequest`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CreatePartyRequest")]
#[expect(missing_docs, reason = "the fields are those of the specification's `CreatePartyRequest`")]
pub struct NewParty {
    /// Dojo's id of the party: the same id again is the same party.
    #[serde(deserialize_with = "super::json::id")]
    #[schemars(length(min = 1, max = super::json::MAX_ID_BYTES))]
    pub dojo_party_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dojo_reservation_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "integer::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub covers: Option<u32>,
    /// At least one.
    #[schemars(length(min = 1))]
    pub table_ids: Vec<String>,
    #[serde(default, deserialize_with = "super::json::text_or_none", skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    pub start_time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_end_time: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_requests: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Deposit>,
}

/// `UpdatePartyRequest`: every field replaces the one before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "UpdatePartyRequest")]
#[expect(missing_docs, reason = "the fields are those of the specification's `UpdatePartyRequest`")]
pub struct PartyUpdate {
    #[serde(deserialize_with = "super::json::id")]
    #[schemars(length(min = 1, max = super::json::MAX_ID_BYTES))]
    pub dojo_party_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "integer::optional::deserialize", skip_serializing_if = "Option::is_none")]
    pub covers: Option<u32>,
    /// At least one.
    #[schemars(length(min = 1))]
    pub table_ids: Vec<String>,
    /// Free text, not empty.
    #[schemars(length(min = 1))]
    pub status: String,
    pub start_time: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_end_time: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_requests: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deposit: Option<Deposit>,
}

/// The filter of a search for parties. Given fields combine with AND.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[expect(missing_docs, reason = "the field is that of `SearchPartiesRequest`")]
pub struct PartyFilter {
    pub table_id: Option<String>,
    /// False: only parties without an end time; true: only those with one.
    pub completed_only: bool,
}
