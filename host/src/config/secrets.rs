//! A secret: `{ env = "…" }`, `{ file = "…" }` or `{ value = "…" }`. Its text is in no message.

use super::{
    at::{At, Setting},
    disk,
    nearest::nearest,
    section::Section,
    tree::{self, Origin, Table, Value},
};
use crate::venue::Secret;

const KEYS: [&str; 3] = ["env", "file", "value"];
const FORMS: &str = "{ env = \"NAME\" }, { file = \"path\" } or { value = \"text\" }";

impl<'a> Section<'a> {
    /// A secret.
    pub(super) fn secret(&mut self, key: &str) -> Option<Setting<'a, Secret>> {
        secret(self.take(key)?)
    }
}

/// Where a value has one of the forms of a secret.
pub(super) fn form(value: &Value, origin: &Origin) -> Option<Table> {
    match (value, origin) {
        (Value::Table(table), _) => Some(table.clone()),
        // A text of the environment that happens to begin with a brace is no secret in disguise: all of it must fit.
        (Value::Raw(text), Origin::Variable(name)) if text.trim_start().starts_with('{') => {
            match tree::read_variable(text, name)? {
                Value::Table(table) if table.keys().any(|key| KEYS.contains(&key.as_str())) => Some(table),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Reads any value as a secret.
pub(super) fn secret<'a>(Setting { value, at }: Setting<'a, Value>) -> Option<Setting<'a, Secret>> {
    let text = match (form(&value, &at.origin), value) {
        (Some(table), _) => from_form(&table, &at)?,
        // What is in the environment is not in the file.
        (None, Value::Raw(text)) => text,
        (None, other) => {
            let hint = format!("write {FORMS}: a secret in the file itself is easily shared with it");
            at.problem(format!("must be a secret, not {}", other.kind()), hint);
            return None;
        }
    };
    if text.is_empty() {
        at.problem("is a secret without a text", "give it one");
        return None;
    }
    Some(Setting { value: Secret::new(text), at })
}

/// Reads `{ env = … }` and its like; the text may be empty.
pub(super) fn from_form(table: &Table, at: &At<'_>) -> Option<String> {
    let mut entries = table.iter();
    let (Some((key, node)), None) = (entries.next(), entries.next()) else {
        at.problem("is a secret from not exactly one place", format!("write one of {FORMS}"));
        return None;
    };
    // The variables of the environment tell no case.
    let known = KEYS.into_iter().find(|known| match node.origin {
        Origin::Variable(_) => known.eq_ignore_ascii_case(key),
        _ => known == key,
    });
    let Some(known) = known else {
        let hint = match nearest(key, KEYS) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("write one of {FORMS}"),
        };
        at.problem(format!("is a secret with the unknown key {key:?}"), hint);
        return None;
    };
    let (Value::Text(text) | Value::Raw(text)) = &node.value else {
        at.problem(format!("is a secret whose {known:?} is no text"), format!("write {{ {known} = \"…\" }}"));
        return None;
    };
    match known {
        "env" => from_variable(text, at),
        "file" => from_file(text, at),
        _ => Some(text.clone()),
    }
}

fn from_variable(name: &str, at: &At<'_>) -> Option<String> {
    if !at.reader.reads_secrets() {
        return Some(format!("the variable {name}, which was not read"));
    }
    match at.reader.variable(name) {
        Some(text) if !text.is_empty() => Some(text.to_owned()),
        found => {
            let state = if found.is_some() { "empty" } else { "not set" };
            let hint = format!("set {name} where patio is started, or write {{ file = \"…\" }}");
            at.problem(format!("wants the environment variable {name}, which is {state}"), hint);
            None
        }
    }
}

fn from_file(path: &str, at: &At<'_>) -> Option<String> {
    let path = super::resolve(at.reader.folder(), path);
    if !at.reader.reads_secrets() {
        return Some(format!("the file {}, which was not read", path.display()));
    }
    at.reader.read_secret_from(&path);
    let shown = path.display();
    let content = match disk::read(&path) {
        Ok(content) => content,
        Err(why) => {
            let hint = "write the secret into that file, for this user to read; its path is relative to this \
                        configuration's folder";
            at.problem(format!("wants the file {shown}, which {why}"), hint);
            return None;
        }
    };
    if content.readable_by_others {
        at.warning(format!("is in the file {shown}, which others may read"), disk::protect(&path));
    }
    let Ok(mut text) = String::from_utf8(content.bytes) else {
        at.problem(format!("wants the file {shown}, which is not in UTF-8"), "write it as text");
        return None;
    };
    // Editors end a file with one; a password that ends with two is meant so.
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.is_empty() {
        at.problem(format!("wants the file {shown}, which is empty"), "write the secret into it");
        return None;
    }
    Some(text)
}
