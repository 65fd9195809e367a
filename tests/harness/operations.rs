//! The operations of the official REST file, found by reading it: what the host must serve is no list of ours.

use crate::specs::{Schema, Spec};
use patio_host::epos::capability::{Row, TABLE, Verb};
use serde_json::Value;

/// One operation.
#[derive(Clone, PartialEq, Debug)]
pub struct Operation {
    /// In upper case.
    pub method: String,
    /// With parameters in braces.
    pub path: String,
    /// The schema of its request's body; none where it has no body.
    pub request: Option<Value>,
    /// The schema of a success; none where that has no body.
    pub reply: Option<Value>,
}

// === impl Operation ===

impl Operation {
    /// All operations of the file, in its order.
    pub fn all(spec: &Spec) -> Vec<Self> {
        let mut found = Vec::new();
        for (path, methods) in spec.document()["paths"].as_object().expect("the file has paths") {
            for (method, operation) in methods.as_object().expect("a path has methods") {
                if method == "parameters" {
                    continue;
                }
                let schema = |content: &Value| content["content"]["application/json"].get("schema").cloned();
                let reply = schema(&operation["responses"]["200"]).map(paged);
                let (method, path) = (method.to_uppercase(), path.clone());
                found.push(Self { method, path, request: schema(&operation["requestBody"]), reply });
            }
        }
        assert!(!found.is_empty(), "the file has operations");
        found
    }

    /// The operations whose request has a body, with its schema.
    pub fn with_body(spec: &Spec) -> Vec<(Self, Value)> {
        Self::all(spec).into_iter().filter_map(|operation| Some((operation.clone(), operation.request?))).collect()
    }

    /// Its row of our table: the one whose own path it is.
    pub fn row(&self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.paths[0] == self.path && method(row.verb) == self.method)
    }

    /// Its path with parameters in their places.
    pub fn path_with(&self, parameters: &[(&str, &str)]) -> String {
        let mut path = self.path.clone();
        for (name, value) in parameters {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "{} {}: a parameter is not given", self.method, self.path);
        path
    }

    /// Its path, with one value for all parameters.
    pub fn path_of(&self, id: &str) -> String {
        let segment = |segment| if is_parameter(segment) { id } else { segment };
        self.path.split('/').map(segment).collect::<Vec<_>>().join("/")
    }

    /// The names of its path's parameters.
    pub fn parameters(&self) -> Vec<&str> {
        self.path.split('/').filter(|segment| is_parameter(segment)).map(|name| &name[1..name.len() - 1]).collect()
    }

    /// What judges its replies; none where a success has no body.
    pub fn judge(&self, spec: &Spec) -> Option<Schema> {
        Some(spec.validator(&format!("reply of {} {}", self.method, self.path), self.reply.as_ref()?))
    }
}

/// A verb's method.
pub fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Put => "PUT",
        Verb::Delete => "DELETE",
    }
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// The file wraps the page of a search for tables in an array, which is a slip: the page itself is answered.
fn paged(schema: Value) -> Value {
    let is_page = |item: &Value| item["$ref"].as_str().is_some_and(|to| to.contains("/Paged"));
    match schema.get("items").filter(|item| is_page(item)) {
        Some(item) => item.clone(),
        None => schema,
    }
}
