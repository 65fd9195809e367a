//! Pages of checks, sorted by when they were opened, and by id where that is the same instant.

use crate::check::Check;
use crate::till::{Answer, Asked, Till, refused};
use serde_json::json;

/// Checks of one page at most, whatever is asked for: as many as a screen of the till has.
const MOST_OF_A_PAGE: usize = 50;

impl Till {
    /// `GET /checks`.
    pub(crate) fn list(&self, asked: &Asked<'_>) -> Answer {
        let given = |name: &str| asked.query.get(name).map(String::as_str);
        let all = match given("state") {
            Some("all") => true,
            None | Some("open") => false,
            Some(_) => return refused(400, "bad_query", "state is open or all"),
        };
        let limit = match given("limit").map(str::parse::<usize>) {
            None => MOST_OF_A_PAGE,
            Some(Ok(limit)) if limit > 0 => limit.min(MOST_OF_A_PAGE),
            Some(_) => return refused(400, "bad_query", "limit is a number above 0"),
        };
        let is =
            |wanted: Option<&str>, has: &Option<String>| wanted.is_none_or(|wanted| has.as_deref() == Some(wanted));
        let found: Vec<&Check> = self
            .checks
            .iter()
            .filter(|check| all || check.is_open())
            .filter(|check| is(given("table"), &check.table) && is(given("waiter"), &check.waiter))
            .collect();
        // A check that is not found any more, because it was paid, still has its place.
        let place = |id: &str| self.checks.iter().find(|check| check.id == id).map(Check::place);
        let (from, to) = match (given("after"), given("before")) {
            (Some(_), Some(_)) => return refused(400, "bad_query", "a page is after a check or before it"),
            (Some(id), None) => match place(id) {
                Some(place) => {
                    let from = found.iter().take_while(|check| check.place() <= place).count();
                    (from, found.len().min(from + limit))
                }
                None => return refused(400, "bad_query", "after is no check's id"),
            },
            (None, Some(id)) => match place(id) {
                Some(place) => {
                    let to = found.iter().take_while(|check| check.place() < place).count();
                    (to.saturating_sub(limit), to)
                }
                None => return refused(400, "bad_query", "before is no check's id"),
            },
            (None, None) => (0, found.len().min(limit)),
        };
        let page: Vec<_> = found.get(from..to).unwrap_or_default().iter().map(|check| check.shown()).collect();
        (200, json!({"checks": page, "more_before": from > 0, "more_after": to < found.len()}))
    }
}
