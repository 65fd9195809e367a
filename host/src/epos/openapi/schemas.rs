//! The schemas of requests and replies, derived from the types that read and write them.

use crate::epos::page;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};

/// Where the document keeps them.
const COMPONENTS: &str = "/components/schemas";

/// The schemas that the document refers to, collected on the way.
///
/// A type is not always read as it is written: what has a default may be absent when it is read, and is always there when
/// it is written. So there are two generators. A type that is both read and written has the same schema in both: that of
/// its reply.
pub(super) struct Schemas {
    bodies: SchemaGenerator,
    replies: SchemaGenerator,
}

// === impl Schemas ===

impl Schemas {
    /// None yet.
    pub(super) fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = COMPONENTS.into();
            settings.meta_schema = None;
            settings.transforms = vec![Box::new(RecursiveTransform(without_null))];
        });
        Self {
            bodies: settings.clone().for_deserialize().into_generator(),
            replies: settings.for_serialize().into_generator(),
        }
    }

    /// A request's body.
    pub(super) fn body<T: JsonSchema>(&mut self) -> Value {
        self.bodies.subschema_for::<T>().to_value()
    }

    /// A reply.
    pub(super) fn reply<T: JsonSchema>(&mut self) -> Value {
        self.replies.subschema_for::<T>().to_value()
    }

    /// A reply of one page, under the specification's name (`Reply::Orders` and its kin).
    pub(super) fn page<T: JsonSchema>(&mut self, name: &str) -> Value {
        let entry = self.replies.subschema_for::<T>();
        self.component(
            name,
            json_schema!({
                "type": "object",
                "description": "One page. A cursor that is absent says that there is no such page.",
                "properties": {
                    "data": {"type": "array", "items": entry, "maxItems": page::MAX_LIMIT},
                    "before": {"type": "string", "description": "The cursor of the page before."},
                    "after": {"type": "string", "description": "The cursor of the page after."},
                },
                "required": ["data"],
            }),
        )
    }

    /// A reply of nothing: `{}` (`Reply::Empty`).
    pub(super) fn empty(&mut self) -> Value {
        self.component("Empty", json_schema!({"type": "object", "additionalProperties": false}))
    }

    fn component(&mut self, name: &str, schema: Schema) -> Value {
        self.replies.definitions_mut().insert(name.to_owned(), schema.to_value());
        json!({"$ref": format!("#{COMPONENTS}/{name}")})
    }

    /// All that were collected.
    pub(super) fn into_components(self) -> Value {
        let [mut components, replies] = self.by_direction();
        components.extend(replies);
        for (name, schema) in &mut components {
            describe(name, schema);
        }
        Value::Object(components)
    }

    fn by_direction(mut self) -> [Map<String, Value>; 2] {
        [self.bodies.take_definitions(true), self.replies.take_definitions(true)]
    }
}

/// Whoever writes leaves an absent field out: null is never sent, and only tolerated where it is read.
fn without_null(schema: &mut Schema) {
    let is_null =
        |value: &Value| value.is_null() || value == "null" || value.get("type").is_some_and(|kind| kind == "null");
    if let Some(Value::Array(kinds)) = schema.get_mut("type") {
        kinds.retain(|kind| !is_null(kind));
        if let [kind] = kinds.as_mut_slice() {
            let kind = kind.take();
            schema.insert("type".to_owned(), kind);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf")
        && choices.iter().any(is_null)
    {
        choices.retain(|choice| !is_null(choice));
        if let [Value::Object(only)] = choices.as_mut_slice() {
            let only = std::mem::take(only);
            schema.remove("anyOf");
            schema.ensure_object().extend(only);
        }
    }
    if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
}

/// Turns what our comments say of a component into a description: its name stands above it already, and lines are as
/// long as the reader's window.
fn describe(name: &str, schema: &mut Value) {
    each_description(schema, &mut |text| *text = text.replace('\n', " "));
    let Some(schema) = schema.as_object_mut() else { return };
    let Some(text) = schema.get("description").and_then(Value::as_str) else { return };
    let Some(rest) = text.strip_prefix(&format!("`{name}`")) else { return };
    let rest = rest.trim_start_matches([':', '.', ' ']);
    let mut letters = rest.chars();
    match letters.next() {
        Some(first) => {
            let text: String = first.to_uppercase().chain(letters).collect();
            schema.insert("description".to_owned(), text.into());
        }
        None => {
            schema.remove("description");
        }
    }
}

fn each_description(schema: &mut Value, change: &mut impl FnMut(&mut String)) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "description" => change(text),
                    value => each_description(value, change),
                }
            }
        }
        Value::Array(array) => array.iter_mut().for_each(|value| each_description(value, change)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epos::capability::TABLE;
    use crate::epos::openapi::contract::contract;

    fn all() -> Schemas {
        let mut schemas = Schemas::new();
        for row in TABLE {
            let _ = contract(row.capability, &mut schemas);
        }
        schemas
    }

    #[test]
    fn what_is_both_read_and_written_has_one_schema() {
        let [bodies, replies] = all().by_direction();
        let both: Vec<_> = bodies.keys().filter(|name| replies.contains_key(*name)).collect();
        assert!(both.iter().any(|name| *name == "Money"), "{both:?}");
        for name in both {
            assert_eq!(bodies[name], replies[name], "{name}");
        }
    }

    #[test]
    fn descriptions_do_not_speak_rust() {
        let mut components = all().into_components();
        each_description(&mut components, &mut |text| {
            for mark in ["::", "](", "[`", "_"] {
                assert!(!text.contains(mark), "give it a description of its own: {text}");
            }
        });
    }
}
