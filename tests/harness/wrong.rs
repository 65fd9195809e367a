//! Every way in which a request may be wrong, found by walking through a right one beside its schema.

use crate::generate::Generator;
use patio_host::epos::json::MAX_ID_BYTES;
use serde_json::{Value, json};

/// A request that is wrong in one place.
#[derive(Clone, PartialEq, Debug)]
pub struct Wrong {
    /// What was a right request.
    pub body: Value,
    /// Where it is wrong, as an error names it: `items[0].plu`.
    pub place: String,
    /// What stands there now; none where something is missing.
    pub value: Option<Value>,
}

/// Makes a right request wrong, in each place and in each way.
pub fn wrongs(generator: &Generator, schema: &Value, right: &Value) -> Vec<Wrong> {
    let mut walk = Walk { generator, right, found: Vec::new() };
    walk.value("", &mut Vec::new(), schema, right);
    walk.found
}

/// Adds a property that no schema knows to every object.
pub fn with_unknown_properties(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut object: serde_json::Map<_, _> =
                object.iter().map(|(name, value)| (name.clone(), with_unknown_properties(value))).collect();
            object.insert("notInTheFile".to_owned(), json!([1, {"x": null}]));
            Value::Object(object)
        }
        Value::Array(list) => list.iter().map(with_unknown_properties).collect(),
        other => other.clone(),
    }
}

struct Walk<'a> {
    generator: &'a Generator,
    right: &'a Value,
    found: Vec<Wrong>,
}

/// One step into a value.
#[derive(Clone)]
enum Step {
    Property(String),
    First,
}

// === impl Walk ===

impl Walk<'_> {
    fn value(&mut self, place: &str, at: &mut Vec<Step>, schema: &Value, value: &Value) {
        let generator = self.generator;
        let schema = generator.resolve(schema);
        match value {
            Value::Object(object) => {
                let properties = &schema["properties"];
                let required: Vec<_> = schema["required"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    // A payment in cash has none, whatever the REST file says: over WebSocket it is left out.
                    .filter(|name| *name != "paymentIntentId" || place.is_empty())
                    .collect();
                for name in &required {
                    self.found.push(Wrong {
                        body: changed(self.right, at, |parent| {
                            parent.as_object_mut().expect("an object").remove(*name);
                        }),
                        // What is missing is named, and where.
                        place: (*name).to_owned(),
                        value: None,
                    });
                }
                if schema.get("anyOf").is_some() {
                    let alternatives = schema["anyOf"].as_array().into_iter().flatten();
                    let names: Vec<_> = alternatives.filter_map(|one| one["required"][0].as_str()).collect();
                    let body = changed(self.right, at, |parent| {
                        parent.as_object_mut().expect("an object").retain(|name, _| !names.contains(&name.as_str()));
                    });
                    self.found.push(Wrong { body, place: place.to_owned(), value: None });
                }
                for (name, value) in object {
                    let inner = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                    at.push(Step::Property(name.clone()));
                    let property = generator.resolve(&properties[name]);
                    let required = required.contains(&name.as_str());
                    let mut instead = instead_of(name, property, required);
                    // An id that names what is written, not one that stands somewhere in it.
                    if required && place.is_empty() && name.ends_with("Id") {
                        instead.extend(["", "a\u{0}b", "\u{7f}", &"x".repeat(MAX_ID_BYTES + 1)].map(Value::from));
                    }
                    for wrong in instead {
                        self.replace(&inner, at, wrong);
                    }
                    self.value(&inner, at, property, value);
                    at.pop();
                }
            }
            Value::Array(list) => {
                let Some(first) = list.first() else { return };
                let inner = format!("{place}[0]");
                at.push(Step::First);
                let items = generator.resolve(&schema["items"]);
                // A list has no nulls.
                for wrong in instead_of("", items, true) {
                    self.replace(&inner, at, wrong);
                }
                self.value(&inner, at, items, first);
                at.pop();
            }
            _ => (),
        }
    }

    fn replace(&mut self, place: &str, at: &[Step], wrong: Value) {
        let body = changed(self.right, at, |value| *value = wrong.clone());
        self.found.push(Wrong { body, place: place.to_owned(), value: Some(wrong) });
    }
}

fn changed(right: &Value, at: &[Step], change: impl FnOnce(&mut Value)) -> Value {
    let mut body = right.clone();
    let mut place = &mut body;
    for step in at {
        place = match step {
            Step::Property(name) => &mut place[name.as_str()],
            Step::First => &mut place[0],
        };
    }
    change(place);
    body
}

/// What may not stand in the place of a property.
fn instead_of(name: &str, schema: &Value, required: bool) -> Vec<Value> {
    let kind = schema["type"].as_str().unwrap_or("object");
    let mut wrong: Vec<_> = [
        ("string", json!("text")),
        ("integer", json!(7)),
        ("boolean", json!(true)),
        ("array", json!([])),
        ("object", json!({})),
        ("number", json!(2.5)),
    ]
    .into_iter()
    .filter(|(other, _)| *other != kind)
    .map(|(_, value)| value)
    .collect();
    if required {
        wrong.push(Value::Null);
    }
    match kind {
        "integer" => wrong.extend(out_of_range(name)),
        "string" => {
            wrong.extend(no_such_text(name, schema).into_iter().map(Value::from));
        }
        "array" if name == "tableIds" && schema["minItems"] == 1 => wrong.push(json!([])),
        _ => (),
    }
    wrong
}

/// Whole numbers that are too small or too large.
fn out_of_range(name: &str) -> Vec<Value> {
    let everywhere = [json!(1e300), json!(u64::MAX), json!("7")];
    let here: &[i64] = match name {
        "limit" => &[0, -1, 101, i64::MAX],
        "covers" => &[-1, 1 << 32],
        "quantity" | "amountPercentage" => &[1 << 31, -(1 << 31) - 1],
        // An amount may be as large as it likes; only some are not negative.
        _ => &[],
    };
    everywhere.into_iter().chain(here.iter().map(|value| json!(value))).collect()
}

/// Texts that do not say what they should.
fn no_such_text(name: &str, schema: &Value) -> Vec<String> {
    let of = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    if schema.get("enum").is_some() {
        return of(&["", "Nonsense", "dineIn"]);
    }
    if schema["format"] == "date-time" {
        return of(&[
            "",
            "yesterday",
            "2026-11-22",
            "19:04:05Z",
            "2026-11-22T19:04:05",
            "2026-13-45T19:04:05Z",
            "2026-11-22T25:04:05Z",
            "2026-11-22T19:04:05+99:99",
            "-271821-04-20T00:00:00Z",
            "1795374245",
            "2026-11-22T19:04:05Z\u{0}",
        ]);
    }
    if let Some(most) = schema["maxLength"].as_u64().filter(|_| name != "currencyCode") {
        return vec!["é".repeat(usize::try_from(most).expect("a length") + 1)];
    }
    match name {
        "currencyCode" => of(&["", "GB", "gbp", "G1P", "POUNDS", "£££", "GBP "]),
        "status" if schema["minLength"] == 1 => of(&[""]),
        _ => Vec::new(),
    }
}
