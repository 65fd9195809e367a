//! Takes out of an account what nobody may read in it: secrets by their value, credentials by their place, and numbers
//! that look like cards.
//!
//! A venue's configuration knows the secrets that were given to it, but not the tokens that a point of sale hands out. So
//! what stands where credentials stand (headers, parameters and fields of such names) is learnt as a secret too, and
//! taken out everywhere.

use super::onlooker::Learnt;
use super::{Account, Asked, Body, Content, End, Gap, Outcome, Premise, RawBody, SettingRead, StoreAnswer, StoreCall};
use crate::mask;
use crate::venue::redact::REDACTED;
use crate::venue::{Redactor, Secret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What is learnt has so many bytes at least: to look for `true` in every text would leave none whole.
const LEARNT_BYTES: usize = 8;

/// The longest secret that is cut off whole with the end of a body: a signed token.
const SECRET_BYTES: usize = 4096;

/// What a name holds that says that a credential stands there; compared without `_` and `-`, in lower case.
const CREDENTIALS: [&str; 9] =
    ["authorization", "cookie", "token", "secret", "password", "passwd", "apikey", "credential", "signature"];

pub(super) struct Cleaner {
    redactor: Redactor,
    learnt: Learnt,
    masked: bool,
    redacted: bool,
}

// === impl Cleaner ===

impl Cleaner {
    pub(super) fn new(redactor: &Redactor, secrets: &[Secret], learnt: &Learnt) -> Self {
        let redactor = redactor.and(secrets.iter().cloned().chain(learnt.all()));
        Self { redactor, learnt: learnt.clone(), masked: false, redacted: false }
    }

    /// Learns what stands where credentials stand, before anything is cleaned.
    pub(super) fn learn(&mut self, account: &Account, bodies: &[[RawBody; 2]]) {
        let mut found = Vec::new();
        for exchange in &account.outgoing {
            let answered: &[_] = match &exchange.outcome {
                Outcome::Response { headers, .. } => headers,
                Outcome::Error(_) | Outcome::Nothing => &[],
            };
            for (name, value) in exchange.headers.iter().chain(answered).filter(|(name, _)| is_credential(name)) {
                // `Bearer <token>`: the whole, and its pieces; `sid=<token>; Path=/`: not how long it is good.
                let value = if name == "set-cookie" { value.split(';').next().unwrap_or_default() } else { value };
                found.extend(value.split([' ', ';', '=', ',']).chain([value]).map(str::to_owned));
            }
            if let Some((_, query)) = exchange.url.split_once('?') {
                pairs(query.as_bytes(), &mut found);
            }
        }
        for body in bodies.iter().flatten() {
            of_document(&body.bytes, &mut found);
        }
        for step in &account.store {
            let values = match (&step.call, &step.answer) {
                (_, StoreAnswer::Value(value)) | (StoreCall::Set { value, .. }, _) => [Some(value), None],
                (StoreCall::CompareAndSet { expected, value, .. }, _) => [expected.as_ref(), Some(value)],
                _ => [None, None],
            };
            for bytes in values.into_iter().flatten().filter_map(Content::bytes) {
                of_document(&bytes, &mut found);
            }
        }
        found.retain(|text| text.len() >= LEARNT_BYTES && text != REDACTED);
        let secrets: Vec<_> = found.into_iter().map(Secret::new).collect();
        self.redactor = self.redactor.and(secrets.iter().cloned());
        self.learnt.add(secrets);
    }

    /// The settings that were read, without the values of secrets.
    pub(super) fn settings(
        &mut self,
        account: &mut Account,
        settings: BTreeMap<String, Option<String>>,
        secret: &[String],
    ) {
        for (name, value) in settings {
            let read = match value {
                None => SettingRead::Absent,
                Some(_) if secret.contains(&name) || is_credential(&name) => SettingRead::Secret,
                // A text of which a part is secret is not shown in part.
                Some(text) if matches!(self.redactor.redact(&text), Cow::Owned(_)) => SettingRead::Secret,
                Some(text) => SettingRead::Value(self.text(&text)),
            };
            account.settings.insert(name, read);
        }
    }

    /// Chance is no text: there is nothing in it to look for.
    pub(super) fn chance(&self, account: &mut Account, random: &[u8], insecure: &[u8]) {
        account.senses.random = STANDARD.encode(random);
        account.senses.insecure_random = STANDARD.encode(insecure);
    }

    pub(super) fn bodies(&mut self, account: &mut Account, bodies: Vec<[RawBody; 2]>) {
        for (exchange, [request, response]) in account.outgoing.iter_mut().zip(bodies) {
            exchange.body = self.body(request, &exchange.headers);
            if let Outcome::Response { headers, body, .. } = &mut exchange.outcome {
                *body = self.body(response, headers);
            }
        }
    }

    fn body(&mut self, raw: RawBody, headers: &[(String, String)]) -> Body {
        let RawBody { bytes, length, cut, finished, error } = raw;
        let encoding = headers.iter().find(|(name, _)| name == "content-encoding").map(|(_, value)| value.as_str());
        let kept = match encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            Some(encoding) if !bytes.is_empty() => {
                Content::LeftOut(format!("it is encoded ({encoding}): secrets could not be looked for in it"))
            }
            _ if cut => without_end(self.content(&bytes)),
            _ => self.content(&bytes),
        };
        // Who knows how long a body is, does not ask whether more comes.
        let told = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
        let finished = finished || (error.is_none() && told == Some(length));
        Body { kept, bytes: length, cut, unfinished: (!finished).then(|| error.unwrap_or_default()) }
    }

    fn content(&mut self, bytes: &[u8]) -> Content {
        if let Ok(text) = std::str::from_utf8(bytes)
            && !text.contains('\0')
        {
            return Content::Text(self.document(text));
        }
        let mut cleaned = Vec::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            cleaned.extend_from_slice(self.text(chunk.valid()).as_bytes());
            cleaned.extend_from_slice(chunk.invalid());
        }
        // UTF-16 of what is mostly ASCII has a zero in each second byte.
        let dense: Vec<u8> = cleaned.iter().copied().filter(|byte| *byte != 0).collect();
        let wide = String::from_utf8_lossy(&dense).into_owned();
        if matches!(self.redactor.redact(&wide), Cow::Owned(_)) || matches!(mask::cards(&wide), Cow::Owned(_)) {
            return Content::LeftOut("it is not UTF-8, and something secret stands in it".to_owned());
        }
        Content::of(&cleaned)
    }

    /// A text that may be a JSON document, and stays one: a number that is masked is a number still.
    fn document(&mut self, text: &str) -> String {
        let clean = self.text(text);
        if !clean.contains('*') || clean == text || serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
            return clean;
        }
        let (mut quoted, mut escaped) = (false, false);
        let digit = |c: char| {
            let begins_or_ends = c == '"' && !escaped;
            escaped = quoted && c == '\\' && !escaped;
            quoted ^= begins_or_ends;
            if c == '*' && !quoted { '9' } else { c }
        };
        clean.chars().map(digit).collect()
    }

    /// The text as an account has it.
    pub(super) fn text(&mut self, text: &str) -> String {
        let redacted = self.redactor.redact(text);
        self.redacted |= matches!(redacted, Cow::Owned(_));
        let masked = mask::cards(&redacted);
        self.masked |= matches!(masked, Cow::Owned(_));
        masked.into_owned()
    }

    /// Everything else of an account. Last, for it says what was taken out of all of it.
    pub(super) fn texts(&mut self, account: &mut Account) {
        account.trace_id = self.text(&account.trace_id);
        self.asked(&mut account.asked);
        for step in &mut account.store {
            self.step(&mut step.call, &mut step.answer);
        }
        for exchange in &mut account.outgoing {
            exchange.url = self.url(&exchange.url);
            self.headers(&mut exchange.headers);
            if let Outcome::Response { headers, .. } = &mut exchange.outcome {
                self.headers(headers);
            }
        }
        for used in &mut account.premises {
            match &mut used.what {
                Premise::File { folder, path } => (*folder, *path) = (self.text(folder), self.text(path)),
                Premise::Tcp(_) => {}
            }
        }
        for line in &mut account.log {
            line.text = self.text(&line.text);
        }
        match &mut account.end {
            End::Replied(reply) => self.value(reply),
            End::Failed { text, backtrace, .. } => {
                *text = self.text(text);
                backtrace.iter_mut().for_each(|frame| *frame = self.text(frame));
            }
            End::Abandoned => {}
        }
        for (gap, is) in [(Gap::CardsMasked, self.masked), (Gap::SecretsRedacted, self.redacted)] {
            if is {
                account.gaps.push(gap);
            }
        }
    }

    fn asked(&mut self, asked: &mut Asked) {
        let Ok(mut json) = serde_json::to_value(&*asked) else { return };
        self.value(&mut json);
        // What cannot be read any more once it is clean is not shown at all.
        *asked = serde_json::from_value(json).unwrap_or_else(|_| Asked::Request {
            capability: asked.name().to_owned(),
            request: Value::Null,
            requester: crate::epos::Requester::default(),
        });
    }

    fn step(&mut self, call: &mut StoreCall, answer: &mut StoreAnswer) {
        match call {
            StoreCall::Get { key } | StoreCall::Delete { key } => *key = self.text(key),
            StoreCall::Set { key, value } => {
                *key = self.text(key);
                self.again(value);
            }
            StoreCall::Keys { prefix, after } => {
                *prefix = self.text(prefix);
                after.iter_mut().for_each(|after| *after = self.text(after));
            }
            StoreCall::CompareAndSet { key, expected, value } => {
                *key = self.text(key);
                expected.iter_mut().chain([value]).for_each(|value| self.again(value));
            }
        }
        match answer {
            StoreAnswer::Value(value) => self.again(value),
            StoreAnswer::Keys(keys) => keys.iter_mut().for_each(|key| *key = self.text(key)),
            StoreAnswer::TooLarge(text) | StoreAnswer::Unavailable(text) => *text = self.text(text),
            StoreAnswer::None | StoreAnswer::Done | StoreAnswer::Differed => {}
        }
    }

    fn again(&mut self, content: &mut Content) {
        if let Some(bytes) = content.bytes() {
            *content = self.content(&bytes);
        }
    }

    fn url(&mut self, url: &str) -> String {
        let (front, query) = url.split_once('?').map_or((url, None), |(front, query)| (front, Some(query)));
        let mut clean = self.text(front);
        if let Some(query) = query {
            let pair = |pair: &str| match pair.split_once('=') {
                Some((name, value)) if is_credential(name) && !value.is_empty() => {
                    self.redacted = true;
                    format!("{name}={REDACTED}")
                }
                _ => pair.to_owned(),
            };
            let query = query.split('&').map(pair).collect::<Vec<_>>().join("&");
            clean.push('?');
            clean.push_str(&self.text(&query));
        }
        clean
    }

    fn headers(&mut self, headers: &mut [(String, String)]) {
        for (name, value) in headers {
            if is_credential(name) {
                self.redacted = true;
                REDACTED.clone_into(value);
            } else {
                *value = self.text(value);
            }
        }
    }

    fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.value(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn is_credential(name: &str) -> bool {
    let plain: String = name.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_lowercase();
    CREDENTIALS.iter().any(|credential| plain.contains(credential))
}

/// Credentials of a form or a query.
fn pairs(text: &[u8], found: &mut Vec<String>) {
    let pairs = url::form_urlencoded::parse(text);
    found.extend(pairs.filter(|(name, _)| is_credential(name)).map(|(_, value)| value.into_owned()));
}

/// Credentials of a JSON document; of a form, where it is none.
fn of_document(bytes: &[u8], found: &mut Vec<String>) {
    match serde_json::from_slice(bytes) {
        Ok(document) => of_value(&document, found),
        Err(_) => pairs(bytes, found),
    }
}

fn of_value(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| of_value(value, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if is_credential(name) => found.push(text.clone()),
                    value => of_value(value, found),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What was cut may end in the beginning of a secret, which nobody finds: so the end goes too.
fn without_end(content: Content) -> Content {
    let Some(mut bytes) = content.bytes() else { return content };
    let text = matches!(content, Content::Text(_));
    bytes.truncate(bytes.len().saturating_sub(SECRET_BYTES));
    if !text {
        return Content::Base64(STANDARD.encode(bytes));
    }
    let whole = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    bytes.truncate(whole);
    Content::of(&bytes)
}

#[cfg(test)]
mod tests;
