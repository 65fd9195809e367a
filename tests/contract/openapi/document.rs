//! An OpenAPI document: its operations, and validators of its schemas.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A document.
pub struct Document {
    pub json: Value,
}

/// One operation of a document.
pub struct Operation<'d> {
    pub path: &'d str,
    pub verb: &'d str,
    pub json: &'d Value,
}

// === impl Document ===

impl Document {
    pub fn new(json: Value) -> Self {
        Self { json }
    }

    /// All operations, ordered by path and verb.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (path, item) in self.json["paths"].as_object().unwrap() {
            for (verb, json) in item.as_object().unwrap().iter().filter(|(verb, _)| *verb != "parameters") {
                operations.push(Operation { path, verb, json });
            }
        }
        operations
    }

    pub fn operation(&self, path: &str, verb: &str) -> Operation<'_> {
        self.operations()
            .into_iter()
            .find(|operation| operation.path == path && operation.verb == verb)
            .unwrap_or_else(|| panic!("{verb} {path} is missing"))
    }

    /// Where the parameters of an operation stand, and their names.
    pub fn parameters(&self, operation: &Operation<'_>) -> BTreeSet<(String, String)> {
        let of_path = &self.json["paths"][operation.path]["parameters"];
        let of_both = [of_path, &operation.json["parameters"]].into_iter().filter_map(Value::as_array).flatten();
        of_both
            .map(|parameter| {
                let (parameter, _) = self.resolve(parameter);
                (parameter["in"].as_str().unwrap().to_owned(), parameter["name"].as_str().unwrap().to_owned())
            })
            .collect()
    }

    /// What a value refers to, with the last part of the reference; the value itself where it is no reference.
    pub fn resolve<'v>(&'v self, value: &'v Value) -> (&'v Value, Option<&'v str>) {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return (value, None) };
        let target = self.json.pointer(reference.trim_start_matches('#'));
        (target.unwrap_or_else(|| panic!("{reference} leads nowhere")), reference.rsplit('/').next())
    }

    /// A validator of one of the document's schemas, formats included.
    pub fn validator(&self, schema: &Value) -> Validator {
        let root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": {"schemas": self.json["components"]["schemas"]},
        });
        jsonschema::options()
            .should_validate_formats(true)
            .build(&root)
            .unwrap_or_else(|error| panic!("{error}: {schema:#}"))
    }

    /// Shows every value with its key.
    pub fn walk(&self, see: &mut impl FnMut(Option<&str>, &Value)) {
        walk(None, &self.json, see);
    }
}

fn walk(key: Option<&str>, value: &Value, see: &mut impl FnMut(Option<&str>, &Value)) {
    see(key, value);
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| walk(Some(key), value, see)),
        Value::Array(array) => array.iter().for_each(|value| walk(None, value, see)),
        _ => {}
    }
}

// === impl Operation ===

impl<'d> Operation<'d> {
    /// The schema of the request's body.
    pub fn body(&self) -> Option<&'d Value> {
        self.json.pointer("/requestBody/content/application~1json/schema")
    }

    /// The schema of a success.
    pub fn reply(&self) -> Option<&'d Value> {
        self.json.pointer("/responses/200/content/application~1json/schema")
    }
}

/// Panics with every violation.
#[track_caller]
pub fn check(judge: &Validator, value: &Value) {
    let violations: Vec<_> =
        judge.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(violations.is_empty(), "{}\n{value:#}", violations.join("\n"));
}
