//! What is told: the JSON of the webhook's body.

use super::limits::MAX_REASON_CHARACTERS;
use crate::epos::Timestamp;
use crate::mask;
use crate::venue::VenueId;
use serde::{Serialize, Serializer};

/// Something that a person must look at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// Stable: what is told again, after a restart too, has the same one. The receiver drops what it has.
    pub id: String,
    /// What kind.
    pub kind: AlertKind,
    /// Which venue.
    pub venue: VenueId,
    /// Dojo's id of the payment.
    pub payment_intent_id: String,
    /// The point of sale's order, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// Why, in a sentence.
    #[serde(serialize_with = "bounded")]
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

/// What kind of alert.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
pub enum AlertKind {
    /// A payment needs a person.
    #[serde(rename = "payment.attention")]
    PaymentAttention,
}

/// It may repeat what the point of sale says: numbers that look like cards are masked.
fn bounded<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let text = mask::cards(text);
    match text.char_indices().nth(MAX_REASON_CHARACTERS) {
        Some((end, _)) => serializer.collect_str(&format_args!("{}…", text.get(..end).unwrap_or_default())),
        None => serializer.serialize_str(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    // Somebody else's program reads it: a change breaks it.
    #[test]
    fn an_alert_is_one_line_of_json() {
        let alert = Alert {
            id: "crown/pi_1/7".to_owned(),
            kind: AlertKind::PaymentAttention,
            venue: "crown".parse().unwrap(),
            payment_intent_id: "pi_1".to_owned(),
            order_id: Some("o1".to_owned()),
            reason: "r".repeat(2000),
            at: "2026-11-22T19:04:05Z".parse().unwrap(),
        };
        let text = serde_json::to_string(&alert).unwrap().replace(&"r".repeat(1000), "r");
        expect![[r#"{"id":"crown/pi_1/7","kind":"payment.attention","venue":"crown","paymentIntentId":"pi_1","orderId":"o1","reason":"r…","at":"2026-11-22T19:04:05.000Z"}"#]]
            .assert_eq(&text);
        let text = serde_json::to_string(&Alert { order_id: None, ..alert }).unwrap();
        assert!(!text.contains("orderId"), "{text}");
    }
}
