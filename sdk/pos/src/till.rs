//! What the point of sale holds, and what it answers. No I/O: see `server`.

use crate::check::{Check, Lock};
use crate::opening::{BadOpening, Opening, Table};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A status, and JSON.
pub(crate) type Answer = (u16, Value);

/// The point of sale without its door.
pub(crate) struct Till {
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
    pub(crate) fn open(opening: Opening, api_key: &str) -> Result<Self, BadOpening> {
        let (checks, tables) = opening.read()?;
        let api_key = api_key.to_owned();
        Ok(Self { checks, tables, api_key, keys: HashMap::new(), payments: 0, now: None })
    }

    pub(crate) fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// Answers a request.
    pub(crate) fn answer(&mut self, asked: &Asked<'_>) -> Answer {
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
