//! A section in its layers: whatever is asked for is taken out of them, so that what stays was never known.

use super::{
    at::{At, Setting},
    environment::{self, plain},
    finding::Level,
    layer::{Kind, Layer, quoted},
    nearest::nearest,
    reader::Reader,
    tree::{Node, Origin, Value},
};
use std::collections::HashSet;

/// A section, wherever it is written.
#[derive(Clone)]
pub(super) struct Section<'a> {
    pub(super) reader: &'a Reader,
    /// The lowest first.
    layers: Vec<Layer>,
    /// The keys that were asked for.
    known: Vec<String>,
}

// === impl Section ===

impl<'a> Section<'a> {
    pub(super) const fn new(reader: &'a Reader, layers: Vec<Layer>) -> Self {
        Self { reader, layers, known: Vec::new() }
    }

    /// A section inside this one; empty where no layer has it.
    pub(super) fn section(&mut self, key: &str) -> Self {
        self.ask(key);
        let reader = self.reader;
        let layers = self.layers.iter_mut().filter_map(|layer| layer.inner(key, reader)).collect();
        Self::new(reader, layers)
    }

    /// A section inside this one that is only there where it is written.
    pub(super) fn optional_section(&mut self, key: &str) -> Option<Self> {
        let written = self.layers.iter().any(|layer| !layer.shared && layer.get(key).is_some());
        let section = self.section(key);
        written.then_some(section)
    }

    /// The same section on top of what all venues share.
    pub(super) fn over(self, shared: &Self) -> Self {
        let shared = shared.layers.iter().cloned().map(|layer| Layer { shared: true, ..layer });
        Self { layers: shared.chain(self.layers).collect(), ..self }
    }

    /// The keys that are written in files, in their order. The environment cannot add any: it does not tell their case.
    pub(super) fn written_keys(&self) -> Vec<String> {
        let written = self.layers.iter().filter(|layer| layer.is_written());
        let mut keys: Vec<_> = written.flat_map(|layer| &layer.table).map(|(key, node)| (&node.origin, key)).collect();
        keys.sort();
        let mut seen = HashSet::new();
        keys.into_iter().filter(|(_, key)| seen.insert(*key)).map(|(_, key)| key.clone()).collect()
    }

    /// The variables that say something about a key, before it is taken.
    pub(super) fn variables(&self, key: &str) -> Vec<String> {
        let layers = self.layers.iter().filter(|layer| !layer.is_written());
        layers.filter_map(|layer| layer.get(key)).flat_map(environment::variables).collect()
    }

    /// Where this section is written, for what is missing in it: the highest file, else the highest layer.
    pub(super) fn header(&self) -> Option<(&str, &Origin)> {
        let own = || self.layers.iter().rev().filter(|layer| !layer.shared);
        let layer = own().find(|layer| layer.is_written()).or_else(|| own().next())?;
        Some((&layer.name, &layer.origin))
    }

    /// Reports something about the section as a whole.
    pub(super) fn find(&self, level: Level, what: &str, hint: impl Into<String>) {
        if let Some((name, origin)) = self.header() {
            self.reader.find(level, origin, format!("[{name}] {what}"), Some(hint.into()));
        }
    }

    /// Whether any layer has a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.layers.iter().any(|layer| layer.get(key).is_some())
    }

    /// Where the highest layer has a key, before it is taken.
    pub(super) fn at(&self, key: &str) -> Option<At<'a>> {
        let (layer, node) = self.layers.iter().rev().find_map(|layer| Some((layer, layer.get(key)?)))?;
        let (origin, section) = (node.origin.clone(), layer.name.clone());
        Some(At { reader: self.reader, origin, section, key: quoted(key) })
    }

    /// Whether a file has a table there, which the environment may override with a text.
    pub(super) fn is_written_as_table(&self, key: &str) -> bool {
        let mut written = self.layers.iter().filter(|layer| layer.is_written()).filter_map(|layer| layer.get(key));
        written.any(|node| matches!(node.value, Value::Table(_)))
    }

    /// Refuses a key by name; it is not among the known ones.
    pub(super) fn refuse(&mut self, key: &str, what: &str, hint: &str) {
        for layer in &mut self.layers {
            let Some(node) = layer.take(key) else { continue };
            let name = match node.value {
                Value::Table(_) => format!("[{}]", layer.name_of(key)),
                _ => format!("[{}] {}", layer.name, quoted(key)),
            };
            self.reader.find(Level::Problem, &node.origin, format!("{name} {what}"), Some(hint.to_owned()));
        }
    }

    /// Takes a value out of all layers, and hands over the highest.
    pub(super) fn take(&mut self, key: &str) -> Option<Setting<'a, Value>> {
        self.take_with_default(key).map(|(setting, _)| setting)
    }

    /// The same, and what the defaults say: it stands in for a value that is wrong, so that one mistake is one finding.
    pub(super) fn take_with_default(&mut self, key: &str) -> Option<(Setting<'a, Value>, Option<Value>)> {
        self.ask(key);
        let mut found = None;
        let mut default = None;
        for layer in &mut self.layers {
            let Some(Node { origin, value }) = layer.take(key) else { continue };
            if matches!(origin, Origin::Default(_)) {
                default = Some(value.clone());
            }
            let at = At { reader: self.reader, origin, section: layer.name.clone(), key: quoted(key) };
            found = Some(Setting { value, at });
        }
        Some((found?, default))
    }

    /// Reports that a key is missing.
    pub(super) fn require(&self, key: &str, hint: &str) {
        if !self.has(key) {
            self.find(Level::Problem, &format!("has no {key}"), hint);
        }
    }

    /// Reports what nobody asked for.
    pub(super) fn finish(self) {
        for layer in self.layers.iter().filter(|layer| !layer.shared) {
            for (key, node) in &layer.table {
                match &layer.kind {
                    Kind::Written => self.unknown_key(layer, key, node),
                    Kind::Environment { prefix } => self.unknown_variables(layer, prefix, key, node),
                }
            }
        }
    }

    fn unknown_key(&self, layer: &Layer, key: &str, node: &Node) {
        let known = self.known.iter().map(String::as_str);
        let at_root = layer.name.is_empty();
        let is_section = matches!(node.value, Value::Table(_));
        let what = match (at_root, is_section) {
            (true, true) => format!("unknown section [{}]", layer.name_of(key)),
            (true, false) => format!("unknown key {key:?} before the first section"),
            (false, _) => format!("[{}] unknown key {key:?}", layer.name),
        };
        let hint = match nearest(key, known) {
            Some(name) if at_root => format!("did you mean [{name}]?"),
            _ if layer.name == "venue" && is_section => format!("did you mean [venues.{}]?", quoted(key)),
            Some(name) => format!("did you mean {name:?}?"),
            None if at_root => format!("the sections are {}", self.all(|name| format!("[{name}]"))),
            None => format!("known here: {}", self.all(str::to_owned)),
        };
        self.reader.find(Level::Problem, &node.origin, what, Some(hint));
    }

    fn unknown_variables(&self, layer: &Layer, prefix: &str, key: &str, node: &Node) {
        let known: Vec<String> = self.known.iter().map(|key| plain(key)).collect();
        let near = nearest(key, known.iter().map(String::as_str));
        for variable in environment::variables(node) {
            let rest = variable.get(prefix.len() + key.len()..).unwrap_or_default();
            let hint = match near {
                Some(near) => format!("did you mean {prefix}{near}{rest}?"),
                // Names that only the file knows.
                None if layer.name == "venues" || layer.name.ends_with(".settings") => {
                    format!("write it into [{}] of the file first: a variable tells no case", layer.name)
                }
                None => environment::hint(key, &known),
            };
            self.reader.find(Level::Problem, &Origin::Variable(variable), "names no setting".to_owned(), Some(hint));
        }
    }

    fn all(&self, show: impl Fn(&str) -> String) -> String {
        self.known.iter().map(|key| show(key)).collect::<Vec<_>>().join(", ")
    }

    fn ask(&mut self, key: &str) {
        if let Some((name, _)) = self.header() {
            self.reader.ask(name, key);
        }
        self.known.push(key.to_owned());
    }
}
