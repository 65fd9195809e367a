//! Who is told that a payment needs a person: the log, at error; the operator's notices; and the alert webhook.

use crate::alerts::{Alert, AlertKind, Alerts};
use crate::epos::Timestamp;
use crate::ledger::IntentKey;
use crate::notice::{Level, Notice, Notices};
use crate::payments::Alarm;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Rings wherever an operator may hear it.
pub(super) struct Bell {
    pub(super) notices: Arc<Notices>,
    pub(super) alerts: Alerts,
}

// === impl Bell ===

impl Alarm for Bell {
    fn attention(&self, key: &IntentKey, order_id: Option<&str>, reason: &str) {
        let order = order_id.map_or_else(String::new, |order_id| format!(" for order {order_id:?}"));
        let text = format!(
            "payment {}{order} needs a person: {reason}: type `patio payments show {}`",
            key.intent, key.intent
        );
        self.notices.tell(Notice::new(Level::Error, text).venue(&key.venue));
        self.alerts.raise(&Alert {
            id: id(key, reason),
            kind: AlertKind::PaymentAttention,
            venue: key.venue.clone(),
            payment_intent_id: key.intent.as_ref().to_owned(),
            order_id: order_id.map(ToOwned::to_owned),
            reason: reason.to_owned(),
            at: Timestamp::now(),
        });
    }
}

/// The same payment for the same reason is the same alert, in every process.
fn id(key: &IntentKey, reason: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [key.venue.as_str(), &key.intent, reason] {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
