//! What a witness notes while a call runs. In a replay, what is noted comes from the past where that has it.

use super::{
    Asked, Body, Call, ChangePage, Content, Draft, ENTRIES, End, Exchange, Gap, LogLine, Outcome, Premise, PremisesUse,
    RawBody, Reply, Sighting, StoreAnswer, StoreCall, StoreStep, Value, Witness, micros,
};
use crate::epos::Request as Question;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Request};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Which of WASI's two sources of chance.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::adapter) enum Source {
    Secure,
    Insecure,
}

// === impl Witness ===

impl Witness {
    /// The call begins.
    pub(in crate::adapter) fn asked(&self, call: Option<&Call<'_>>, since: Option<&str>) {
        let asked = match call {
            Some(Call::Request(Question::RecordPayment { .. }, _)) | Some(Call::RecordPayment(..)) => {
                let (request, attempt, requester) = match call {
                    Some(Call::Request(request, requester)) => (request.to_params(), 1, *requester),
                    Some(Call::RecordPayment(order_id, payment, attempt, requester)) => {
                        let request =
                            Question::RecordPayment { order_id: (*order_id).to_owned(), payment: (*payment).clone() };
                        (request.to_params(), *attempt, *requester)
                    }
                    _ => return,
                };
                Asked::RecordPayment { request, attempt, requester: requester.clone() }
            }
            Some(Call::Request(request, requester)) => Asked::Request {
                capability: request.capability().name().to_owned(),
                request: request.to_params(),
                requester: (*requester).clone(),
            },
            Some(Call::PaymentUpdated(update)) => Asked::PaymentUpdated { update: Box::new((*update).clone()) },
            None => Asked::PollChanges { since: since.map(str::to_owned) },
        };
        let mut draft = self.draft();
        (draft.account.asked, draft.asked, draft.began) = (asked, true, Instant::now());
    }

    /// The instance is there: what took time until now was the host.
    pub(in crate::adapter) fn instance_made(&self) {
        let mut draft = self.draft();
        draft.account.times.host_us = micros(draft.began.elapsed());
    }

    /// The reply, once it was held against the contract.
    pub fn replied(&self, reply: &Reply) {
        let json = reply.clone().into_result().ok().and_then(|json| serde_json::from_slice(&json).ok());
        self.draft().account.end = End::Replied(json.unwrap_or(Value::Null));
    }

    /// The changes that were told.
    pub fn changed(&self, page: &ChangePage) {
        let changes: Vec<_> =
            page.changes.iter().map(|change| serde_json::json!({"kind": change.kind(), "id": change.id()})).collect();
        self.draft().account.end = End::Replied(serde_json::json!({"changes": changes, "since": page.since}));
    }

    /// What the instance takes of memory.
    pub(in crate::adapter) fn memory(&self, bytes: usize) {
        self.draft().account.memory_bytes = bytes;
    }

    /// Where it trapped.
    pub(in crate::adapter) fn trapped(&self, backtrace: Vec<String>) {
        self.draft().backtrace = backtrace;
    }

    /// It uses what an account does not hold.
    pub(in crate::adapter) fn premise(&self, what: Premise) {
        let mut draft = self.draft();
        if draft.account.premises.iter().any(|used| used.what == what) {
            return;
        }
        let entries = draft.account.premises.len();
        let room = draft.has_room(entries);
        if room && draft.take(what.size()) {
            let at_us = micros(draft.began.elapsed());
            draft.account.premises.push(PremisesUse { at_us, what });
        }
    }

    pub(in crate::adapter) fn setting(&self, name: &str, value: Option<&String>) {
        let mut draft = self.draft();
        if draft.settings.len() < ENTRIES && draft.take(name.len()) {
            draft.settings.insert(name.to_owned(), value.cloned());
        }
    }

    pub(in crate::adapter) fn wall(&self, now: Duration) -> Duration {
        let now = self.past().map_or(now, |past| past.wall());
        let mut draft = self.draft();
        let entries = draft.account.senses.wall_ms.len();
        if draft.has_room(entries) {
            draft.account.senses.wall_ms.push(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        }
        now
    }

    pub(in crate::adapter) fn monotonic(&self, now: u64) -> u64 {
        let now = self.past().map_or(now, |past| past.monotonic());
        let mut draft = self.draft();
        let entries = draft.account.senses.monotonic_ns.len();
        if draft.has_room(entries) {
            draft.account.senses.monotonic_ns.push(now);
        }
        now
    }

    pub(in crate::adapter) fn remaining(&self, ms: u32) -> u32 {
        let ms = self.past().map_or(ms, |past| past.remaining());
        let mut draft = self.draft();
        let entries = draft.account.senses.remaining_ms.len();
        if draft.has_room(entries) {
            draft.account.senses.remaining_ms.push(ms);
        }
        ms
    }

    pub(in crate::adapter) fn seed(&self, seed: u128) -> u128 {
        let seed = self.past().map_or(seed, |past| past.seed());
        self.draft().account.senses.seed = Some(format!("{seed:032x}"));
        seed
    }

    /// Bytes of chance: as they came, or as they came then.
    pub(in crate::adapter) fn chance(&self, source: Source, bytes: &mut [u8]) {
        if let Some(past) = self.past() {
            past.chance(source, bytes);
        }
        let mut draft = self.draft();
        if draft.take(bytes.len()) {
            match source {
                Source::Secure => draft.random.extend_from_slice(bytes),
                Source::Insecure => draft.insecure_random.extend_from_slice(bytes),
            }
        }
    }

    pub(in crate::adapter) fn store(&self, call: StoreCall, answer: StoreAnswer) {
        let mut draft = self.draft();
        let entries = draft.account.store.len();
        let room = draft.has_room(entries);
        if room && draft.take(call.size() + answer.size()) {
            draft.account.store.push(StoreStep { call, answer });
        }
    }

    pub(in crate::adapter) fn log(&self, level: &str, text: &str) {
        let mut draft = self.draft();
        let entries = draft.account.log.len();
        let room = draft.has_room(entries);
        if room && draft.take(text.len()) {
            let at_us = micros(draft.began.elapsed());
            draft.account.log.push(LogLine { at_us, level: level.to_owned(), text: text.to_owned() });
        }
    }

    /// A request as the guest made it: what the host adds to it comes later.
    pub(in crate::adapter) fn request<B>(self: &Arc<Self>, request: &Request<B>) -> Option<Sighting> {
        let mut draft = self.draft();
        let (url, headers) = (request.uri().to_string(), fields(request.headers()));
        let size = headers.iter().fold(url.len(), |size, (name, value)| size + name.len() + value.len());
        let entries = draft.account.outgoing.len();
        if !draft.has_room(entries) || !draft.take(size) {
            return None;
        }
        let at_us = micros(draft.began.elapsed());
        let nothing = Body { kept: Content::Text(String::new()), bytes: 0, cut: false, unfinished: None };
        let method = request.method().to_string();
        let exchange = Exchange { at_us, method, url, headers, body: nothing, outcome: Outcome::Nothing, took_us: 0 };
        draft.account.outgoing.push(exchange);
        draft.bodies.push(<[RawBody; 2]>::default());
        Some(Sighting { witness: Arc::clone(self), index: draft.bodies.len() - 1 })
    }
}

/// Header fields as texts.
pub(super) fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect()
}

// === impl Sighting ===

impl Sighting {
    pub(in crate::adapter) fn witness(&self) -> &Arc<Witness> {
        &self.witness
    }

    fn ended(&self, outcome: Outcome) {
        let mut draft = self.witness.draft();
        let now = micros(draft.began.elapsed());
        if let Some(exchange) = draft.account.outgoing.get_mut(self.index) {
            exchange.took_us = now.saturating_sub(exchange.at_us);
            exchange.outcome = outcome;
        }
    }

    /// The guest is told an error in place of a response.
    pub(in crate::adapter) fn failed(&self, error: &wasmtime_wasi_http::Error) {
        self.ended(Outcome::Error(super::past::name_of(error)));
    }

    /// A response's header came.
    pub(in crate::adapter) fn answered<B>(&self, response: &http::Response<B>) {
        let body = Body { kept: Content::Text(String::new()), bytes: 0, cut: false, unfinished: None };
        let (status, headers) = (response.status().as_u16(), fields(response.headers()));
        self.ended(Outcome::Response { status, headers, body });
    }

    /// Changes what is known of a body.
    pub(super) fn body(&self, response: bool, change: impl FnOnce(&mut RawBody, &mut usize, &mut bool)) {
        let mut draft = self.witness.draft();
        let Draft { bodies, bytes_left, account, .. } = &mut *draft;
        let Some(pair) = bodies.get_mut(self.index) else { return };
        let [request, answer] = pair;
        let mut full = false;
        change(if response { answer } else { request }, bytes_left, &mut full);
        if full && !account.gaps.contains(&Gap::TooMuch) {
            account.gaps.push(Gap::TooMuch);
        }
    }
}

// === impl Draft ===

impl Draft {
    fn gap(&mut self, gap: Gap) {
        if !self.account.gaps.contains(&gap) {
            self.account.gaps.push(gap);
        }
    }

    fn has_room(&mut self, entries: usize) -> bool {
        let room = entries < ENTRIES;
        if !room {
            self.gap(Gap::TooMuch);
        }
        room
    }

    fn take(&mut self, bytes: usize) -> bool {
        let left = self.bytes_left.checked_sub(bytes);
        match left {
            Some(left) => self.bytes_left = left,
            None => self.gap(Gap::TooMuch),
        }
        left.is_some()
    }
}

// === impl Content ===

impl Content {
    /// Bytes as they are.
    pub fn of(bytes: &[u8]) -> Self {
        std::str::from_utf8(bytes)
            .map_or_else(|_| Self::Base64(STANDARD.encode(bytes)), |text| Self::Text(text.to_owned()))
    }

    /// The bytes; none where they were not kept.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Base64(text) => STANDARD.decode(text).ok(),
            Self::LeftOut(_) => None,
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Base64(text) | Self::LeftOut(text) => text.len(),
        }
    }
}

impl Premise {
    fn size(&self) -> usize {
        match self {
            Self::File { folder, path } => folder.len() + path.len(),
            Self::Tcp(address) => address.len(),
        }
    }
}

impl StoreCall {
    fn size(&self) -> usize {
        match self {
            Self::Get { key } | Self::Delete { key } => key.len(),
            Self::Set { key, value } => key.len() + value.size(),
            Self::Keys { prefix, after } => prefix.len() + after.as_ref().map_or(0, String::len),
            Self::CompareAndSet { key, expected, value } => {
                key.len() + expected.as_ref().map_or(0, Content::size) + value.size()
            }
        }
    }
}

impl StoreAnswer {
    fn size(&self) -> usize {
        match self {
            Self::Value(value) => value.size(),
            Self::Keys(keys) => keys.iter().map(String::len).sum(),
            Self::TooLarge(text) | Self::Unavailable(text) => text.len(),
            Self::None | Self::Done | Self::Differed => 0,
        }
    }
}
