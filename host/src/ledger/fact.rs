//! Facts: what arrived and what was done. An entry is a fact with its place and time.
//!
//! A new kind of fact is a new variant, no new table. It raises the engines' schema version, so that an older host
//! refuses the ledger by name instead of stumbling over an entry that it cannot read.

use super::Seq;
use crate::epos::{Event, PaymentSafety, Requester, Timestamp, UpdateStatus};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One fact about a payment intent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Fact {
    /// Dojo told a status.
    Event {
        /// What it said.
        event: Event,
        /// Who told.
        requester: Requester,
        /// The id of the request that brought it.
        trace_id: String,
    },
    /// The point of sale is about to be told. Written before the call, so that a crash during it leaves a trace.
    Attempt(Attempt),
    /// How an attempt ended.
    Outcome {
        /// The attempt.
        attempt: Seq,
        /// Its end.
        #[serde(flatten)]
        outcome: Outcome,
    },
}

/// An attempt to tell the point of sale.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// What it is told.
    pub step: UpdateStatus,
    /// As the adapter sees it: 1 the first time. What was never sent is not counted.
    pub number: u32,
    /// What the adapter promised about posting twice when the attempt was made: an attempt by an adapter without keys
    /// is not made harmless by a later version that has them. None where no adapter was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_safety: Option<PaymentSafety>,
    /// The id of the call, which stands in the log and in the point of sale's own.
    pub trace_id: String,
}

/// How an attempt ended, with the reason in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "outcome", content = "reason", rename_all = "kebab-case")]
pub enum Outcome {
    /// It is on the point of sale.
    Applied,
    /// Nothing was written: unavailable, or the deadline passed before the call.
    Later(String),
    /// It may or may not be on the point of sale: in-doubt, unexpected, a trap, a deadline or a crash during the call.
    Unknown(String),
    /// The point of sale refused it for good: conflict, invalid request, not found.
    Refused(String),
    /// It never left the host: breaker, queue, or no adapter loaded. Neither an attempt nor in doubt.
    NotSent(String),
}

/// A fact in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its place.
    pub seq: Seq,
    /// When the host learned or did it.
    pub at: Timestamp,
    /// Whether an earlier entry of the intent said the same: then it changes nothing.
    pub duplicate: bool,
    /// The fact.
    pub fact: Fact,
    /// The text as it arrived, for what came from outside.
    pub raw: Option<String>,
}

// === impl Fact ===

impl Fact {
    /// The kind's name, as it is stored.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Event { .. } => "event",
            Self::Attempt(_) => "attempt",
            Self::Outcome { .. } => "outcome",
        }
    }
}

// === impl Outcome ===

impl Outcome {
    /// Why, where there is something to say.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Applied => None,
            Self::Later(reason) | Self::Unknown(reason) | Self::Refused(reason) | Self::NotSent(reason) => Some(reason),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Applied => "applied",
            Self::Later(_) => "nothing was written",
            Self::Unknown(_) => "unknown",
            Self::Refused(_) => "refused",
            Self::NotSent(_) => "not sent",
        };
        match self.reason() {
            Some(reason) => write!(f, "{word}: {reason}"),
            None => f.write_str(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(fact: &Fact, expected: Expect) {
        let text = serde_json::to_string(fact).unwrap();
        expected.assert_eq(&text);
        assert_eq!(&serde_json::from_str::<Fact>(&text).unwrap(), fact);
        assert!(text.starts_with(&format!(r#"{{"kind":"{}""#, fact.kind())));
    }

    // What is stored is read for as long as there are payments: a change of these texts is a migration.
    #[test]
    fn a_fact_is_stored_as_one_line_of_json() {
        let event = r#"{"id":"evt_1","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}}"#;
        check(
            &Fact::Event {
                event: serde_json::from_str(event).unwrap(),
                requester: Requester { waiter_id: Some("w1".to_owned()), ..Requester::default() },
                trace_id: "t1".to_owned(),
            },
            expect![[
                r#"{"kind":"event","event":{"id":"evt_1","accountId":"acc_1","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:04:05.000Z","data":{"paymentIntentId":"pi_1","paymentStatus":"Captured","captureMode":"Auto"}},"requester":{"waiterId":"w1"},"traceId":"t1"}"#
            ]],
        );
        check(
            &Fact::Attempt(Attempt {
                step: UpdateStatus::Captured,
                number: 1,
                payment_safety: Some(PaymentSafety::Keyed),
                trace_id: "t2".to_owned(),
            }),
            expect![[r#"{"kind":"attempt","step":"Captured","number":1,"paymentSafety":"keyed","traceId":"t2"}"#]],
        );
        check(
            &Fact::Outcome { attempt: Seq(7), outcome: Outcome::Applied },
            expect![[r#"{"kind":"outcome","attempt":7,"outcome":"applied"}"#]],
        );
        check(
            &Fact::Outcome { attempt: Seq(7), outcome: Outcome::NotSent("the queue is full".to_owned()) },
            expect![[r#"{"kind":"outcome","attempt":7,"outcome":"not-sent","reason":"the queue is full"}"#]],
        );
    }
}
