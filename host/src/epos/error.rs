//! `EPOSError`: the one shape of every failure, over both transports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The four kinds of failure that the EPOS Data API knows (`EPOSErrorType`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "EPOSErrorType", description = "The four kinds of failure.")]
pub enum ErrorType {
    /// No such order, table, lock, party, reservation or capability.
    NotFound,
    /// The request can never succeed as it stands.
    InvalidRequest,
    /// The state forbids it now.
    Conflict,
    /// Anything else, also overload and a POS that cannot be reached.
    UnexpectedError,
}

/// `EPOSError` as it goes out. Its text never carries a secret, a path or a stack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "EPOSError", description = "What every failure answers, whatever its status.")]
pub struct EposError {
    /// What kind of failure.
    pub error_type: ErrorType,
    /// What is wrong, for the person who reads the card machine's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debug_message: Option<String>,
    /// The id under which the host's own log has the whole story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}
