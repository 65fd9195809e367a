//! Values of every shape that a schema allows, as far as our schemas go.

use super::document::Document;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Fields of objects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Those that the schema names.
    Known,
    /// Others as well, where the schema allows them.
    AndUnknown,
}

/// Values that are valid for a schema. An optional list is left out rather than empty, as we write it.
pub fn values(document: &Document, schema: &Value, fields: Fields) -> BoxedStrategy<Value> {
    let (target, _) = document.resolve(schema);
    let of = |schema: &Value| values(document, schema, fields);
    if let Some(branches) = target.get("oneOf") {
        let branches: Vec<_> = branches.as_array().unwrap().iter().map(of).collect();
        return prop::strategy::Union::new(branches).boxed();
    }
    if let Some(only) = target.get("const") {
        return Just(only.clone()).boxed();
    }
    if let Some(words) = target.get("enum") {
        return select(words.as_array().unwrap().clone()).boxed();
    }
    match target["type"].as_str().unwrap_or_else(|| panic!("no type: {target:#}")) {
        "object" => object(document, target, fields),
        "array" => list(target, of(&target["items"])),
        "string" => string(target),
        "integer" => integer(target),
        "boolean" => any::<bool>().prop_map(Value::Bool).boxed(),
        other => panic!("{other} is not known here: {target:#}"),
    }
}

fn names(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn object(document: &Document, schema: &Value, fields: Fields) -> BoxedStrategy<Value> {
    let required = names(&schema["required"]);
    let branches: Vec<_> =
        schema["anyOf"].as_array().into_iter().flatten().map(|branch| names(&branch["required"])).collect();
    // Of the fields that exclude each other, the last goes.
    let exclusive = names(&schema["not"]["required"]);
    let mut properties: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let is_required = required.contains(name);
        let is_list = document.resolve(property).0["type"] == "array";
        let (key, value) = (name.clone(), values(document, property, fields));
        let value =
            value.prop_map(move |value| (is_required || !is_list || value != json!([])).then(|| (key.clone(), value)));
        // One of the branches is needed, so all are there at first.
        let is_there = is_required || branches.iter().flatten().any(|needed| needed == name);
        properties.push(if is_there { value.boxed() } else { prop_oneof![value, Just(None)].boxed() });
    }
    let open = fields == Fields::AndUnknown && schema.get("additionalProperties").is_none();
    if open {
        properties.push(select(vec![None, Some(("unknown".to_owned(), json!([{"a": null}])))]).boxed());
    }
    // Of the branches of which one is needed, one or all are there.
    let kept = 0..=branches.len();
    (properties, kept)
        .prop_map(move |(properties, kept)| {
            let mut object: Map<_, _> = properties.into_iter().flatten().collect();
            if let Some(kept) = branches.get(kept) {
                for name in branches.iter().flatten().filter(|name| !kept.contains(name)) {
                    object.remove(name);
                }
            }
            if let Some(last) = exclusive.last().filter(|_| exclusive.iter().all(|name| object.contains_key(name))) {
                object.remove(last);
            }
            Value::Object(object)
        })
        .boxed()
}

fn list(schema: &Value, item: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    let least = usize::try_from(schema["minItems"].as_u64().unwrap_or(0)).unwrap();
    vec(item, least..least + 3).prop_map(Value::Array).boxed()
}

fn string(schema: &Value) -> BoxedStrategy<Value> {
    if schema.get("format").is_some_and(|format| format == "date-time") {
        let instant = (0..4_102_444_800_000_i64).prop_map(|millisecond| {
            json!(patio_host::epos::Timestamp::from_millisecond(millisecond).unwrap().to_string())
        });
        return instant.boxed();
    }
    if schema.get("pattern").is_some_and(|pattern| pattern == "^[A-Z]{3}$") {
        // An order is of one currency.
        return Just(json!("GBP")).boxed();
    }
    assert!(schema.get("pattern").is_none() && schema.get("format").is_none(), "not known here: {schema:#}");
    let least = usize::try_from(schema["minLength"].as_u64().unwrap_or(0)).unwrap();
    let most = schema["maxLength"].as_u64().map(|most| usize::try_from(most).unwrap());
    let short = vec(select(vec!['a', 'Z', '0', ' ', '"', '\\', 'é', '🍔']), least..least + 8);
    let long = Just(vec!['x'; most.unwrap_or(1000)]);
    prop_oneof![7 => short, 1 => long].prop_map(|letters| Value::String(letters.into_iter().collect())).boxed()
}

fn integer(schema: &Value) -> BoxedStrategy<Value> {
    let (least, most) = match schema["format"].as_str() {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        other => panic!("{other:?} is not known here: {schema:#}"),
    };
    let least = schema["minimum"].as_i64().unwrap_or(least).max(least);
    let most = schema["maximum"].as_i64().unwrap_or(most).min(most);
    // Mostly what is seen in life: an amount that is negative is refused in many places.
    prop_oneof![200 => least.max(0)..=most.min(100_000), 1 => Just(least), 1 => Just(most)]
        .prop_map(|number| json!(number))
        .boxed()
}
