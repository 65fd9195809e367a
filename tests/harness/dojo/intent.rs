//! A payment intent to be, as JSON of the official file.

use patio_host::epos::Timestamp;
use serde_json::{Value, json};

/// A payment intent in GBP, created now.
#[derive(Clone, Debug)]
pub struct Intent(Value);

// === impl Intent ===

impl Intent {
    /// With any status.
    pub fn new(id: &str, status: &str, amount: i64) -> Self {
        let now = Timestamp::now().to_string();
        Self(json!({
            "id": id,
            "captureMode": "Auto",
            "cardHolderNotPresent": false,
            "clientSessionSecret": "c2VjcmV0IG9mIHRoZSBzZXNzaW9u",
            "clientSessionSecretExpirationDate": now,
            "status": status,
            "paymentMethods": ["Card"],
            "amount": pounds(amount),
            "refundedAmount": 0,
            "createdAt": now,
            "updatedAt": now,
            "itemLines": [],
            "taxLines": [],
            "metadata": {},
            "terminalSessionHistory": [],
            "captures": [],
        }))
    }

    pub fn captured(id: &str, amount: i64) -> Self {
        Self::new(id, "Captured", amount)
    }

    pub fn authorized(id: &str, amount: i64) -> Self {
        Self::new(id, "Authorized", amount)
    }

    /// `orderDetails.externalId`.
    pub fn order(self, external_id: &str) -> Self {
        self.with("orderDetails", json!({"externalId": external_id}))
    }

    pub fn reference(self, reference: &str) -> Self {
        self.with("reference", reference.into())
    }

    pub fn tips(self, amount: i64) -> Self {
        self.with("tipsAmount", pounds(amount))
    }

    pub fn service_charge(self, amount: i64) -> Self {
        self.with("serviceChargeAmount", pounds(amount))
    }

    pub fn cashback(self, amount: i64) -> Self {
        self.with("cashbackAmount", pounds(amount))
    }

    /// In all, so far.
    pub fn refunded(self, amount: i64) -> Self {
        self.with("refundedAmount", amount.into())
    }

    /// Captured by hand, in these amounts and tips.
    pub fn captures(self, captures: &[(i64, i64)]) -> Self {
        let captures: Vec<_> = (1..)
            .zip(captures)
            .map(|(number, (amount, tips))| {
                json!({"id": format!("cp_{number}"), "amount": amount, "tipsAmount": tips, "status": "Successful"})
            })
            .collect();
        self.with("captureMode", "Manual".into()).with("captures", captures.into())
    }

    pub fn metadata(mut self, key: &str, value: &str) -> Self {
        self.0["metadata"][key] = value.into();
        self
    }

    /// `createdAt` and `updatedAt`.
    pub fn at(self, instant: &str) -> Self {
        self.with("createdAt", instant.into()).with("updatedAt", instant.into())
    }

    pub fn updated_at(self, instant: &str) -> Self {
        self.with("updatedAt", instant.into())
    }

    /// Any field.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0[name] = value;
        self
    }

    /// The JSON, with a `totalAmount` of all parts where it has none.
    pub fn into_json(self) -> Value {
        let Self(mut json) = self;
        if json.get("totalAmount").is_none() {
            let value = |name: &str| json.get(name).and_then(|money| money["value"].as_i64()).unwrap_or_default();
            let parts = ["amount", "tipsAmount", "serviceChargeAmount", "cashbackAmount"];
            json["totalAmount"] = json!({"value": parts.into_iter().map(value).sum::<i64>(), "currencyCode": json["amount"]["currencyCode"]});
        }
        json
    }
}

fn pounds(value: i64) -> Value {
    json!({"value": value, "currencyCode": "GBP"})
}
