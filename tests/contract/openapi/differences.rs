//! Where two documents' schemas of the same thing differ.

use super::document::Document;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Which way something goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    /// To us: any difference counts.
    Request,
    /// From us: only what allows more than the official file counts.
    Reply,
}

/// What was found so far.
pub struct Differences<'d> {
    official: &'d Document,
    ours: &'d Document,
    seen: BTreeSet<(Side, String)>,
    /// Sentences, each with the place by our names.
    pub found: BTreeSet<String>,
}

/// Keywords that bound a value, and whether a larger bound allows more.
const BOUNDS: [(&str, bool); 6] = [
    ("minimum", false),
    ("maximum", true),
    ("minLength", false),
    ("maxLength", true),
    ("minItems", false),
    ("maxItems", true),
];

/// Keywords that are there, or not, with one meaning.
const EXACT: [&str; 5] = ["type", "format", "pattern", "additionalProperties", "not"];

/// Keywords that are looked at in other ways, and those that bound nothing.
const OTHERS: [&str; 13] = [
    "$ref",
    "enum",
    "const",
    "items",
    "properties",
    "required",
    "anyOf",
    "oneOf",
    "title",
    "description",
    "default",
    "example",
    "readOnly",
];

/// The object that a schema describes: branches of `anyOf` and `oneOf` put together.
#[derive(Default)]
struct Object {
    properties: BTreeMap<String, Value>,
    required: BTreeSet<String>,
    /// Of these sets of fields, at least one is there.
    needed: BTreeSet<BTreeSet<String>>,
}

// === impl Differences ===

impl<'d> Differences<'d> {
    pub fn new(official: &'d Document, ours: &'d Document) -> Self {
        Self { official, ours, seen: BTreeSet::new(), found: BTreeSet::new() }
    }

    /// Compares two schemas, of which either may be missing.
    pub fn of(&mut self, side: Side, at: &str, official: Option<&Value>, ours: Option<&Value>) {
        match (official, ours) {
            (Some(official), Some(ours)) => self.schemas(side, at, official, ours),
            (None, None) => {}
            (official, _) => self.say(side, at, if official.is_some() { "is missing" } else { "is added" }),
        }
    }

    fn say(&mut self, side: Side, at: &str, what: &str) {
        let side = if side == Side::Request { "request" } else { "reply" };
        self.found.insert(format!("{side} {at}: {what}"));
    }

    fn schemas(&mut self, side: Side, at: &str, official: &Value, ours: &Value) {
        let (official_document, our_document) = (self.official, self.ours);
        let (official, _) = official_document.resolve(official);
        let (ours, name) = our_document.resolve(ours);
        let at = name.unwrap_or(at);
        if name.is_some() && !self.seen.insert((side, at.to_owned())) {
            return;
        }
        for keyword in [official, ours].into_iter().filter_map(Value::as_object).flat_map(|schema| schema.keys()) {
            let known = EXACT.contains(&keyword.as_str())
                || BOUNDS.iter().any(|(bound, _)| bound == keyword)
                || OTHERS.contains(&keyword.as_str())
                || keyword.starts_with("x-");
            assert!(known, "{at}: {keyword} is not compared: do so");
        }
        for keyword in EXACT {
            self.exact(side, at, keyword, official, ours);
        }
        for (keyword, larger_allows_more) in BOUNDS {
            self.bound(side, at, keyword, larger_allows_more, official, ours);
        }
        match (words(official), words(ours)) {
            (None, None) => {}
            (official, ours) if official == ours => {}
            (official, ours) => self.say(side, at, &format!("has the words {ours:?}, officially {official:?}")),
        }
        if let (Some(official), Some(ours)) = (official.get("items"), ours.get("items")) {
            self.schemas(side, &format!("{at}[]"), official, ours);
        }
        self.objects(side, at, &Object::of(official), &Object::of(ours));
    }

    fn objects(&mut self, side: Side, at: &str, official: &Object, ours: &Object) {
        for name in official.properties.keys().chain(ours.properties.keys()).collect::<BTreeSet<_>>() {
            let within = format!("{at}.{name}");
            self.of(side, &within, official.properties.get(name), ours.properties.get(name));
            match (official.required.contains(name), ours.required.contains(name)) {
                (true, false) => self.say(side, &within, "is optional, officially required"),
                (false, true) if side == Side::Request => self.say(side, &within, "is required, officially optional"),
                _ => {}
            }
        }
        if official.needed != ours.needed {
            self.say(side, at, &format!("needs one of {:?}, officially {:?}", ours.needed, official.needed));
        }
    }

    fn exact(&mut self, side: Side, at: &str, keyword: &str, official: &Value, ours: &Value) {
        let (officially, mine) = (keyword_of(official, keyword), keyword_of(ours, keyword));
        if officially != mine && (side == Side::Request || officially.is_some()) {
            self.say(
                side,
                at,
                &format!("{keyword} is {}, officially {}", shown(mine.as_ref()), shown(officially.as_ref())),
            );
        }
    }

    fn bound(&mut self, side: Side, at: &str, keyword: &str, larger_allows_more: bool, official: &Value, ours: &Value) {
        let (officially, mine) = (official.get(keyword), ours.get(keyword));
        let allows_more = match (officially.and_then(Value::as_i64), mine.and_then(Value::as_i64)) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(officially), Some(mine)) => {
                if larger_allows_more {
                    mine > officially
                } else {
                    mine < officially
                }
            }
        };
        if officially != mine && (side == Side::Request || allows_more) {
            self.say(side, at, &format!("{keyword} is {}, officially {}", shown(mine), shown(officially)));
        }
    }
}

/// A keyword, where some are understood: an object is one by its properties, and openness is the default.
fn keyword_of(schema: &Value, keyword: &str) -> Option<Value> {
    match (keyword, schema.get(keyword)) {
        ("type", None) if schema.get("properties").is_some() || schema.get("oneOf").is_some() => {
            let branch = schema.pointer("/oneOf/0/type").cloned();
            Some(branch.unwrap_or("object".into()))
        }
        (_, value) => value.cloned(),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or("none".to_owned(), ToString::to_string)
}

/// The words that a schema allows.
fn words(schema: &Value) -> Option<BTreeSet<String>> {
    let text = |word: &Value| word.as_str().unwrap_or_else(|| panic!("no word: {word}")).to_owned();
    if let Some(words) = schema.get("enum") {
        return Some(words.as_array().unwrap().iter().map(text).collect());
    }
    if let Some(word) = schema.get("const") {
        return Some([text(word)].into());
    }
    schema.get("oneOf")?.as_array().unwrap().iter().map(|branch| branch.get("const").map(text)).collect()
}

// === impl Object ===

impl Object {
    fn of(schema: &Value) -> Self {
        let mut object = Self::default();
        object.take(schema);
        let branches: Vec<_> = ["anyOf", "oneOf"]
            .iter()
            .filter_map(|keyword| schema.get(keyword)?.as_array())
            .flatten()
            .map(|branch| {
                let mut of_branch = Self::default();
                of_branch.take(branch);
                of_branch
            })
            .collect();
        let always = branches.iter().map(|branch| branch.required.clone()).reduce(|one, other| &one & &other);
        for branch in branches {
            let needed = always.as_ref().map(|always| &branch.required - always).unwrap_or_default();
            if !needed.is_empty() {
                object.needed.insert(needed);
            }
            object.merge(branch.properties);
        }
        object.required.extend(always.unwrap_or_default());
        object
    }

    fn take(&mut self, schema: &Value) {
        self.merge(schema["properties"].as_object().cloned().into_iter().flatten().collect());
        let required = schema["required"].as_array().into_iter().flatten();
        self.required.extend(required.map(|name| name.as_str().unwrap().to_owned()));
    }

    /// A field of several branches has the words of all.
    fn merge(&mut self, properties: BTreeMap<String, Value>) {
        for (name, property) in properties {
            let before = self.properties.get(&name).and_then(words);
            let property = match (before, words(&property)) {
                (Some(before), Some(new)) => json!({"type": "string", "enum": &before | &new}),
                _ => property,
            };
            self.properties.insert(name, property);
        }
    }
}
