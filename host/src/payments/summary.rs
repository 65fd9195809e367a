//! What `payments list` and `payments show` say: plain values, as a table's rows and as JSON.

use super::intent::IntentState;
use crate::epos::{PaymentStatus, Timestamp};
use crate::ledger::{Answer, Entry, Fact, Filter, IntentRow, Ledger, LedgerError, Seq, Standing};
use serde::Serialize;
use std::fmt;

/// A line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentRow {
    /// The venue.
    pub venue: String,
    /// Dojo's id of the payment intent.
    pub payment_intent_id: String,
    /// Where it stands.
    pub standing: &'static str,
    /// Why a person has to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The point of sale's id of the order, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// When the host looks at it next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Since when it is not settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When this changed last.
    pub updated_at: Timestamp,
    /// Its last entry: the next page of the list begins before the last row's.
    pub last_seq: Seq,
}

/// Everything that is known of a payment intent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentStory {
    /// Where it stands.
    #[serde(flatten)]
    pub row: PaymentRow,
    /// The furthest status that Dojo told, or was read there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PaymentStatus>,
    /// All entries, in order.
    pub entries: Vec<StoryEntry>,
}

/// An entry of the story. As text: one line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoryEntry {
    /// Its place.
    pub seq: Seq,
    /// When the host learned or did it.
    pub at: Timestamp,
    /// Whether it said what an earlier one had said.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub duplicate: bool,
    /// What it says.
    #[serde(flatten)]
    pub fact: Fact,
    /// The text as it arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// The rows that a filter lets through, the one that changed last first.
///
/// # Errors
/// Where the ledger could not be read.
pub async fn list(ledger: &dyn Ledger, filter: &Filter) -> Result<Vec<PaymentRow>, LedgerError> {
    Ok(ledger.list(filter).await?.into_iter().map(PaymentRow::from).collect())
}

/// The story of a payment intent: one for each venue that knows it, none where none does.
///
/// # Errors
/// Where the ledger could not be read.
pub async fn show(ledger: &dyn Ledger, intent: &str) -> Result<Vec<PaymentStory>, LedgerError> {
    let filter = Filter { intent: Some(intent.to_owned()), ..Filter::default() };
    let mut stories = Vec::new();
    for row in ledger.list(&filter).await? {
        let entries = ledger.history(&row.key).await?;
        let status = IntentState::fold(&row.key, &entries).status();
        let entries = entries.into_iter().map(StoryEntry::from).collect();
        stories.push(PaymentStory { row: row.into(), status, entries });
    }
    Ok(stories)
}

// === impl PaymentRow ===

impl From<IntentRow> for PaymentRow {
    fn from(row: IntentRow) -> Self {
        let (standing, reason, due) = match row.standing {
            Standing::Open { due } => ("open", None, Some(due)),
            Standing::Settled => ("settled", None, None),
            Standing::Attention { reason, due } => ("attention", Some(reason), due),
        };
        Self {
            venue: row.key.venue.to_string(),
            payment_intent_id: row.key.intent.as_ref().to_owned(),
            standing,
            reason,
            order_id: row.order_id,
            due,
            since: row.since,
            updated_at: row.updated_at,
            last_seq: row.last_seq,
        }
    }
}

// === impl StoryEntry ===

impl From<Entry> for StoryEntry {
    fn from(Entry { seq, at, duplicate, fact, raw }: Entry) -> Self {
        Self { seq, at, duplicate, fact, raw }
    }
}

impl StoryEntry {
    /// What happened, in words.
    pub fn text(&self) -> String {
        Words(self).to_string()
    }
}

impl fmt::Display for StoryEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.at, Words(self))
    }
}

struct Words<'a>(&'a StoryEntry);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.fact {
            Fact::Event { event, trace_id, .. } => {
                write!(f, "Dojo: {} ({}, trace {trace_id})", event.data.payment_status, event.id)?;
            }
            Fact::Record { order_id, payment, trace_id, .. } => {
                write!(f, "Dojo: record {} on order {order_id} (trace {trace_id})", payment.paid_amount)?;
            }
            Fact::Named { by, trace_id, .. } => write!(f, "named by {by} (trace {trace_id})")?,
            Fact::Reading(reading) => {
                write!(f, "read at Dojo: {}, {} charged", reading.status, reading.charged)?;
                if let Some(refunded) = reading.intent.refunded_amount {
                    write!(f, ", {refunded} refunded")?;
                }
                match &reading.intent.order_id {
                    Some(order_id) => write!(f, ", for order {order_id}")?,
                    None => f.write_str(", for no order")?,
                }
            }
            Fact::ReadingFailed { reason, .. } => write!(f, "could not be read at Dojo: {reason}")?,
            Fact::Attempt(attempt) => {
                write!(f, "to the POS: {:?}, attempt {} (trace {})", attempt.step, attempt.number, attempt.trace_id)?;
            }
            Fact::Outcome { outcome, .. } => write!(f, "the attempt ended: {outcome}")?,
            Fact::Look { found, .. } => write!(f, "looked at the order: {found}")?,
            Fact::Answered(Answer::Declined(declined)) => write!(f, "answered with an error: {declined}")?,
            Fact::Answered(Answer::Assumed) => f.write_str("answered with success, though it is not known")?,
            Fact::Decided { decision, by } => write!(f, "{by} decided: {decision}")?,
            Fact::GivenBack { failure: Some(failure), .. } => write!(f, "Dojo does not give it back: {failure}")?,
            Fact::GivenBack { amount: Some(amount), .. } => write!(f, "Dojo gives {amount} back")?,
            Fact::GivenBack { .. } => f.write_str("Dojo gives it back")?,
        }
        if self.0.duplicate { f.write_str(", told before") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::suite::{at, captured, event, key};
    use crate::ledger::{Attempt, Draft, Outcome, SqliteLedger, Then};
    use expect_test::expect;
    use tempfile::TempDir;

    async fn ledger() -> (TempDir, SqliteLedger) {
        let folder = TempDir::new().unwrap();
        let ledger = SqliteLedger::open(&folder.path().join("patio.db")).unwrap();
        ledger.append(event("crown/pi_1", "Captured", 0)).await.unwrap();
        ledger.append(event("crown/pi_1", "Captured", 1)).await.unwrap();
        let attempt = Fact::Attempt(Attempt { trace_id: "t2".to_owned(), ..captured() });
        let outcome = Fact::Outcome { attempt: Seq(3), outcome: Outcome::Refused("paid already".to_owned()) };
        let attention = Standing::Attention { reason: "refused: paid already".to_owned(), due: None };
        let thens = [
            Then::OnlyAfter { seen: Some(Seq(1)), standing: Standing::Open { due: at(2) } },
            Then::Judge { seen: Seq(3), standing: attention },
        ];
        for (second, (fact, then)) in (2..).zip([attempt, outcome].into_iter().zip(thens)) {
            ledger.append(Draft::new(&key("crown/pi_1"), at(second), fact, then)).await.unwrap();
        }
        ledger.append(event("anchor/pi_2", "Captured", 9)).await.unwrap();
        (folder, ledger)
    }

    #[tokio::test]
    async fn the_list_is_made_for_programs() {
        let (_folder, ledger) = ledger().await;
        let rows = list(&ledger, &Filter::default()).await.unwrap();
        expect![[r#"
            [
              {
                "venue": "anchor",
                "paymentIntentId": "pi_2",
                "standing": "open",
                "due": "2027-01-15T08:00:09.000Z",
                "since": "2027-01-15T08:00:09.000Z",
                "updatedAt": "2027-01-15T08:00:09.000Z",
                "lastSeq": 5
              },
              {
                "venue": "crown",
                "paymentIntentId": "pi_1",
                "standing": "attention",
                "reason": "refused: paid already",
                "since": "2027-01-15T08:00:00.000Z",
                "updatedAt": "2027-01-15T08:00:03.000Z",
                "lastSeq": 4
              }
            ]"#]]
        .assert_eq(&serde_json::to_string_pretty(&rows).unwrap());
    }

    #[tokio::test]
    async fn the_story_is_told_in_order_to_people_and_to_programs() {
        let (_folder, ledger) = ledger().await;
        let stories = show(&ledger, "pi_1").await.unwrap();
        assert_eq!(stories.len(), 1);
        let lines: Vec<_> = stories[0].entries.iter().map(ToString::to_string).collect();
        expect![[r#"
            2027-01-15T08:00:00.000Z  Dojo: Captured (evt_0, trace t)
            2027-01-15T08:00:01.000Z  Dojo: Captured (evt_1, trace t), told before
            2027-01-15T08:00:02.000Z  to the POS: Captured, attempt 1 (trace t2)
            2027-01-15T08:00:03.000Z  the attempt ended: refused: paid already"#]]
        .assert_eq(&lines.join("\n"));
        let json = serde_json::to_value(&stories[0]).unwrap();
        assert_eq!(json["status"], "Captured");
        assert_eq!(json["standing"], "attention");
        assert_eq!(json["entries"][1]["duplicate"], true);
        assert_eq!(json["entries"][2]["kind"], "attempt");
        expect![[r#"{"at":"2027-01-15T08:00:03.000Z","attempt":3,"kind":"outcome","outcome":"refused","reason":"paid already","seq":4}"#]].assert_eq(&serde_json::to_string(&json["entries"][3]).unwrap());
        assert_eq!(show(&ledger, "pi_9").await.unwrap(), []);
    }
}
