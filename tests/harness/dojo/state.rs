//! What Dojo knows, and what a test may ask of it.

use super::Fault;
use crate::peer::Received;
use patio_host::epos::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything the server has.
#[derive(Default)]
pub(super) struct State {
    pub(super) intents: BTreeMap<String, Value>,
    /// By intent and key.
    pub(super) keys: HashMap<(String, String), MadeRefund>,
    pub(super) refunds: Vec<MadeRefund>,
    pub(super) reversals: Vec<String>,
    pub(super) search_by: SearchBy,
    /// Registered integrations, by `rest` and `ws`.
    pub(super) integrations: BTreeMap<String, Value>,
    pub(super) names: Names,
    pub(super) pos_events: Vec<Value>,
    /// The ids of changes that Dojo will not hear of.
    pub(super) refused: BTreeSet<String>,
    pub(super) faults: Vec<Planned>,
    pub(super) exchanges: Vec<Exchange>,
}

/// A refund that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MadeRefund {
    pub refund_id: String,
    pub intent: String,
    pub key: String,
    pub amount: i64,
    pub reason: String,
}

/// What the dates of a search are about.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum SearchBy {
    #[default]
    CreatedAt,
    UpdatedAt,
}

/// What is done with names of capabilities that Dojo does not know.
#[derive(Clone, Default, Debug)]
pub(super) struct Names {
    pub(super) unknown: BTreeSet<String>,
    /// Whether one refuses the whole list; otherwise it is left out.
    pub(super) strict: bool,
}

/// A fault that awaits its requests.
pub(super) struct Planned {
    pub(super) fault: Fault,
    /// Of method and path: `PUT /epos/integrations/rest`.
    pub(super) part: String,
    pub(super) times: usize,
}

/// A request and its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchange {
    pub asked: Received,
    /// None where there was no answer, or not yet.
    pub answer: Option<(u16, String)>,
}

// === impl State ===

impl State {
    /// The fault of a request, one time less of it.
    pub(super) fn fault(&mut self, request: &str) -> Option<Fault> {
        let planned = self.faults.iter_mut().find(|planned| request.contains(&planned.part) && planned.times > 0)?;
        if planned.times != usize::MAX {
            planned.times -= 1;
        }
        Some(planned.fault.clone())
    }
}

// === impl Exchange ===

impl Exchange {
    pub fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|(status, _)| *status)
    }
}

/// An intent that changes now.
pub(super) fn touch(intent: &mut Value) {
    intent["updatedAt"] = Timestamp::now().to_string().into();
}

/// Gives a part of an intent back: the last one makes it `Refunded`.
pub(super) fn give_back(intent: &mut Value, amount: i64) {
    let refunded = intent["refundedAmount"].as_i64().unwrap_or_default() + amount;
    intent["refundedAmount"] = refunded.into();
    if refunded >= charged(intent) {
        intent["status"] = "Refunded".into();
    }
}

/// What was charged: of captures made by hand their sum.
pub(super) fn charged(intent: &Value) -> i64 {
    let captures = intent["captures"].as_array().filter(|captures| !captures.is_empty());
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    match captures {
        Some(captures) => {
            captures.iter().map(|capture| number(&capture["amount"]) + number(&capture["tipsAmount"])).sum()
        }
        None => number(&intent["totalAmount"]["value"]),
    }
}
