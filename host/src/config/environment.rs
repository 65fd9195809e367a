//! The environment as a layer: `PATIO_SECTION__KEY` overrides the file.

use super::tree::{Node, Origin, Table, Value};
use std::collections::BTreeMap;

/// What the variables of the configuration begin with.
pub const PREFIX: &str = "PATIO_";

/// What parts the sections of a variable's name.
pub(super) const SEPARATOR: &str = "__";

/// Variables that are no settings: the log's level, and where the file is.
pub const RESERVED: &[&str] = &["PATIO_LOG", "PATIO_CONFIG"];

/// The environment of this process, for [`super::Config::load`]. What is not Unicode is left out: no setting is.
pub fn of_process() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Two variables that say different things about the same setting.
#[derive(Debug)]
pub(super) struct Contradiction {
    pub(super) variable: String,
    pub(super) other: String,
}

/// A key as it stands in a variable's name, where only letters, digits and `_` can.
pub(super) fn plain(key: &str) -> String {
    key.chars().map(|c| if matches!(c, '-' | '.') { '_' } else { c.to_ascii_uppercase() }).collect()
}

/// The variables of the configuration as a tree, whose keys are plain.
pub(super) fn read(env: &BTreeMap<String, String>) -> (Table, Vec<Contradiction>) {
    let mut root = Table::new();
    let mut contradictions = Vec::new();
    for (variable, text) in env {
        let Some(path) = variable.strip_prefix(PREFIX) else { continue };
        if RESERVED.contains(&variable.as_str()) {
            continue;
        }
        let node = Node { origin: Origin::Variable(variable.clone()), value: Value::Raw(text.clone()) };
        let path: Vec<String> = path.split(SEPARATOR).map(plain).collect();
        if let Err(other) = insert(&mut root, &path, node) {
            contradictions.push(Contradiction { variable: variable.clone(), other });
        }
    }
    (root, contradictions)
}

/// Puts a value in its place, or names the variable that is there already.
fn insert(table: &mut Table, path: &[String], node: Node) -> Result<(), String> {
    let Some((key, rest)) = path.split_first() else { return Ok(()) };
    if rest.is_empty() {
        return match table.get(key) {
            Some(there) => Err(first_variable(there)),
            None => {
                table.insert(key.clone(), node);
                Ok(())
            }
        };
    }
    let origin = node.origin.clone();
    let inner = table.entry(key.clone()).or_insert_with(|| Node { origin, value: Value::Table(Table::new()) });
    match &mut inner.value {
        Value::Table(inner) => insert(inner, rest, node),
        _ => Err(first_variable(inner)),
    }
}

fn first_variable(node: &Node) -> String {
    match &node.origin {
        Origin::Variable(name) => name.clone(),
        Origin::Default(_) | Origin::File(_) => String::new(),
    }
}

/// What to write instead of a variable that resembles nothing.
pub(super) fn hint(key: &str, sections: &[String]) -> String {
    let parted = |section: &String| Some((section.clone(), key.strip_prefix(section)?.strip_prefix('_')?));
    if let Some((section, rest)) = sections.iter().find_map(parted) {
        return format!("did you mean {PREFIX}{section}{SEPARATOR}{rest}?");
    }
    // It does so for every service that is called "patio", and such a variable is no slip of ours.
    if key.starts_with("SERVICE_") || key == "PORT" || key.starts_with("PORT_") {
        return "if Kubernetes sets it, write enableServiceLinks: false in the pod".to_owned();
    }
    format!("settings are called {PREFIX}SECTION{SEPARATOR}KEY; config.default.toml has them all")
}

/// The variables in a part of the tree.
pub(super) fn variables(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Table(table) => table.values().flat_map(variables).collect(),
        _ => vec![first_variable(node)],
    }
}
