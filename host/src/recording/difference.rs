//! What differs between a call and its replay. Times and memory do not count, nor does what is only logged.

use crate::adapter::witness::{
    Account, Body, Content, End, Exchange, Gap, Outcome, Premise, SettingRead, StoreStep, reads_alike,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Characters of a value that are shown: enough to recognize it.
const SHOWN_CHARACTERS: usize = 200;

/// Characters that are shown before the first that differs.
const SHOWN_BEFORE: usize = 30;

/// One difference.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Difference {
    /// In what.
    pub part: Part,
    /// Where in it: a path into JSON such as `data[0].totalAmount.value`, a request, a key.
    pub place: String,
    /// What was recorded; none where there was nothing.
    pub recorded: Option<String>,
    /// What came now; none where nothing did.
    pub now: Option<String>,
}

/// A part of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What the card machine is answered.
    Reply,
    /// A request to the point of sale.
    Request,
    /// The adapter's store.
    Store,
    /// The recording does not hold what is needed.
    Recording,
}

/// Compares a call with its replay.
pub(super) fn differences(recorded: &Account, now: &Account) -> Vec<Difference> {
    let mut found = Vec::new();
    ends(&recorded.end, &now.end, &mut found);
    exchanges(&recorded.outgoing, &now.outgoing, &mut found);
    steps(&recorded.store, &now.store, &mut found);
    found.extend(recorded.premises.iter().map(|used| beyond(&used.what)));
    found
}

/// What is worth to know, and makes no difference.
pub(super) fn notes(recorded: &Account, now: &Account, differs: bool) -> Vec<String> {
    // What was taken out on purpose matters where it may be why something differs.
    let matters = |gap: &&Gap| differs || !matches!(gap, Gap::CardsMasked | Gap::SecretsRedacted);
    let mut notes: Vec<_> =
        recorded.gaps.iter().filter(matters).map(|gap| format!("in the recording, {gap}")).collect();
    let secret = recorded.settings.iter().filter(|(_, read)| differs && **read == SettingRead::Secret);
    notes.extend(secret.map(|(name, _)| {
        format!("setting {name:?} is secret: where the adapter computes with it, give --setting {name}=…")
    }));
    if recorded.end == End::Abandoned {
        notes.push("who asked hung up then: the reply is not compared".to_owned());
    }
    let unknown = now.settings.keys().filter(|name| !recorded.settings.contains_key(*name));
    notes.extend(unknown.map(|name| format!("it reads setting {name:?}, which the recording does not know")));
    headers(recorded, now, &mut notes);
    let lines = |account: &Account| -> Vec<String> {
        account.log.iter().map(|line| format!("{}: {}", line.level, line.text)).collect()
    };
    let (before, after) = (lines(recorded), lines(now));
    notes.extend(before.iter().filter(|line| !after.contains(line)).map(|line| format!("no more logged: {line}")));
    notes.extend(after.iter().filter(|line| !before.contains(line)).map(|line| format!("newly logged: {line}")));
    notes
}

fn ends(recorded: &End, now: &End, found: &mut Vec<Difference>) {
    let add = |recorded: String, now: String| Difference {
        part: Part::Reply,
        place: String::new(),
        recorded: Some(recorded),
        now: Some(now),
    };
    match (recorded, now) {
        (End::Abandoned, _) => {}
        (End::Replied(recorded), End::Replied(now)) => values(Part::Reply, "", Some(recorded), Some(now), found),
        (End::Failed { kind, text, .. }, End::Failed { kind: kind_now, text: text_now, .. }) => {
            // Where exactly it trapped is another place in every build.
            let same = kind == kind_now && (text == text_now || kind == "trap");
            if !same {
                found.push(add(in_words(recorded), in_words(now)));
            }
        }
        _ => found.push(add(in_words(recorded), in_words(now))),
    }
}

fn in_words(end: &End) -> String {
    match end {
        End::Replied(value) => format!("replied {}", short(&value.to_string())),
        End::Failed { kind, text, .. } if text.is_empty() => format!("failed ({kind})"),
        End::Failed { kind, text, .. } => format!("failed ({kind}): {}", short(text)),
        End::Abandoned => "nobody waited for it".to_owned(),
    }
}

/// Every place in which two documents differ.
fn values(part: Part, place: &str, recorded: Option<&Value>, now: Option<&Value>, found: &mut Vec<Difference>) {
    match (recorded, now) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
            for name in names {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                values(part, &place, before.get(name), after.get(name), found);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            for index in 0..before.len().max(after.len()) {
                values(part, &format!("{place}[{index}]"), before.get(index), after.get(index), found);
            }
        }
        (recorded, now) if recorded == now => {}
        (Some(Value::String(recorded)), Some(Value::String(now))) if reads_alike(recorded, now) => {}
        (recorded, now) => {
            let text = |value: Option<&Value>| value.map(ToString::to_string);
            let (recorded, now) = from_where_they_differ(text(recorded), text(now));
            found.push(Difference { part, place: place.to_owned(), recorded, now });
        }
    }
}

/// Requests are the same where method, URL and body are. Each is held against the first that it can be.
fn exchanges(recorded: &[Exchange], now: &[Exchange], found: &mut Vec<Difference>) {
    let pairs = pairs(recorded, now);
    for (exchange, partner) in now.iter().zip(&pairs) {
        match partner.and_then(|at| recorded.get(at)) {
            Some(before) => {
                bodies(before, exchange, found);
                unplayable(before, found);
            }
            None => found.push(Difference {
                part: Part::Request,
                place: name(exchange),
                recorded: None,
                now: Some(format!("{}: refused, for the recording has no answer", body_in_words(&exchange.body))),
            }),
        }
    }
    for (at, exchange) in recorded.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            let recorded = Some(body_in_words(&exchange.body));
            found.push(Difference { part: Part::Request, place: name(exchange), recorded, now: None });
        }
    }
    let made: Vec<_> = pairs.iter().flatten().collect();
    if !made.is_sorted() {
        let order = |exchanges: Vec<&Exchange>| exchanges.into_iter().map(name).collect::<Vec<_>>().join(", ");
        let recorded = Some(order(recorded.iter().collect()));
        let now = Some(order(now.iter().collect()));
        found.push(Difference { part: Part::Request, place: "their order".to_owned(), recorded, now });
    }
}

/// Which recorded request each of the present ones is: as the replay answered them.
fn pairs(recorded: &[Exchange], now: &[Exchange]) -> Vec<Option<usize>> {
    let mut used = vec![false; recorded.len()];
    let mut pairs = Vec::new();
    for exchange in now {
        let alike = |at: &usize| {
            let other = recorded.get(*at);
            used.get(*at) == Some(&false)
                && other.is_some_and(|other| other.method == exchange.method && reads_alike(&other.url, &exchange.url))
        };
        let same = |at: &usize| recorded.get(*at).is_some_and(|other| same_content(&other.body, &exchange.body));
        let mut candidates = (0..recorded.len()).filter(alike);
        let first = candidates.clone().next();
        let partner = candidates.find(same).or(first);
        if let Some(used) = partner.and_then(|at| used.get_mut(at)) {
            *used = true;
        }
        pairs.push(partner);
    }
    pairs
}

fn bodies(recorded: &Exchange, now: &Exchange, found: &mut Vec<Difference>) {
    // What was not read to its end then, is not read now.
    if recorded.body.unfinished.is_some() || same_content(&recorded.body, &now.body) {
        return;
    }
    let place = format!("{} body", name(now));
    let json = |body: &Body| match &body.kept {
        Content::Text(text) => serde_json::from_str::<Value>(text).ok().filter(|value| !value.is_string()),
        Content::Base64(_) | Content::LeftOut(_) => None,
    };
    match (json(&recorded.body), json(&now.body)) {
        (Some(before), Some(after)) if before != after => {
            let mut inside = Vec::new();
            values(Part::Request, "", Some(&before), Some(&after), &mut inside);
            let at = |difference: Difference| {
                let place = format!("{place}: {}", difference.place);
                Difference { place, ..difference }
            };
            found.extend(inside.into_iter().map(at));
        }
        _ => {
            let (recorded, now) = match (&recorded.body.kept, &now.body.kept) {
                (Content::Text(before), Content::Text(after)) if !before.is_empty() && !after.is_empty() => {
                    from_where_they_differ(Some(before.clone()), Some(after.clone()))
                }
                _ => (Some(body_in_words(&recorded.body)), Some(body_in_words(&now.body))),
            };
            found.push(Difference { part: Part::Request, place, recorded, now });
        }
    }
}

/// What came back then, and is not in the recording whole.
fn unplayable(recorded: &Exchange, found: &mut Vec<Difference>) {
    let Outcome::Response { body, .. } = &recorded.outcome else { return };
    let why = match &body.kept {
        Content::LeftOut(why) => why.clone(),
        _ if body.cut => format!("only the beginning of its {} bytes was kept", body.bytes),
        _ => return,
    };
    found.push(Difference {
        part: Part::Recording,
        place: format!("{} response", name(recorded)),
        recorded: Some(why),
        now: Some("the adapter is told that the response broke off".to_owned()),
    });
}

/// What was used then, and is in no recording. Nothing stands in for it, so that what the adapter does from there on is
/// no difference of the adapter's.
fn beyond(what: &Premise) -> Difference {
    let none = match what {
        Premise::File { .. } => "now there are no folders, for a recording has no files",
        Premise::Tcp(_) => "now it is refused, for a recording has no TCP connections",
    };
    let (recorded, now) = (Some("the call used it".to_owned()), Some(none.to_owned()));
    Difference { part: Part::Recording, place: what.to_string(), recorded, now }
}

fn name(exchange: &Exchange) -> String {
    format!("{} {}", exchange.method, short(&exchange.url))
}

fn body_in_words(body: &Body) -> String {
    match &body.kept {
        Content::Text(text) if text.is_empty() => "no body".to_owned(),
        Content::Text(text) => short(text),
        Content::Base64(_) => format!("{} bytes that are no text", body.bytes),
        Content::LeftOut(why) => why.clone(),
    }
}

fn headers(recorded: &Account, now: &Account, notes: &mut Vec<String>) {
    for (exchange, partner) in now.outgoing.iter().zip(pairs(&recorded.outgoing, &now.outgoing)) {
        let Some(before) = partner.and_then(|at| recorded.outgoing.get(at)) else { continue };
        let missing = |of: &Exchange, other: &Exchange, word: &str| -> Vec<String> {
            let lost = of.headers.iter().filter(|header| !other.headers.contains(header));
            // The length says what the comparison of the body says better.
            let lost = lost.filter(|(header, _)| header != "content-length");
            lost.map(|(header, value)| format!("{} {word} {header}: {}", name(of), short(value))).collect()
        };
        notes.extend(missing(before, exchange, "has no more"));
        notes.extend(missing(exchange, before, "has newly"));
    }
}

fn steps(recorded: &[StoreStep], now: &[StoreStep], found: &mut Vec<Difference>) {
    let mut left: Vec<_> = recorded.iter().collect();
    for step in now {
        match left.iter().position(|other| other.call == step.call) {
            Some(at) => {
                left.remove(at);
            }
            None => found.push(Difference {
                part: Part::Store,
                place: String::new(),
                recorded: None,
                now: Some(step_in_words(step)),
            }),
        }
    }
    found.extend(left.into_iter().map(|step| Difference {
        part: Part::Store,
        place: String::new(),
        recorded: Some(step_in_words(step)),
        now: None,
    }));
}

fn step_in_words(step: &StoreStep) -> String {
    serde_json::to_string(&step.call).map_or_else(|_| String::new(), |json| short(&json))
}

fn same_content(one: &Body, other: &Body) -> bool {
    match (&one.kept, &other.kept) {
        (Content::Text(one), Content::Text(other)) => reads_alike(one, other),
        (one, other) => one == other,
    }
}

/// Two texts, shortened; where both are long, from a little before the first character that differs.
fn from_where_they_differ(one: Option<String>, other: Option<String>) -> (Option<String>, Option<String>) {
    let shared = match (&one, &other) {
        (Some(one), Some(other)) if one.len().min(other.len()) > SHOWN_CHARACTERS => {
            one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count().saturating_sub(SHOWN_BEFORE)
        }
        _ => 0,
    };
    let cut = |text: String| {
        let rest = short(&text.chars().skip(shared).collect::<String>());
        if shared == 0 { rest } else { format!("…{rest}") }
    };
    (one.map(cut), other.map(cut))
}

fn short(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if plain.chars().count() <= SHOWN_CHARACTERS {
        return plain;
    }
    plain.chars().take(SHOWN_CHARACTERS).chain(['…']).collect()
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = match self.part {
            Part::Reply => "reply",
            Part::Request => "request",
            Part::Store => "store",
            Part::Recording => "not in the recording",
        };
        if self.part == Part::Recording {
            let words =
                [Some(&self.place).filter(|place| !place.is_empty()), self.recorded.as_ref(), self.now.as_ref()];
            let words: Vec<_> = words.into_iter().flatten().map(String::as_str).collect();
            return write!(f, "{part}: {}", words.join("; "));
        }
        let place = if self.place.is_empty() { String::new() } else { format!(" {}", self.place) };
        match (&self.recorded, &self.now) {
            (Some(recorded), Some(now)) => write!(f, "{part}{place}: was {recorded}, now {now}"),
            (Some(recorded), None) => write!(f, "{part}{place}: was {recorded}, now missing"),
            (None, Some(now)) => write!(f, "{part}{place}: new, {now}"),
            (None, None) => write!(f, "{part}{place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    #[track_caller]
    fn check(recorded: &Value, now: &Value, expected: Expect) {
        let mut found = Vec::new();
        values(Part::Reply, "", Some(recorded), Some(now), &mut found);
        expected.assert_eq(&found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn documents_are_compared_by_path() {
        let recorded = json!({"data": [{"id": "1", "totalAmount": {"value": 100}}, {"id": "2"}], "cursor": null});
        check(&recorded, &recorded, expect![""]);
        let now = json!({"data": [{"id": "1", "totalAmount": {"value": 101}, "note": "x"}]});
        check(
            &recorded,
            &now,
            expect![[r#"
                reply cursor: was null, now missing
                reply data[0].note: new, "x"
                reply data[0].totalAmount.value: was 100, now 101
                reply data[1]: was {"id":"2"}, now missing"#]],
        );
    }

    #[test]
    fn a_trap_is_the_same_wherever_it_is() {
        let end = |kind: &str, text: &str| End::Failed { kind: kind.into(), text: text.into(), backtrace: Vec::new() };
        let count = |recorded: &End, now: &End| {
            let mut found = Vec::new();
            ends(recorded, now, &mut found);
            found.len()
        };
        assert_eq!(count(&end("trap", "in a"), &end("trap", "in b")), 0);
        assert_eq!(count(&end("not_found", "no order 1"), &end("not_found", "no order 2")), 1);
        assert_eq!(count(&end("trap", "in a"), &End::Replied(json!({}))), 1);
        assert_eq!(count(&End::Abandoned, &End::Replied(json!({}))), 0);
    }
}
