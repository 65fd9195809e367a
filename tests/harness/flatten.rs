//! An official file with its schemas said in fewer words: as the generator reads them, and as a validator reads null.

use crate::specs::Spec;
use serde_json::{Map, Value, json};

/// The same file where `allOf` is one object and an alternative without another is what it is. Made to generate values
/// by, not to judge them.
pub fn flattened(spec: &Spec) -> Spec {
    changed(spec, |schema| flat(spec.document(), schema))
}

/// The same file where `nullable`, a word of OpenAPI that no validator reads, is said in the validator's words.
pub fn with_null(spec: &Spec) -> Spec {
    changed(spec, nullable)
}

/// A schema that stands in the file, as [`with_null`] has it.
pub fn nullable(schema: &Value) -> Value {
    let mut schema = inside(schema, nullable);
    if schema["nullable"] != true {
        return schema;
    }
    if let Some(kind) = schema["type"].as_str() {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// A schema that stands in the file, as [`flattened`] has it.
pub fn flat(document: &Value, schema: &Value) -> Value {
    let schema = inside(schema, |inner| flat(document, inner));
    for several in ["oneOf", "anyOf"] {
        let references = schema[several].as_array().filter(|all| all.iter().all(|one| one.get("$ref").is_some()));
        if let Some(first) = references.and_then(|all| all.first()) {
            return first.clone();
        }
    }
    let Some(parts) = schema["allOf"].as_array() else { return named(schema) };
    if let [only] = &parts[..] {
        return only.clone();
    }
    let mut whole = json!({"type": "object", "properties": {}, "required": []});
    for part in parts {
        let part = flat(document, resolve(document, part));
        let properties = part["properties"].as_object().cloned().unwrap_or_default();
        whole["properties"].as_object_mut().expect("an object").extend(properties);
        let required = part["required"].as_array().cloned().unwrap_or_default();
        whole["required"].as_array_mut().expect("a list").extend(required);
        for word in ["anyOf", "additionalProperties"] {
            if let Some(said) = part.get(word) {
                whole[word] = said.clone();
            }
        }
    }
    named(whole)
}

/// What is required but said nowhere may be anything: a text, then.
fn named(mut schema: Value) -> Value {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for name in required.iter().filter_map(Value::as_str) {
        if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.entry(name).or_insert_with(|| json!({"type": "string"}));
        }
    }
    schema
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let there = document.pointer(reference.trim_start_matches('#')).expect("references lead somewhere");
            resolve(document, there)
        }
        None => schema,
    }
}

/// A schema whose inner schemas are changed.
fn inside(schema: &Value, change: impl Fn(&Value) -> Value) -> Value {
    let Some(words) = schema.as_object() else { return schema.clone() };
    let all = |list: &Value| list.as_array().into_iter().flatten().map(&change).collect();
    let word = |(name, value): (&String, &Value)| {
        let value = match name.as_str() {
            "properties" => {
                let properties = value.as_object().expect("properties are an object");
                properties.iter().map(|(name, schema)| (name.clone(), change(schema))).collect::<Map<_, _>>().into()
            }
            "items" | "additionalProperties" => change(value),
            "allOf" | "oneOf" | "anyOf" => all(value),
            _ => value.clone(),
        };
        (name.clone(), value)
    };
    Value::Object(words.iter().map(word).collect())
}

fn changed(spec: &Spec, change: impl Fn(&Value) -> Value) -> Spec {
    let mut document = spec.document().clone();
    let schemas = document["components"]["schemas"].as_object_mut().expect("the file has schemas");
    for schema in schemas.values_mut() {
        *schema = change(schema);
    }
    Spec::of(document)
}
