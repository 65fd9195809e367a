//! Searching the account's payment intents, for the reconciliation.

use super::DojoIntent;
use super::limits::PAGE_LENGTH;
use crate::epos::{PaymentStatus, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What is looked for. Given fields combine with AND.
///
/// The file says "date and time from which to search" and not of what: whoever must find an intent that was created
/// before `from` and changed after it asks from earlier, and looks at `updated_at`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SearchIntents {
    /// Any of these; all, where empty.
    pub statuses: Vec<PaymentStatus>,
    /// `startDate`.
    pub from: Option<Timestamp>,
    /// `endDate`.
    pub to: Option<Timestamp>,
}

/// A page of what was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundIntents {
    /// Those that could be read, each with its text as it is kept.
    pub intents: Vec<(DojoIntent, String)>,
    /// Those that could not: one that nobody can read must not hide the others.
    pub unread: Vec<UnreadIntent>,
    /// The mark of the next page; none on the last.
    pub after: Option<String>,
}

/// An intent of a page that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnreadIntent {
    /// Its id, where that could be read.
    pub id: Option<String>,
    /// Why not.
    pub reason: String,
}

/// `SearchPaymentIntentRequest` of the file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    statuses: &'a [PaymentStatus],
    #[serde(skip_serializing_if = "Option::is_none")]
    start_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Timestamp>,
    cursor: Cursor<'a>,
}

/// `Cursor` of the file.
#[derive(Serialize)]
struct Cursor<'a> {
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
}

/// `PagedPaymentIntent` of the file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Paged {
    data: Option<Vec<Value>>,
    after: Option<String>,
}

// === impl SearchIntents ===

impl SearchIntents {
    /// `SearchPaymentIntentRequest`, for the page after a mark.
    pub(super) fn to_json(&self, after: Option<&str>) -> Value {
        let Self { statuses, from, to } = self;
        json!(Request { statuses, start_date: *from, end_date: *to, cursor: Cursor { limit: PAGE_LENGTH, after } })
    }
}

// === impl FoundIntents ===

impl FoundIntents {
    /// Reads the page after a mark.
    pub(super) fn read(body: &[u8], after: Option<&str>) -> Result<Self, String> {
        let page: Paged = serde_json::from_slice(body).map_err(|error| format!("bad JSON: {error}"))?;
        // A mark that leads to itself would be followed for ever.
        let next = page.after.filter(|next| !next.is_empty() && Some(next.as_str()) != after);
        let mut found = Self { intents: Vec::new(), unread: Vec::new(), after: next };
        for value in page.data.unwrap_or_default() {
            let id = value.get("id").and_then(Value::as_str).map(ToOwned::to_owned);
            match DojoIntent::of(value) {
                Ok(read) => found.intents.push(read),
                Err(reason) => found.unread.push(UnreadIntent { id, reason }),
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_is_not_sent() {
        assert_eq!(SearchIntents::default().to_json(None), json!({"cursor": {"limit": 50}}));
        let query = SearchIntents {
            statuses: vec![PaymentStatus::Captured, PaymentStatus::Refunded],
            from: Some("2026-11-22T00:00:00Z".parse().unwrap()),
            to: Some("2026-11-23T00:00:00Z".parse().unwrap()),
        };
        assert_eq!(
            query.to_json(Some("c1")),
            json!({
                "statuses": ["Captured", "Refunded"], "startDate": "2026-11-22T00:00:00.000Z",
                "endDate": "2026-11-23T00:00:00.000Z", "cursor": {"limit": 50, "after": "c1"},
            })
        );
    }

    #[test]
    fn an_intent_that_cannot_be_read_hides_no_other() {
        let pounds = json!({"value": 1, "currencyCode": "GBP"});
        let good = json!({"id": "pi_1", "status": "Captured", "amount": pounds, "createdAt": "2026-11-22T00:00:00Z"});
        let page = json!({"data": [{"id": "pi_0", "status": "Captured"}, good, 4], "after": "c2"});
        let found = FoundIntents::read(page.to_string().as_bytes(), Some("c1")).unwrap();
        assert_eq!(found.intents.iter().map(|(intent, _)| intent.id.as_str()).collect::<Vec<_>>(), ["pi_1"]);
        let [first, second] = &found.unread[..] else { panic!("{:?}", found.unread) };
        assert_eq!((first.id.as_deref(), first.reason.as_str()), (Some("pi_0"), "it has no amount"));
        assert_eq!(second.id, None);
        assert_eq!(found.after.as_deref(), Some("c2"));
    }

    #[test]
    fn the_last_page_has_no_mark_that_leads_on() {
        for page in [json!({"data": null}), json!({"after": ""}), json!({"after": "c1"}), json!({"after": null})] {
            let found = FoundIntents::read(page.to_string().as_bytes(), Some("c1")).unwrap();
            assert_eq!(found.after, None, "{page}");
        }
        assert!(FoundIntents::read(b"<html>", None).is_err());
    }
}
