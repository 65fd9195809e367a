//! JSON. Reading is strict about types, tolerant of unknown fields, and exact about where something is wrong.

mod objects;
mod text;
pub mod writer;

use objects::Objects;
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer};

/// Bytes of an id at most. Dojo's own are below 40; a longer one is a mistake or an attack, and every id is a key of
/// the ledger and of log lines.
pub const MAX_ID_BYTES: usize = 256;

/// A request that can never succeed as it stands.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRequest(pub String);

/// Reads a body.
///
/// # Errors
/// Names the path into the JSON and what is wrong there.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, InvalidRequest> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(InvalidRequest("the body is empty: a JSON object is needed".to_owned()));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    // The path is only tracked where something is wrong: a right body pays nothing for it.
    match T::deserialize(Objects(&mut json)).and_then(|value| json.end().map(|()| value)) {
        Ok(value) => Ok(value),
        Err(_) => read_with_path(body),
    }
}

fn read_with_path<T: DeserializeOwned>(body: &[u8]) -> Result<T, InvalidRequest> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(Objects(&mut json)).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        InvalidRequest(match path.as_str() {
            "." | "?" if cause.is_data() => cause.to_string(),
            "." | "?" => format!("bad JSON: {cause}"),
            path => format!("{path}: {cause}"),
        })
    })?;
    json.end().map_err(|error| InvalidRequest(format!("bad JSON: {error}")))?;
    Ok(value)
}

/// Checks an id that names one thing.
///
/// # Errors
/// Where it is empty, longer than [`MAX_ID_BYTES`] or holds a control character.
pub fn check_id(name: &str, id: &str) -> Result<(), InvalidRequest> {
    if id.is_empty() {
        return Err(InvalidRequest(format!("{name}: must not be empty")));
    }
    if id.len() > MAX_ID_BYTES {
        return Err(InvalidRequest(format!("{name}: is {} bytes long, {MAX_ID_BYTES} are allowed", id.len())));
    }
    if id.chars().any(char::is_control) {
        return Err(InvalidRequest(format!("{name}: must not hold control characters")));
    }
    Ok(())
}

/// A required id, checked as [`check_id`] does.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let id = String::deserialize(deserializer)?;
    check_id("id", &id)
        .map_err(|InvalidRequest(text)| de::Error::custom(text.strip_prefix("id: ").unwrap_or(&text)))?;
    Ok(id)
}

/// An optional text whose empty form means none.
pub(crate) fn text_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// An optional list: null is an empty one, as it is an absent field everywhere.
pub(crate) fn list_or_none<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}
