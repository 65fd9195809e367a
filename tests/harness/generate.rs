//! Values of the official schemas, made by reading the schemas: whatever they allow, and what our own rules allow too.

use crate::specs::Spec;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Makes values of the schemas of one file.
#[derive(Clone, Debug)]
pub struct Generator {
    schemas: Value,
    kind: Kind,
    chosen: BTreeMap<&'static str, Vec<Value>>,
}

/// Which values are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// All that the schema allows.
    Any,
    /// Those that our own rules allow too, which no schema has: one currency, ids that are some, times in order.
    Fine,
    /// Those of them that leave nothing out.
    Complete,
}

// === impl Generator ===

impl Generator {
    /// Values that are valid by the schema, whether our own rules like them or not.
    pub fn any(spec: &Spec) -> Self {
        Self::new(spec, Kind::Any)
    }

    /// Values that every venue serves.
    pub fn fine(spec: &Spec) -> Self {
        Self::new(spec, Kind::Fine)
    }

    /// Values that every venue serves, with all optional properties, and no list empty.
    pub fn complete(spec: &Spec) -> Self {
        Self::new(spec, Kind::Complete)
    }

    fn new(spec: &Spec, kind: Kind) -> Self {
        Self { schemas: spec.document()["components"]["schemas"].clone(), kind, chosen: BTreeMap::new() }
    }

    /// The properties of this name, or what is in their lists, have one of these values.
    #[must_use]
    pub fn choosing<V: Into<Value>>(mut self, name: &'static str, values: impl IntoIterator<Item = V>) -> Self {
        self.chosen.insert(name, values.into_iter().map(Into::into).collect());
        self
    }

    /// A strategy for the values of a schema that stands in the file.
    pub fn values(&self, schema: &Value) -> BoxedStrategy<Value> {
        self.named("", schema)
    }

    /// What a schema is once its references are followed.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(reference) = schema["$ref"].as_str() else { return schema };
        let name = reference.strip_prefix("#/components/schemas/").expect("references stay in the components");
        self.resolve(self.schemas.get(name).unwrap_or_else(|| panic!("the file has no schema {name:?}")))
    }

    /// The value of a property: its name says which of our rules it is under.
    fn named(&self, name: &str, schema: &Value) -> BoxedStrategy<Value> {
        let schema = self.resolve(schema);
        if let Some(words) = schema["enum"].as_array() {
            return select(words.clone()).boxed();
        }
        match schema["type"].as_str() {
            Some("string" | "integer") if let Some(chosen) = self.chosen.get(name) => select(chosen.clone()).boxed(),
            Some("string") => self.text(name, schema),
            Some("integer") => self.integer(name, schema),
            Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
            Some("array") => self.list(name, schema),
            // Some schemas of objects do not say that they are.
            Some("object") | None if schema.get("properties").is_some() => self.object(schema),
            Some("object") => Just(json!({})).boxed(),
            other => panic!("no values are made of the type {other:?}: {schema}"),
        }
    }

    fn object(&self, schema: &Value) -> BoxedStrategy<Value> {
        let properties = schema["properties"].as_object().expect("properties are an object");
        let words = |list: &Value| -> Vec<String> {
            list.as_array().into_iter().flatten().map(|word| word.as_str().expect("a name").to_owned()).collect()
        };
        let (kind, required) = (self.kind, words(&schema["required"]));
        let entries: Vec<_> = properties
            .iter()
            .map(|(name, schema)| {
                let value = self.named(name, schema);
                match kind {
                    Kind::Complete => value.prop_map(Some).boxed(),
                    _ if required.contains(name) => value.prop_map(Some).boxed(),
                    _ => prop::option::of(value).boxed(),
                }
            })
            .collect();
        let names: Vec<_> = properties.keys().cloned().collect();
        // Of the alternatives in `anyOf` one at least is given. The file only uses it to require properties.
        let alternatives: Vec<_> =
            schema["anyOf"].as_array().into_iter().flatten().map(|one| words(&one["required"])).collect();
        let chosen = if alternatives.is_empty() { Just(Vec::new()).boxed() } else { select(alternatives).boxed() };
        let generator = self.clone();
        let properties = properties.clone();
        (entries, chosen)
            .prop_flat_map(move |(values, chosen)| {
                let object: Map<_, _> =
                    names.iter().cloned().zip(values).filter_map(|(name, it)| Some((name, it?))).collect();
                let missing: Vec<_> = chosen.into_iter().filter(|name| !object.contains_key(name)).collect();
                let added: Vec<_> = missing.iter().map(|name| generator.named(name, &properties[name])).collect();
                (Just(object), Just(missing), added)
            })
            .prop_map(move |(mut object, names, values)| {
                object.extend(names.into_iter().zip(values));
                // Both directions at once are a page of nothing.
                if kind != Kind::Any && object.contains_key("before") {
                    object.remove("after");
                }
                Value::Object(object)
            })
            .boxed()
    }

    fn list(&self, name: &str, schema: &Value) -> BoxedStrategy<Value> {
        // `minLength` on a list is a slip of the file: it means `minItems`, which no validator reads into it.
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let least = match self.kind {
            Kind::Complete => 1,
            Kind::Fine if name == "tableIds" => 1,
            _ => usize::try_from(least).expect("a few"),
        };
        vec(self.named(name, &schema["items"]), least..least + 3).prop_map(Value::from).boxed()
    }

    fn integer(&self, name: &str, schema: &Value) -> BoxedStrategy<Value> {
        if self.kind != Kind::Any {
            return match name {
                "limit" => (1..=100_i64).boxed(),
                "covers" => (0..=i64::from(i32::MAX)).boxed(),
                "value" => (0..=1_000_000_000_i64).boxed(),
                "quantity" | "amountPercentage" => any::<i32>().prop_map(i64::from).boxed(),
                _ => panic!("which integers are fine for {name:?}? Say so here"),
            }
            .prop_map(Value::from)
            .boxed();
        }
        let [least, most] = ["minimum", "maximum"].map(|bound| schema[bound].as_i64());
        let (least, most) = match schema["format"].as_str() {
            Some("int32") => (least.unwrap_or(i32::MIN.into()), most.unwrap_or(i32::MAX.into())),
            _ => (least.unwrap_or(i64::MIN), most.unwrap_or(i64::MAX)),
        };
        let near = (-3..=101_i64).prop_map(move |value| value.clamp(least, most));
        prop_oneof![3 => near, 1 => least..=most, 1 => select(vec![least, most])].prop_map(Value::from).boxed()
    }

    fn text(&self, name: &str, schema: &Value) -> BoxedStrategy<Value> {
        if schema["format"] == "date-time" {
            return time(if self.kind == Kind::Any { 2000..2100 } else { years(name) });
        }
        if self.kind != Kind::Any {
            let narrowed = match name {
                "currencyCode" => Some(Just("GBP".to_owned()).boxed()),
                "dojoOrderId" | "dojoPartyId" | "dojoReservationId" | "lockId" => Some(id()),
                // Of a payment in cash it is empty, but not of one that is to be recorded.
                "paymentIntentId" | "paymentIntentIds" => Some(id()),
                // Empty means none.
                "before" | "after" | "status" => Some("[a-z ]{1,12}".boxed()),
                _ => None,
            };
            if let Some(narrowed) = narrowed {
                return narrowed.prop_map(Value::from).boxed();
            }
        }
        let bound = |name: &str| schema[name].as_u64().map(|bound| usize::try_from(bound).expect("a length"));
        let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength").unwrap_or(usize::MAX));
        text()
            .prop_map(move |text| {
                let text: String = text.chars().take(most).collect();
                let short = least.saturating_sub(text.chars().count());
                Value::from(text + &"x".repeat(short))
            })
            .boxed()
    }
}

/// Texts as people and programs write them.
pub fn text() -> BoxedStrategy<String> {
    prop_oneof![
        1 => Just(String::new()),
        4 => "[a-zA-Z0-9 ]{1,12}",
        2 => "\\PC{1,8}",
        1 => Just("🍔\u{202e}é\u{0}\"\\\n\u{7f}".to_owned()),
    ]
    .boxed()
}

/// Ids as others make them.
pub fn id() -> BoxedStrategy<String> {
    prop_oneof![4 => "[a-zA-Z0-9_-]{1,40}", 1 => "[a-z/ %é🍔]{1,20}"].boxed()
}

/// A party or a reservation begins before it ends: each name has its years.
fn years(name: &str) -> std::ops::Range<i32> {
    match name {
        "startTime" => 2020..2025,
        "expectedEndTime" | "endTime" => 2025..2030,
        _ => 2020..2030,
    }
}

/// RFC 3339 in its various forms.
fn time(years: std::ops::Range<i32>) -> BoxedStrategy<Value> {
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{3}", "\\.[0-9]{1,9}"];
    let offset = select(vec!["Z", "Z", "+00:00", "+01:00", "-11:30"]);
    (years, 1..=12, 2..=27, 0..24, 0..60, 0..60, fraction, offset)
        .prop_map(|(year, month, day, hour, minute, second, fraction, offset)| {
            json!(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}"))
        })
        .boxed()
}
