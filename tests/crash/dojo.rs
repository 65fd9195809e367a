//! Dojo, who holds the truth about the money: what was charged, and what went back. It outlives every host.

use patio_tests::dojo::{DojoServer, Fault, Intent};
use serde_json::Value;

/// A Dojo that runs.
pub(crate) struct Dojo(DojoServer);

// === impl Dojo ===

impl Dojo {
    pub(crate) fn start() -> Self {
        Self(DojoServer::start())
    }

    /// A venue's access to it, as lines below the venue's section.
    pub(crate) fn toml(&self) -> String {
        self.0.toml()
    }

    /// Whether its API answers.
    pub(crate) fn be_there(&self, is_there: bool) {
        if is_there { self.0.heal() } else { self.0.fail(Fault::Down) }
    }

    /// A new intent, for an order.
    pub(crate) fn create(&self, id: &str, order: &str, amount: i64, tips: i64) {
        self.0.put(Intent::new(id, "Created", amount).order(order).tips(tips));
    }

    pub(crate) fn set_status(&self, id: &str, status: &str) {
        self.0.set_status(id, status);
    }

    /// Gives a part back. False where there is not that much.
    pub(crate) fn refund(&self, id: &str, amount: i64) -> bool {
        let mut is_made = false;
        self.0.change(id, |intent| {
            is_made = held(intent) > amount;
            if is_made {
                intent["refundedAmount"] = (refunded(intent) + amount).into();
            }
        });
        is_made
    }

    /// Gives everything back. False where there is nothing to give.
    pub(crate) fn give_back(&self, id: &str, status: &str) -> bool {
        let mut is_made = false;
        self.0.change(id, |intent| {
            is_made = held(intent) > 0;
            if is_made {
                intent["status"] = status.into();
                intent["refundedAmount"] = intent["totalAmount"]["value"].clone();
            }
        });
        is_made
    }

    /// What it holds of the bill, without tips: refunds in part are made of payments without tips only.
    pub(crate) fn held(&self, id: &str) -> i64 {
        self.0.intent(id).map_or(0, |intent| held(&intent))
    }
}

fn held(intent: &Value) -> i64 {
    if intent["status"] == "Captured" { intent["amount"]["value"].as_i64().unwrap() - refunded(intent) } else { 0 }
}

fn refunded(intent: &Value) -> i64 {
    intent["refundedAmount"].as_i64().unwrap_or(0)
}
