//! Corner, the example POS: what it holds, and what it answers. No I/O: see [`door`].
//!
//! Its API is small and like many: checks with lines and payments, amounts as decimal texts, local times, an idempotency
//! key with each payment, locks with an end.

mod amount;
mod check;
pub(crate) mod door;

use check::{Check, Lock, Payment, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The key that it takes in `x-api-key`.
pub(crate) const API_KEY: &str = "corner-key";

/// The evening that it opens with where a case says nothing.
const EVENING: &str = include_str!("corner/evening.toml");

/// Checks of one page at most, whatever is asked for.
const MOST_OF_A_PAGE: usize = 50;

/// What the POS holds.
#[derive(Default)]
pub(crate) struct Corner {
    checks: Vec<Check>,
    /// What was posted with which key.
    keys: HashMap<String, String>,
    payments: usize,
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

/// A status, and JSON.
pub(crate) type Answer = (u16, Value);

// === impl Corner ===

impl Corner {
    /// With these checks, or with those of an evening.
    ///
    /// # Errors
    /// Where one of them is no check.
    pub(crate) fn open(checks: &[Value]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Evening {
            check: Vec<Value>,
        }
        let evening = match checks {
            [] => toml::from_str::<Evening>(EVENING).map_err(|error| error.to_string())?.check,
            given => given.to_vec(),
        };
        let check = |value: Value| serde_json::from_value(value).map_err(|error| format!("[[check]]: {error}"));
        let mut checks = evening.into_iter().map(check).collect::<Result<Vec<Check>, _>>()?;
        checks.sort_by(|a, b| (&a.opened, &a.id).cmp(&(&b.opened, &b.id)));
        Ok(Self { checks, ..Self::default() })
    }

    /// A check as the API shows it.
    pub(crate) fn look(&self, id: &str) -> Option<Value> {
        let check = self.checks.iter().find(|check| check.id == id)?;
        serde_json::to_value(check.clone().added_up()).ok()
    }

    /// Changes fields of a check, or makes one.
    pub(crate) fn set(&mut self, fields: &Value) -> Result<(), String> {
        let id = fields.get("id").and_then(Value::as_str).ok_or("set needs the id of a check")?;
        let mut whole = self.look(id).unwrap_or_else(|| json!({}));
        if let (Some(whole), Some(fields)) = (whole.as_object_mut(), fields.as_object()) {
            whole.extend(fields.clone());
        }
        let check: Check = serde_json::from_value(whole).map_err(|error| format!("set: {error}"))?;
        self.checks.retain(|other| other.id != check.id);
        self.checks.push(check);
        self.checks.sort_by(|a, b| (&a.opened, &a.id).cmp(&(&b.opened, &b.id)));
        Ok(())
    }

    /// Answers a request.
    pub(crate) fn answer(&mut self, asked: &Asked<'_>) -> Answer {
        if asked.api_key != Some(API_KEY) {
            return refused(401, "unauthorized", "the header x-api-key has no key that is known here");
        }
        let path: Vec<_> = asked.path.iter().map(String::as_str).collect();
        match (asked.method, path.as_slice()) {
            ("GET", ["checks"]) => self.list(asked.query),
            ("GET", ["tables"]) => tables(asked.query.get("area").map(String::as_str)),
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

    fn list(&self, query: &HashMap<String, String>) -> Answer {
        let matches = |name: &str, has: Option<&String>| query.get(name).is_none_or(|wanted| has == Some(wanted));
        let all = query.get("state").is_some_and(|state| state == "all");
        let found: Vec<_> = self
            .checks
            .iter()
            .filter(|check| all || check.is_open())
            .filter(|check| matches("table", check.table.as_ref()) && matches("waiter", check.waiter.as_ref()))
            .collect();
        let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(MOST_OF_A_PAGE);
        let limit = limit.clamp(1, MOST_OF_A_PAGE);
        // A check that is not found any more still has its place.
        let place = |id: &String| {
            let mark = self.checks.iter().find(|check| check.id == *id)?;
            Some(found.iter().take_while(|check| (&check.opened, &check.id) < (&mark.opened, &mark.id)).count())
        };
        let (from, to) = match (query.get("after"), query.get("before")) {
            (Some(id), _) => match place(id) {
                Some(at) => {
                    let from = if found.get(at).is_some_and(|check| check.id == *id) { at + 1 } else { at };
                    (from, found.len().min(from + limit))
                }
                None => return refused(400, "bad_cursor", "after names no check"),
            },
            (None, Some(id)) => match place(id) {
                Some(at) => (at.saturating_sub(limit), at),
                None => return refused(400, "bad_cursor", "before names no check"),
            },
            (None, None) => (0, found.len().min(limit)),
        };
        let page: Vec<_> =
            found.get(from..to).unwrap_or_default().iter().map(|check| Check::clone(check).added_up()).collect();
        (200, json!({"checks": page, "more_before": from > 0, "more_after": to < found.len()}))
    }

    fn shown(&self, status: u16, at: usize) -> Answer {
        let check = self.checks.get(at).cloned().map(Check::added_up);
        (status, serde_json::to_value(check).unwrap_or_default())
    }

    /// Whether a key was used: `Err` has the answer.
    fn key(&mut self, asked: &Asked<'_>, at: usize) -> Result<(), Answer> {
        let Some(key) = asked.idempotency_key else {
            return Err(refused(400, "no_key", "the header idempotency-key is missing"));
        };
        let content = format!("{}\n{}", asked.path.join("/"), String::from_utf8_lossy(asked.body));
        match self.keys.get(key) {
            Some(before) if *before == content => Err(self.shown(200, at)),
            Some(_) => Err(refused(409, "key_reused", "this idempotency-key was used for something else")),
            None => Ok(()),
        }
    }

    fn use_key(&mut self, asked: &Asked<'_>) {
        let content = format!("{}\n{}", asked.path.join("/"), String::from_utf8_lossy(asked.body));
        self.keys.insert(asked.idempotency_key.unwrap_or_default().to_owned(), content);
    }

    fn pay(&mut self, at: usize, asked: &Asked<'_>) -> Answer {
        #[derive(Deserialize)]
        struct Posted {
            #[serde(rename = "type")]
            kind: String,
            reference: String,
            amount: String,
            #[serde(default)]
            tip: Option<String>,
            #[serde(default)]
            lock: Option<String>,
        }
        if let Err(answer) = self.key(asked, at) {
            return answer;
        }
        let posted: Posted = match serde_json::from_slice(asked.body) {
            Ok(posted) => posted,
            Err(error) => return refused(400, "bad_body", &error.to_string()),
        };
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        let amount = amount::parse(&posted.amount, &check.currency).filter(|amount| *amount > 0);
        let tip = posted.tip.as_ref().map(|tip| amount::parse(tip, &check.currency).filter(|tip| *tip >= 0));
        let (Some(amount), None | Some(Some(_))) = (amount, tip) else {
            return refused(400, "bad_amount", "an amount is a decimal text with the currency's digits");
        };
        if !check.is_open() {
            return refused(409, "closed", "the check is closed");
        }
        if check.held().is_some_and(|lock| posted.lock.as_deref() != Some(lock)) {
            return refused(409, "locked", "the check is locked by another");
        }
        if amount > check.due() {
            let left = check.text(check.due());
            return refused(409, "exceeds_balance", &format!("the check has {left} left to pay"));
        }
        self.payments += 1;
        check.payments.push(Payment {
            id: format!("p{}", self.payments),
            kind: posted.kind,
            amount: posted.amount,
            tip: posted.tip,
            reference: Some(posted.reference),
            void: false,
        });
        if check.due() == 0 {
            check.state = State::Closed;
        }
        self.use_key(asked);
        self.shown(201, at)
    }

    fn refund(&mut self, at: usize, asked: &Asked<'_>) -> Answer {
        #[derive(Deserialize)]
        struct Posted {
            reference: String,
            amount: String,
        }
        if let Err(answer) = self.key(asked, at) {
            return answer;
        }
        let posted: Posted = match serde_json::from_slice(asked.body) {
            Ok(posted) => posted,
            Err(error) => return refused(400, "bad_body", &error.to_string()),
        };
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        let Some(amount) = amount::parse(&posted.amount, &check.currency).filter(|amount| *amount > 0) else {
            return refused(400, "bad_amount", "an amount is a decimal text with the currency's digits");
        };
        let of = |payment: &&Payment| payment.reference.as_deref() == Some(&posted.reference) && !payment.void;
        let Some(paid) = check.payments.iter().find(of).map(|payment| check.minor(&payment.amount)) else {
            return refused(404, "no_payment", "the check has no payment of this reference");
        };
        if amount > paid {
            return refused(409, "exceeds_payment", "more than is left of the payment");
        }
        let left = check.text(paid - amount);
        for payment in check.payments.iter_mut().filter(|payment| of(&&**payment)) {
            payment.amount.clone_from(&left);
        }
        if check.state == State::Closed && check.due() > 0 {
            check.state = State::Billed;
        }
        self.use_key(asked);
        self.shown(201, at)
    }

    fn lock(&mut self, at: usize, lock: &str, body: &[u8]) -> Answer {
        #[derive(Deserialize)]
        struct Posted {
            until: String,
        }
        let Ok(posted) = serde_json::from_slice::<Posted>(body) else {
            return refused(400, "bad_body", "until is missing");
        };
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        if check.held().is_some_and(|held| held != lock) {
            return refused(409, "locked", "the check is locked by another");
        }
        check.lock = Some(Lock { id: lock.to_owned(), until: posted.until });
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

fn tables(area: Option<&str>) -> Answer {
    let table = |number: u32| {
        let (area, waiter) = if number <= 6 { ("A1", "W1") } else { ("A2", "W2") };
        json!({"id": format!("T{number}"), "name": format!("Table {number}"), "seats": 4, "area": area, "waiters": [waiter]})
    };
    let tables: Vec<_> = (1..=9).map(table).filter(|table| area.is_none_or(|area| table["area"] == area)).collect();
    (200, json!({"tables": tables}))
}

fn refused(status: u16, code: &str, message: &str) -> Answer {
    (status, json!({"error": {"code": code, "message": message}}))
}
