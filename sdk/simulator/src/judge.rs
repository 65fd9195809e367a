//! Holds raw JSON against the contract, and says each violation with its path into the JSON.
//!
//! The schemas are files of our own (`schemas/`); a test of the whole proves that they accept and refuse exactly what the
//! official files do. Nothing here knows the host's types: a mistake in them cannot hide.
//!
//! ```
//! use patio_simulator::judge::{Judge, Shape};
//! use serde_json::json;
//!
//! let judge = Judge::new()?;
//! let shape = Shape::rest_request("SearchOrders");
//! assert!(judge.judge(&shape, &json!({"payableOnly": true})).is_empty());
//! let violations = judge.judge(&shape, &json!({"cursor": {"limit": 101}}));
//! assert_eq!(violations[0].to_string(), "$.cursor.limit: 101 is greater than the maximum of 100");
//! # Ok::<(), patio_simulator::judge::BrokenSchemas>(())
//! ```

use jsonschema::Validator;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The schemas, each under the name that others refer to it by.
const FILES: [(&str, &str); 4] = [
    ("entities.json", include_str!("../schemas/entities.json")),
    ("rest.json", include_str!("../schemas/rest.json")),
    ("socket.json", include_str!("../schemas/socket.json")),
    ("dojo.json", include_str!("../schemas/dojo.json")),
];

/// What the files' names are relative to. Nothing is ever fetched from there.
const BASE: &str = "https://patio.invalid/schemas/";

/// Characters of a violation. A validator quotes what it does not like, which may be a whole order: the path leads there.
const LONGEST_TEXT: usize = 200;

/// One schema of a file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Shape {
    file: &'static str,
    name: String,
}

/// Something that the contract does not allow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Violation {
    /// Where in the JSON: `$.data[0].totalAmount.value`; `$` is the whole.
    pub at: String,
    /// What is wrong there.
    pub what: String,
}

/// The schemas that come with this crate cannot be read: a mistake in the crate itself.
#[derive(Debug, thiserror::Error)]
#[error("the simulator's own {file} is no JSON")]
pub struct BrokenSchemas {
    file: &'static str,
    #[source]
    error: serde_json::Error,
}

/// Knows all schemas. Each is prepared when it is first used.
#[derive(Debug)]
pub struct Judge {
    files: Value,
    prepared: Mutex<HashMap<Shape, Arc<Validator>>>,
}

// === impl Shape ===

impl Shape {
    /// The body of an operation's request over REST.
    #[must_use]
    pub fn rest_request(operation: &str) -> Self {
        Self::new("rest.json", operation, "request")
    }

    /// The body of an operation's success over REST.
    #[must_use]
    pub fn rest_reply(operation: &str) -> Self {
        Self::new("rest.json", operation, "reply")
    }

    /// The body of a failure over REST.
    #[must_use]
    pub fn rest_error() -> Self {
        Self::new("rest.json", "Error", "reply")
    }

    /// The frame of a request over WebSocket.
    #[must_use]
    pub fn socket_request(operation: &str) -> Self {
        Self::new("socket.json", operation, "request")
    }

    /// The frame of a success over WebSocket.
    #[must_use]
    pub fn socket_reply(operation: &str) -> Self {
        Self::new("socket.json", operation, "reply")
    }

    /// The frame of a failure over WebSocket.
    #[must_use]
    pub fn socket_error() -> Self {
        Self::new("socket.json", "Error", "reply")
    }

    /// The body of a request to Dojo's own API.
    #[must_use]
    pub fn dojo_request(operation: &str) -> Self {
        Self::new("dojo.json", operation, "request")
    }

    /// The body of a success of Dojo's own API.
    #[must_use]
    pub fn dojo_reply(operation: &str) -> Self {
        Self::new("dojo.json", operation, "reply")
    }

    /// The body of a failure of Dojo's own API.
    #[must_use]
    pub fn dojo_error() -> Self {
        Self::new("dojo.json", "Error", "reply")
    }

    fn new(file: &'static str, operation: &str, part: &str) -> Self {
        Self { file, name: format!("{operation}.{part}") }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#/$defs/{}", self.file, self.name)
    }
}

// === impl Violation ===

impl Violation {
    /// Of the whole.
    pub fn of_all(what: impl Into<String>) -> Self {
        Self { at: "$".to_owned(), what: what.into() }
    }

    /// Of a place.
    pub fn at(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.what)
    }
}

// === impl Judge ===

impl Judge {
    /// Reads the schemas.
    ///
    /// # Errors
    /// Where one of this crate's own files is no JSON.
    pub fn new() -> Result<Self, BrokenSchemas> {
        let mut files = Map::new();
        for (file, text) in FILES {
            let schema = serde_json::from_str(text).map_err(|error| BrokenSchemas { file, error })?;
            files.insert(file.to_owned(), schema);
        }
        Ok(Self { files: Value::Object(files), prepared: Mutex::default() })
    }

    /// All that is wrong with a document; nothing where it is right.
    ///
    /// A shape that does not exist is a violation too: nothing passes because nobody looked.
    pub fn judge(&self, shape: &Shape, document: &Value) -> Vec<Violation> {
        match self.validator(shape) {
            Ok(validator) => validator
                .iter_errors(document)
                .map(|error| Violation {
                    at: path(document, error.instance_path().as_str()),
                    what: shortened(&error.to_string()),
                })
                .collect(),
            Err(why) => vec![Violation::of_all(format!("the simulator cannot judge it by {shape}: {why}"))],
        }
    }

    fn validator(&self, shape: &Shape) -> Result<Arc<Validator>, String> {
        let mut prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = prepared.get(shape) {
            return Ok(Arc::clone(validator));
        }
        // The files stand in it as they are, each under its own id, so that references from one to another lead there.
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": format!("{BASE}all"),
            "$defs": self.files,
            "$ref": shape.to_string(),
        });
        let validator = jsonschema::options().should_validate_formats(true).build(&schema);
        let validator = Arc::new(validator.map_err(|error| error.to_string())?);
        prepared.insert(shape.clone(), Arc::clone(&validator));
        Ok(validator)
    }
}

/// A JSON pointer as people write it. The document says whether a number is a place in a list or a name.
fn path(document: &Value, pointer: &str) -> String {
    let mut path = "$".to_owned();
    let mut here = Some(document);
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let list = here.and_then(Value::as_array);
        if list.is_some() {
            path.push_str(&format!("[{step}]"));
            here = list.and_then(|list| list.get(step.parse::<usize>().ok()?));
        } else {
            path.push_str(&format!(".{step}"));
            here = here.and_then(|value| value.get(&step));
        }
    }
    path
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    // How it ends says what is wrong with what is quoted before.
    let half = LONGEST_TEXT / 2;
    let (start, end): (String, Vec<_>) = (text.chars().take(half).collect(), text.chars().rev().take(half).collect());
    format!("{start} … {}", end.into_iter().rev().collect::<String>())
}
