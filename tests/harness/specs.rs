//! The official specifications, as validators: what leaves the host is judged by them and not by our own types.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// One official file.
pub struct Spec {
    document: Value,
}

// === impl Spec ===

impl Spec {
    /// The EPOS Data API over REST, or none, loudly, where the file is absent.
    pub fn rest() -> Option<Self> {
        let text = read("rest.openapi.json")?;
        Some(Self { document: serde_json::from_str(&text).expect("rest.openapi.json is JSON") })
    }

    /// The EPOS Data API over WebSocket, or none, loudly, where the file is absent.
    pub fn socket() -> Option<Self> {
        let text = read("websocket.asyncapi.yml")?;
        Some(Self { document: serde_yaml_ng::from_str(&text).expect("websocket.asyncapi.yml is YAML") })
    }

    /// Dojo's own API, of which the host is a client, or none, loudly, where the file is absent.
    pub fn dojo() -> Option<Self> {
        let text = read("dojo-api.openapi.json")?;
        Some(Self { document: serde_json::from_str(&text).expect("dojo-api.openapi.json is JSON") })
    }

    /// A file that was changed in memory.
    pub(crate) fn of(document: Value) -> Self {
        Self { document }
    }

    /// The file itself.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// A validator of one of `components.schemas`, formats included.
    pub fn schema(&self, name: &str) -> Schema {
        assert!(self.document["components"]["schemas"].get(name).is_some(), "the file has no schema {name:?}");
        self.validator(name, &json!({"$ref": format!("#/components/schemas/{name}")}))
    }

    /// A validator of a schema that stands in the file, formats included.
    pub fn validator(&self, name: &str, schema: &Value) -> Schema {
        // The whole of the components stays beside it, so that the references inside it lead somewhere.
        let mut root = schema.clone();
        root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        root["components"] = json!({"schemas": self.document["components"]["schemas"]});
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&root)
            .unwrap_or_else(|error| panic!("the schema {name:?} cannot be used: {error}"));
        Schema { name: name.to_owned(), validator }
    }
}

/// One schema of an official file.
pub struct Schema {
    name: String,
    validator: Validator,
}

// === impl Schema ===

impl Schema {
    /// Whether a document is valid.
    pub fn accepts(&self, document: &Value) -> bool {
        self.validator.is_valid(document)
    }

    /// Panics with every violation.
    #[track_caller]
    pub fn check(&self, document: &Value) {
        let violations: Vec<_> =
            self.validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(violations.is_empty(), "no valid {}:\n{}\n{document:#}", self.name, violations.join("\n"));
    }
}

fn read(name: &str) -> Option<String> {
    let path = folder().join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            crate::skip(&format!("the official specification {} cannot be read: {error}", path.display()));
            None
        }
    }
}

/// The specifications are third parties' documents: they lie beside the project, not in it.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/epos-data-api")
}
