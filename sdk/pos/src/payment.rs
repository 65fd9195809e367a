//! Payments and refunds: each once for each idempotency key.

use crate::amount;
use crate::check::{Payment, State};
use crate::till::{Answer, Asked, Till, refused};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(Deserialize)]
struct NewPayment {
    #[serde(rename = "type")]
    kind: String,
    reference: String,
    amount: String,
    tip: Option<String>,
    lock: Option<String>,
}

#[derive(Deserialize)]
struct NewRefund {
    reference: String,
    amount: String,
}

/// What was posted, and the key that will stand for it.
struct Posted<T> {
    content: T,
    key: String,
    seen: (String, Value),
}

const BAD_AMOUNT: &str =
    "an amount is a decimal text with the digits of the check's currency, above 0 (a tip: 0 or above)";

impl Till {
    /// What was posted; the answer where its key was used, or where it is nothing.
    fn posted<T: DeserializeOwned>(&self, at: usize, asked: &Asked<'_>) -> Result<Posted<T>, Answer> {
        let key = asked.idempotency_key.filter(|key| !key.is_empty());
        let key = key.ok_or_else(|| refused(400, "no_key", "the header idempotency-key is missing"))?;
        let bad = |error: serde_json::Error| refused(400, "bad_body", &error.to_string());
        let value: Value = serde_json::from_slice(asked.body).map_err(bad)?;
        let seen = (asked.path.join("/"), value.clone());
        match self.keys.get(key) {
            Some(before) if *before == seen => return Err(self.shown(200, at)),
            Some(_) => return Err(refused(409, "key_reused", "this idempotency-key was used for something else")),
            None => (),
        }
        Ok(Posted { content: serde_json::from_value(value).map_err(bad)?, key: key.to_owned(), seen })
    }

    /// `POST /checks/{id}/payments`.
    pub(crate) fn pay(&mut self, at: usize, asked: &Asked<'_>) -> Answer {
        let Posted { content, key, seen } = match self.posted::<NewPayment>(at, asked) {
            Ok(posted) => posted,
            Err(answer) => return answer,
        };
        let (now, number) = (self.time(), self.payments.saturating_add(1));
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        if !matches!(content.kind.as_str(), "CARD" | "CASH") {
            return refused(400, "bad_body", "type is CARD or CASH");
        }
        let amount = amount::parse(&content.amount, &check.currency).filter(|amount| *amount > 0);
        let is_tip = |tip: &String| amount::parse(tip, &check.currency).is_some_and(|tip| tip >= 0);
        let Some(amount) = amount.filter(|_| content.tip.as_ref().is_none_or(is_tip)) else {
            return refused(400, "bad_amount", BAD_AMOUNT);
        };
        if !check.is_open() {
            return refused(409, "closed", "the check is closed");
        }
        if check.held(now).is_some_and(|lock| content.lock.as_deref() != Some(lock)) {
            return refused(409, "locked", "the check is locked by another");
        }
        if i128::from(amount) > check.due() {
            let left = check.text(check.due());
            return refused(409, "exceeds_balance", &format!("the check has {left} left to pay"));
        }
        check.payments.push(Payment {
            id: format!("p{number}"),
            kind: content.kind,
            amount: content.amount,
            tip: content.tip,
            reference: Some(content.reference),
            void: false,
        });
        if check.due() == 0 {
            check.state = State::Closed;
        }
        self.payments = number;
        self.keys.insert(key, seen);
        self.shown(201, at)
    }

    /// `POST /checks/{id}/refunds`.
    pub(crate) fn refund(&mut self, at: usize, asked: &Asked<'_>) -> Answer {
        let Posted { content, key, seen } = match self.posted::<NewRefund>(at, asked) {
            Ok(posted) => posted,
            Err(answer) => return answer,
        };
        let Some(check) = self.checks.get_mut(at) else { return refused(404, "not_found", "there is no such check") };
        let Some(amount) = amount::parse(&content.amount, &check.currency).filter(|amount| *amount > 0) else {
            return refused(400, "bad_amount", BAD_AMOUNT);
        };
        let currency = check.currency.clone();
        let of = |payment: &&mut Payment| payment.reference.as_deref() == Some(&content.reference) && !payment.void;
        let Some(payment) = check.payments.iter_mut().find(of) else {
            return refused(404, "no_payment", "the check has no payment of this reference");
        };
        let paid = amount::parse(&payment.amount, &currency).unwrap_or_default();
        if amount > paid {
            return refused(409, "exceeds_payment", "this is more than is left of the payment");
        }
        payment.amount = amount::write((paid - amount).into(), &currency);
        if check.state == State::Closed && check.due() > 0 {
            check.state = State::Billed;
        }
        self.keys.insert(key, seen);
        self.shown(201, at)
    }
}
