//! Payment intents by status and time, in pages.

use super::State;
use super::answer::Problem;
use crate::clock;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Intents of a page where the request does not say.
const PAGE: u64 = 50;

/// What a search is ordered by: newest first, and of two at once the greater id.
type Place<'a> = (Option<Timestamp>, &'a str);

/// A page of an account's intents. Its marks name the intent at its edge, which may have changed or gone since.
pub(super) fn search(state: &State, account: &str, query: &Value) -> Result<Value, Problem> {
    let bad = |detail: &str| Problem::new(400, detail);
    let date = |name: &str| query[name].as_str().and_then(clock::read);
    let (from, to) = (date("startDate"), date("endDate"));
    let statuses = query["statuses"].as_array();
    let mut found: Vec<_> = state
        .intents
        .values()
        .filter(|(owner, _)| owner == account)
        .map(|(_, intent)| (place(intent), intent))
        .filter(|((at, _), intent)| {
            statuses.is_none_or(|statuses| statuses.contains(&intent["status"]))
                && from.is_none_or(|from| *at >= Some(from))
                && to.is_none_or(|to| *at <= Some(to))
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| other.cmp(one));

    let cursor = &query["cursor"];
    let limit = usize::try_from(cursor["limit"].as_u64().unwrap_or(PAGE)).unwrap_or(usize::MAX);
    let mark = |name: &str| match cursor[name].as_str() {
        Some(mark) => read_mark(mark).map(Some).ok_or_else(|| bad("A cursor is none that the simulator gave.")),
        None => Ok(None),
    };
    let newer_than = |mark: &Place<'_>| found.iter().take_while(|(place, _)| place > mark).count();
    let (start, end) = match (mark("before")?, mark("after")?) {
        (Some(_), Some(_)) => return Err(bad("before and after exclude each other.")),
        (Some(mark), None) => (newer_than(&mark).saturating_sub(limit), newer_than(&mark)),
        (None, Some(mark)) => {
            let start = found.iter().take_while(|(place, _)| *place >= mark).count();
            (start, start.saturating_add(limit).min(found.len()))
        }
        (None, None) => (0, limit.min(found.len())),
    };
    let page = found.get(start..end).unwrap_or_default();
    let mut answer = Map::new();
    answer.insert("data".to_owned(), page.iter().map(|(_, intent)| (*intent).clone()).collect());
    let (first, last) = (page.first(), page.last());
    if let Some((_, first)) = first.filter(|_| start > 0) {
        answer.insert("before".to_owned(), written_mark(first).into());
    }
    if let Some((_, last)) = last.filter(|_| end < found.len()) {
        answer.insert("after".to_owned(), written_mark(last).into());
    }
    Ok(answer.into())
}

fn place(intent: &Value) -> Place<'_> {
    let text = |name: &str| intent[name].as_str().unwrap_or_default();
    (clock::read(text("createdAt")), text("id"))
}

fn written_mark(intent: &Value) -> String {
    format!("{} {}", intent["createdAt"].as_str().unwrap_or_default(), intent["id"].as_str().unwrap_or_default())
}

fn read_mark(mark: &str) -> Option<Place<'_>> {
    let (created_at, id) = mark.split_once(' ')?;
    Some((Some(clock::read(created_at)?), id))
}
