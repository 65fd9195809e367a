//! Areas and tables, with the JSON names of the specification.

use super::integer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `Area`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Area`")]
pub struct Area {
    #[schemars(length(min = 1))]
    pub id: String,
    #[schemars(length(min = 1))]
    pub name: String,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub waiter_ids: Vec<String>,
}

/// `Table`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are those of the specification's `Table`")]
pub struct Table {
    #[schemars(length(min = 1))]
    pub id: String,
    #[schemars(length(min = 1))]
    pub name: String,
    /// An `int32` in the specification.
    #[serde(default, deserialize_with = "integer::optional::deserialize", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<i32>", range(min = 0), description = "")]
    pub max_covers: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area_id: Option<String>,
    #[serde(default, deserialize_with = "super::json::list_or_none", skip_serializing_if = "Vec::is_empty")]
    pub waiter_ids: Vec<String>,
}

/// The filter of a search for tables. Given fields combine with AND.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
#[expect(missing_docs, reason = "the fields are those of `SearchTablesRequest`")]
pub struct TableFilter {
    pub area_id: Option<String>,
    pub waiter_id: Option<String>,
}
