//! Who asks, as far as the card machine told.

use serde::{Deserialize, Serialize};

/// The four optional headers of a request, under their WebSocket names.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Requester {
    /// The waiter at the card machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiter_id: Option<String>,
    /// The Dojo product that asks.
    #[serde(rename = "dojoRequestingProduct", skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    /// The kind of device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_type: Option<String>,
}
