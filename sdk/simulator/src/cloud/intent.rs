//! A payment intent as Dojo's API writes it.

use crate::clock;
use serde_json::{Map, Value, json};

/// A payment that a card machine begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewIntent {
    /// Its id: `pi_…`.
    pub id: String,
    /// The point of sale's id of the order.
    pub order_id: String,
    /// Without the tip, in minor units.
    pub amount: i64,
    /// In minor units.
    pub tip: i64,
    /// ISO 4217.
    pub currency: String,
    /// Who serves.
    pub waiter_id: Option<String>,
}

// === impl NewIntent ===

impl NewIntent {
    pub(super) fn to_json(&self) -> Value {
        let now = clock::now();
        let money = |value: i64| json!({"value": value, "currencyCode": self.currency});
        let metadata = self.waiter_id.as_ref().map_or_else(|| json!({}), |waiter_id| json!({"waiterId": waiter_id}));
        json!({
            "id": self.id,
            "captureMode": "Auto",
            "cardHolderNotPresent": false,
            "clientSessionSecret": "secret-of-the-session",
            "clientSessionSecretExpirationDate": clock::in_seconds(3600),
            "status": "Created",
            "paymentMethods": ["Card"],
            "amount": money(self.amount),
            "tipsAmount": money(self.tip),
            "totalAmount": money(self.amount.saturating_add(self.tip)),
            "refundedAmount": 0,
            "createdAt": now,
            "updatedAt": now,
            // Accounts differ in which of the two they have: a host may read either.
            "reference": self.order_id,
            "orderDetails": {"externalId": self.order_id},
            "itemLines": [],
            "taxLines": [],
            "metadata": metadata,
            "terminalSessionHistory": [],
            "captures": [],
        })
    }
}

/// Gives a part of an intent back: the last one makes it `Refunded`.
pub(super) fn give_back(intent: &mut Map<String, Value>, amount: i64) {
    let refunded = refunded(intent).saturating_add(amount);
    intent.insert("refundedAmount".to_owned(), refunded.into());
    if refunded >= charged(intent) {
        intent.insert("status".to_owned(), "Refunded".into());
    }
}

/// What was given back so far.
pub(super) fn refunded(intent: &Map<String, Value>) -> i64 {
    intent.get("refundedAmount").and_then(Value::as_i64).unwrap_or_default()
}

/// What was charged, tip included.
pub(super) fn charged(intent: &Map<String, Value>) -> i64 {
    intent.get("totalAmount").and_then(|money| money["value"].as_i64()).unwrap_or_default()
}

/// It changes now.
pub(super) fn touch(intent: &mut Map<String, Value>) {
    intent.insert("updatedAt".to_owned(), clock::now().into());
}
