//! What a payment intent says, as far as it concerns a point of sale.

mod amounts;
mod kept;

use crate::epos::{CaptureMode, InvalidRequest, Money, PaymentStatus, Timestamp, integer, json};
use amounts::Amounts;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A payment intent at Dojo. It is kept in the ledger: a change of its JSON is a migration.
///
/// All amounts have one currency and none is negative.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DojoIntent {
    /// Dojo's id.
    pub id: String,
    /// Where it stands.
    pub status: PaymentStatus,
    /// How it is captured; `Auto` where Dojo does not say.
    pub capture_mode: CaptureMode,
    /// `orderDetails.externalId`: the point of sale's order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// `reference`: the order in older accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// `amount`: what is asked for, without tips, service charge and cashback.
    pub amount: Money,
    /// As `record-payment` has it: without tips and cashback, with service charge. With manual capture, the sum of the
    /// captures so far.
    pub paid_amount: Money,
    /// `tipsAmount`; with manual capture, that of the captures where they have any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tips_amount: Option<Money>,
    /// `serviceChargeAmount`: inside `paid_amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_charge_amount: Option<Money>,
    /// `cashbackAmount`: in neither of the above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cashback_amount: Option<Money>,
    /// Everything that was charged, or that would be, before it is: what a full refund gives back. The larger one of
    /// `totalAmount` and the sum of its parts, for the file does not say what is in the total: a refund that asks for
    /// too much is refused and a person sees it, one that asks for too little leaves a guest short and nobody does.
    pub total_amount: Money,
    /// `refundedAmount`, of the total; none where nothing was refunded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded_amount: Option<Money>,
    /// `metadata`, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<(String, String)>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// `PaymentIntent` of the file, where no field is required and most may be null.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wire {
    id: Option<String>,
    status: Option<PaymentStatus>,
    capture_mode: Option<CaptureMode>,
    order_details: Option<OrderDetails>,
    reference: Option<String>,
    amount: Option<Money>,
    tips_amount: Option<Money>,
    service_charge_amount: Option<Money>,
    cashback_amount: Option<Money>,
    total_amount: Option<Money>,
    #[serde(deserialize_with = "integer::optional::deserialize")]
    refunded_amount: Option<i64>,
    captures: Option<Vec<Capture>>,
    metadata: Option<BTreeMap<String, Value>>,
    #[serde(deserialize_with = "utc")]
    created_at: Option<Timestamp>,
    #[serde(deserialize_with = "utc")]
    updated_at: Option<Timestamp>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct OrderDetails {
    external_id: Option<String>,
}

/// `CaptureDetails`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Capture {
    #[serde(deserialize_with = "integer::optional::deserialize")]
    amount: Option<i64>,
    #[serde(deserialize_with = "integer::optional::deserialize")]
    tips_amount: Option<i64>,
    /// `Created`, `Successful`, `Declined` or `Failed`; only a successful one moved money.
    status: Option<String>,
}

// === impl DojoIntent ===

impl DojoIntent {
    /// Reads an answer; the second part is its text as it is kept.
    pub(super) fn read(body: &[u8]) -> Result<(Self, String), String> {
        let value = serde_json::from_slice(body).map_err(|error| format!("bad JSON: {error}"))?;
        Self::of(value)
    }

    /// Reads an intent out of an answer.
    pub(super) fn of(mut value: Value) -> Result<(Self, String), String> {
        kept::prune(&mut value);
        let text = value.to_string();
        let wire: Wire = json::read(text.as_bytes()).map_err(|InvalidRequest(text)| text)?;
        Self::from_wire(wire).map(|intent| (intent, text))
    }

    fn from_wire(wire: Wire) -> Result<Self, String> {
        let status = wire.status.ok_or("it has no status")?;
        let capture_mode = wire.capture_mode.unwrap_or(CaptureMode::Auto);
        let amounts = Amounts::of(&wire, status, capture_mode)?;
        let created_at = wire.created_at.or(wire.updated_at).ok_or("it has neither createdAt nor updatedAt")?;
        let id = text(wire.id).ok_or("it has no id")?;
        json::check_id("id", &id).map_err(|InvalidRequest(text)| text)?;
        Ok(Self {
            id,
            status,
            capture_mode,
            order_id: wire.order_details.and_then(|details| text(details.external_id)),
            reference: text(wire.reference),
            amount: amounts.amount,
            paid_amount: amounts.paid,
            tips_amount: amounts.tips,
            service_charge_amount: wire.service_charge_amount,
            cashback_amount: wire.cashback_amount,
            total_amount: amounts.total,
            refunded_amount: amounts.refunded,
            metadata: wire.metadata.into_iter().flatten().filter_map(pair).collect(),
            created_at,
            updated_at: wire.updated_at.unwrap_or(created_at),
        })
    }
}

fn text(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// The file says that values are texts; what is none says what it says.
fn pair((key, value): (String, Value)) -> Option<(String, String)> {
    match value {
        Value::Null => None,
        Value::String(text) => Some((key, text)),
        other => Some((key, other.to_string())),
    }
}

/// An instant "in ISO 8601 UTC format", as the file says: where it names no zone, it is UTC. To the millisecond, as it is
/// kept: what was read is equal to what is read back.
fn utc<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let instant = text.parse::<Timestamp>().or_else(|_| format!("{text}Z").parse());
    let instant = instant.map_err(|error| serde::de::Error::custom(format_args!("{text:?} is {error}")))?;
    Ok(Timestamp::from_millisecond(instant.as_millisecond()))
}

#[cfg(test)]
mod tests;
