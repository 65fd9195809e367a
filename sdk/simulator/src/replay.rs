//! A transcript that is said again: the same requests to a point of sale, and where it answers otherwise than before.

use crate::cloud::Cloud;
use crate::line::{Ask, Heard, Line, Requester};
use crate::operation::Operation;
use crate::transcript::{Entry, Kind, Way};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// For how long a read is asked again until it is as before: what an event tells of is settled after it was acknowledged,
/// and a host gives a point of sale five seconds for it.
const SETTLED_WITHIN: Duration = Duration::from_secs(5);

/// Between two of them.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// What is another each time, and says nothing about how a point of sale answers.
const VOLATILE: [&str; 5] = ["traceId", "createdAt", "updatedAt", "before", "after"];

/// Requests to be said again.
pub struct Replay {
    steps: Vec<Step>,
}

enum Step {
    /// The cloud has this payment intent from now on.
    Put(Value),
    Ask {
        /// In the transcript.
        number: u64,
        ask: Ask,
        before: Answer,
    },
}

/// An answer, as far as two are compared.
#[derive(PartialEq)]
enum Answer {
    Done(Value),
    /// The kind of EPOSError: messages may be worded otherwise.
    Refused(String),
}

/// Why a file is no transcript.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadTranscript {
    /// A line cannot be read.
    #[error("line {line} is no entry of a transcript: {why}")]
    BadLine {
        /// From 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// It has no request to a point of sale that was answered.
    #[error("nothing in it was asked of a point of sale")]
    Empty,
}

// === impl Replay ===

impl FromStr for Replay {
    type Err = BadTranscript;

    fn from_str(text: &str) -> Result<Self, BadTranscript> {
        let mut entries = Vec::new();
        for (line, text) in (1..).zip(text.lines()) {
            let entry: Entry =
                serde_json::from_str(text).map_err(|error| BadTranscript::BadLine { line, why: error.to_string() })?;
            entries.push(entry);
        }
        let replies: HashMap<_, _> =
            entries.iter().filter(|it| it.kind == Kind::Reply).filter_map(|it| Some((it.of?, it))).collect();
        let mut steps: Vec<Step> = Vec::new();
        for entry in &entries {
            match entry.kind {
                Kind::Intent => steps.extend(entry.body.clone().map(Step::Put)),
                Kind::Request if entry.way != Way::Dojo => {
                    // What got no answer was asked again, and stands there a second time.
                    let answer = replies.get(&entry.number).and_then(|reply| Answer::of(reply));
                    let (Some(ask), Some(before)) = (ask(entry), answer) else { continue };
                    // Of reads that wait for something, the last one saw it.
                    if let Some(Step::Ask { ask: last, .. }) = steps.last()
                        && is_read(&ask)
                        && is_same(last, &ask)
                    {
                        steps.pop();
                    }
                    steps.push(Step::Ask { number: entry.number, ask, before });
                }
                _ => (),
            }
        }
        if steps.iter().any(|step| matches!(step, Step::Ask { .. })) {
            Ok(Self { steps })
        } else {
            Err(BadTranscript::Empty)
        }
    }
}

impl Replay {
    /// Says everything again, and returns how many answers are not as before. Says each of those.
    pub async fn play(&self, line: &Line, cloud: &Cloud, account: &str, say: &mut (dyn FnMut(&str) + Send)) -> usize {
        let (mut asked, mut others) = (0, 0);
        // Where one read never came to be as before, the later ones will not either: nobody waits for each.
        let mut patience = SETTLED_WITHIN;
        for step in &self.steps {
            match step {
                Step::Put(intent) => cloud.put(account, intent.clone()),
                Step::Ask { number, ask, before } => {
                    asked += 1;
                    if let Some(difference) = differs(line, ask, before, patience).await {
                        others += 1;
                        if is_read(ask) {
                            patience = Duration::ZERO;
                        }
                        say(&format!("entry {number}, {}: {difference}", ask.operation.name));
                    }
                }
            }
        }
        say(&format!("{asked} requests said again, {others} answered otherwise"));
        others
    }
}

async fn differs(line: &Line, ask: &Ask, before: &Answer, patience: Duration) -> Option<String> {
    let end = Instant::now() + patience;
    loop {
        let difference = match line.ask(ask).await {
            Heard::Done(value) => before.difference(&Answer::Done(value))?,
            Heard::Refused(refusal) => before.difference(&Answer::Refused(refusal.error_type))?,
            Heard::Nothing(why) => format!("it was answered, and now {why}"),
        };
        if !is_read(ask) || Instant::now() >= end {
            return Some(difference);
        }
        sleep(ASK_EVERY).await;
    }
}

// === impl Answer ===

impl Answer {
    fn of(reply: &Entry) -> Option<Self> {
        let body = reply.body.clone().unwrap_or(Value::Null);
        let kind = |error: &Value| Self::Refused(error["errorType"].as_str().unwrap_or_default().to_owned());
        match reply.status {
            Some(200) => Some(Self::Done(body)),
            Some(400..=599) => Some(kind(&body)),
            Some(_) => None,
            None => body.get("error").map(kind).or_else(|| body.get("result").cloned().map(Self::Done)),
        }
    }

    /// Where another answer is not the same.
    fn difference(&self, now: &Self) -> Option<String> {
        match (self, now) {
            (Self::Done(before), Self::Done(now)) => difference("$", before, now),
            (Self::Refused(before), Self::Refused(now)) => {
                (before != now).then(|| format!("it was refused with {before}, and now with {now}"))
            }
            (Self::Done(_), Self::Refused(now)) => Some(format!("it was done, and now it is refused with {now}")),
            (Self::Refused(before), Self::Done(_)) => Some(format!("it was refused with {before}, and now it is done")),
        }
    }
}

/// Characters of a value that are said: an amount with its currency, or a name, is shorter.
const SAID_CHARACTERS: usize = 80;

/// The first place where two values differ.
fn difference(at: &str, before: &Value, now: &Value) -> Option<String> {
    let said = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), said);
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            let names = before.keys().chain(now.keys().filter(|name| !before.contains_key(*name)));
            names.filter(|name| !VOLATILE.contains(&name.as_str())).find_map(|name| {
                let at = format!("{at}.{name}");
                match (before.get(name), now.get(name)) {
                    (Some(before), Some(now)) => difference(&at, before, now),
                    (before, now) => Some(format!("{at} was {}, and is {}", said(before), said(now))),
                }
            })
        }
        (Value::Array(before), Value::Array(now)) if before.len() == now.len() => (0..)
            .zip(before.iter().zip(now))
            .find_map(|(index, (before, now)): (usize, _)| difference(&format!("{at}[{index}]"), before, now)),
        // An empty success may have a body or none.
        (Value::Null, Value::Object(empty)) | (Value::Object(empty), Value::Null) if empty.is_empty() => None,
        (Value::Array(before), Value::Array(now)) => {
            Some(format!("{at} had {} entries, and has {}", before.len(), now.len()))
        }
        (before, now) if before == now => None,
        (before, now) => Some(format!("{at} was {}, and is {}", said(Some(before)), said(Some(now)))),
    }
}

/// A value in a line that a person reads: an order alone would fill the screen.
fn said(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SAID_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// A request of the transcript as it can be asked again; none where it was malformed on purpose.
fn ask(entry: &Entry) -> Option<Ask> {
    let operation = Operation::by_name(&entry.what)?;
    let requester = Requester { waiter_id: entry.waiter.clone(), device_id: "simulator-replay".to_owned() };
    let mut ask = Ask::new(operation, &requester);
    ask.fields = entry.fields.clone();
    ask.body = match (entry.way, entry.body.as_ref()) {
        (_, None) => Map::new(),
        (Way::Socket, Some(frame)) => {
            let mut params = frame["params"].as_object()?.clone();
            params.remove("headers");
            for name in ask.fields.keys() {
                params.remove(operation.socket_field(name));
            }
            params
        }
        (_, Some(body)) => body.as_object()?.clone(),
    };
    Some(ask)
}

fn is_read(ask: &Ask) -> bool {
    ask.operation.method == "GET" || ask.operation.name.starts_with("Search")
}

fn is_same(one: &Ask, other: &Ask) -> bool {
    one.operation == other.operation && one.fields == other.fields && one.body == other.body
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_is_said_with_its_place() {
        let order = |payable: bool| json!({"data": [{"id": "1", "payable": payable, "updatedAt": payable}]});
        assert_eq!(difference("$", &order(true), &order(true)), None);
        let said = difference("$", &order(true), &order(false));
        assert_eq!(said.as_deref(), Some("$.data[0].payable was true, and is false"));
        let said = difference("$", &json!({"a": 1}), &json!({"b": 1}));
        assert_eq!(said.as_deref(), Some("$.a was 1, and is nothing"));
        let said = difference("$", &json!({"data": [1, 2]}), &json!({"data": [2]}));
        assert_eq!(said.as_deref(), Some("$.data had 2 entries, and has 1"));
    }

    #[test]
    fn what_is_long_is_cut() {
        let said = difference("$", &json!("é".repeat(500)), &json!(1)).unwrap();
        assert_eq!(said, format!("$ was \"{}…, and is 1", "é".repeat(79)));
    }

    #[test]
    fn what_changes_each_time_is_no_difference() {
        assert_eq!(difference("$", &json!({"traceId": "1"}), &json!({"traceId": "2"})), None);
        assert_eq!(difference("$", &json!(null), &json!({})), None);
    }
}
