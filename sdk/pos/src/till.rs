//! What the point of sale holds, and what it answers. No I/O: `wire` has the HTTP of it, `server` the connections.

use crate::check::{Check, Lock};
use crate::opening::{BadOpening, Opening, Table};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A status, and JSON.
pub(crate) type Answer = (u16, Value);

/// The point of sale without its door: for whoever has a door of their own.
pub struct Till {
    /// Sorted by their place.
    pub(crate) checks: Vec<Check>,
    tables: Vec<Table>,
    api_key: String,
    /// What was posted with which key.
    pub(crate) keys: HashMap<String, (String, Value)>,
    pub(crate) payments: u32,
    /// None: the time of day.
    pub(crate) now: Option<Timestamp>,
}

/// A request, as far as it matters.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a [String],
    pub(crate) query: &'a HashMap<String, String>,
    pub(crate) api_key: Option<&'a str>,
    pub(crate) idempotency_key: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

// === impl Till ===

impl Till {
    /// Opens with the key that it takes in `x-api-key`.
    #[must_use]
    pub fn open(opening: Opening, api_key: &str) -> Self {
        let Opening { checks, tables } = opening;
        Self { checks, tables, api_key: api_key.to_owned(), keys: HashMap::new(), payments: 0, now: None }
    }

    /// A check as the API shows it.
    #[must_use]
    pub fn check(&self, id: &str) -> Option<Value> {
        Some(self.checks.iter().find(|check| check.id == id)?.shown())
    }

    /// Changes these fields of the check with this `id`, as somebody at the point of sale would, or opens one.
    ///
    /// # Errors
    /// Why the check would be none.
    pub fn set(&mut self, fields: &Value) -> Result<(), BadOpening> {
        let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut whole = self.check(id).unwrap_or_else(|| json!({}));
        if let (Some(whole), Some(fields)) = (whole.as_object_mut(), fields.as_object()) {
            whole.extend(fields.clone());
        }
        let check = Check::read(&whole)?;
        self.checks.retain(|other| other.id != check.id);
        self.checks.push(check);
        self.checks.sort_by(|a, b| a.place().cmp(&b.place()));
        Ok(())
    }

    /// Answers what was asked.
    pub(crate) fn reply(&mut self, asked: &Asked<'_>) -> Answer {
        if asked.api_key != Some(self.api_key.as_str()) {
            return refused(401, "unauthorized", "the header x-api-key is missing, or has no key that is known here");
        }
        let path: Vec<_> = asked.path.iter().map(String::as_str).collect();
        match (asked.method, path.as_slice()) {
            ("GET", ["checks"]) => self.list(asked),
            ("GET", ["tables"]) => self.tables(asked.query.get("area").map(String::as_str)),
            (method, ["checks", id, rest @ ..]) => {
                let Some(at) = self.checks.iter().position(|check| check.id == *id) else {
                    return refused(404, "not_found", "there is no such check");
                };
                match (method, rest) {
                    ("GET", []) => self.shown(200, at),
                    ("POST", ["payments"]) => self.pay(at, asked),
                    ("POST", ["refunds"]) => self.refund(at, asked),
                    ("PUT", ["lock", lock]) => self.lock(at, lock, asked.body),
                    ("DELETE", ["lock", lock]) => self.unlock(at, lock),
                    _ => refused(404, "not_found", "there is no such resource"),
                }
            }
            _ => refused(404, "not_found", "there is no such resource"),
        }
    }

    pub(crate) fn shown(&self, status: u16, at: usize) -> Answer {
        (status, self.checks.get(at).map(Check::shown).unwrap_or_default())
    }

    pub(crate) fn time(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    fn tables(&self, area: Option<&str>) -> Answer {
        let tables: Vec<_> = self.tables.iter().filter(|table| area.is_none_or(|area| table.area == area)).collect();
        (200, json!({"tables": tables}))
    }

    fn lock(&mut self, at: usize, lock: &str, body: &[u8]) -> Answer {
        #[derive(Deserialize)]
        struct Posted {
            until: String,
        }
        let until =
            serde_json::from_slice::<Posted>(body).ok().filter(|posted| posted.until.parse::<Timestamp>().is_ok());
        let Some(Posted { until }) = until else {
            return refused(400, "bad_body", r#"the body is {"until":"2026-11-22T19:10:00Z"}"#);
        };
        let now = self.time();
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        if check.held(now).is_some_and(|held| held != lock) {
            return refused(409, "locked", "the check is locked by another");
        }
        check.lock = Some(Lock { id: lock.to_owned(), until });
        self.shown(200, at)
    }

    fn unlock(&mut self, at: usize, lock: &str) -> Answer {
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        if check.lock.as_ref().is_none_or(|held| held.id != lock) {
            return refused(404, "no_lock", "the check has no such lock");
        }
        check.lock = None;
        (204, Value::Null)
    }
}

/// An error as the API writes it.
pub(crate) fn refused(status: u16, code: &str, message: &str) -> Answer {
    (status, json!({"error": {"code": code, "message": message}}))
}
