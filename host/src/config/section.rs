//! A section in its layers: whatever is asked for is taken out of them, so that what stays was never known.

use super::{
    at::{At, Setting},
    environment::{self, plain},
    finding::Level,
    nearest::nearest,
    not_yet,
    reader::Reader,
    tree::{self, Node, Origin, Table, Value},
};
use std::{ops::RangeInclusive, path::PathBuf, time::Duration};

/// A section, wherever it is written.
#[derive(Clone)]
pub(super) struct Section<'a> {
    pub(super) reader: &'a Reader,
    /// The lowest first.
    layers: Vec<Layer>,
    /// The keys that were asked for.
    known: Vec<String>,
}

/// One place that a section is written in.
#[derive(Clone)]
pub(super) struct Layer {
    /// `venues.crown.limits`; empty at the root.
    name: String,
    kind: Kind,
    table: Table,
    origin: Origin,
    /// What all venues share: its unknown keys are reported where it is read on its own.
    shared: bool,
}

#[derive(Clone)]
enum Kind {
    Written,
    /// In variables whose names begin so; the keys are plain.
    Environment {
        prefix: String,
    },
}

// === impl Layer ===

impl Layer {
    /// The root of a file.
    pub(super) const fn written(table: Table, origin: Origin) -> Self {
        Self { name: String::new(), kind: Kind::Written, table, origin, shared: false }
    }

    /// The root of the environment.
    pub(super) fn environment(table: Table) -> Self {
        let kind = Kind::Environment { prefix: environment::PREFIX.to_owned() };
        Self { name: String::new(), kind, table, origin: Origin::File(1), shared: false }
    }

    const fn is_written(&self) -> bool {
        matches!(self.kind, Kind::Written)
    }

    fn key_of(&self, key: &str) -> String {
        if self.is_written() { key.to_owned() } else { plain(key) }
    }

    fn get(&self, key: &str) -> Option<&Node> {
        self.table.get(&self.key_of(key))
    }

    fn take(&mut self, key: &str) -> Option<Node> {
        let key = self.key_of(key);
        self.table.remove(&key)
    }

    /// The name of a section inside this one.
    fn name_of(&self, key: &str) -> String {
        let key = quoted(key);
        if self.name.is_empty() { key } else { format!("{}.{key}", self.name) }
    }

    /// Takes a section inside this one.
    fn inner(&mut self, key: &str, reader: &Reader) -> Option<Self> {
        let Node { origin, value } = self.take(key)?;
        let name = self.name_of(key);
        let shared = self.shared;
        let (value, kind) = match (value, &self.kind, &origin) {
            (Value::Raw(text), _, Origin::Variable(variable)) => {
                (tree::read_variable(&text, variable).unwrap_or(Value::Raw(text)), Kind::Written)
            }
            (value, Kind::Environment { prefix }, _) => {
                let prefix = format!("{prefix}{}{}", plain(key), environment::SEPARATOR);
                (value, Kind::Environment { prefix })
            }
            (value, Kind::Written, _) => (value, Kind::Written),
        };
        match value {
            Value::Table(table) => Some(Self { name, kind, table, origin, shared }),
            other => {
                let what = format!("[{name}] must be a section, not {}", other.kind());
                reader.find(Level::Problem, &origin, what, Some(format!("write [{name}] and its keys below")));
                None
            }
        }
    }
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

    /// The keys that are written in files. The environment cannot add any: it does not tell their case.
    pub(super) fn written_keys(&self) -> Vec<String> {
        let written = self.layers.iter().filter(|layer| layer.is_written());
        let mut keys: Vec<_> = written.flat_map(|layer| layer.table.keys().cloned()).collect();
        keys.sort();
        keys.dedup();
        keys
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
    fn take_with_default(&mut self, key: &str) -> Option<(Setting<'a, Value>, Option<Value>)> {
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
        let setting = found?;
        not_yet::check(&setting, default.as_ref());
        Some((setting, default))
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Option<Setting<'a, String>> {
        let Setting { value, at } = self.take(key)?;
        match value {
            Value::Text(text) | Value::Raw(text) => Some(Setting { value: text, at }),
            other => {
                at.wrong_kind("a text", &other, &format!("{key} = \"…\""));
                None
            }
        }
    }

    /// A text without which the section is of no use.
    pub(super) fn required_text(&mut self, key: &str, hint: &str) -> Option<Setting<'a, String>> {
        self.require(key, hint);
        self.text(key)
    }

    /// A path without which the section is of no use.
    pub(super) fn required_path(&mut self, key: &str, hint: &str) -> Option<Setting<'a, PathBuf>> {
        self.require(key, hint);
        self.path(key)
    }

    /// Reports that a key is missing.
    pub(super) fn require(&self, key: &str, hint: &str) {
        if !self.has(key) {
            self.find(Level::Problem, &format!("has no {key}"), hint);
        }
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str, example: &str) -> Vec<Setting<'a, String>> {
        let text = |element: Setting<'a, Value>| match element.value {
            Value::Text(text) => Some(Setting { value: text, at: element.at }),
            other => {
                element.at.wrong_kind("a list of texts", &other, example);
                None
            }
        };
        self.list(key, example).into_iter().flatten().filter_map(text).collect()
    }

    /// A list; none where there is none, or where it is none, which is reported.
    pub(super) fn list(&mut self, key: &str, example: &str) -> Option<Vec<Setting<'a, Value>>> {
        let Setting { value, at } = self.take(key)?;
        let value = match (value, &at.origin) {
            (Value::Raw(text), Origin::Variable(name)) => tree::read_variable(&text, name).unwrap_or(Value::Raw(text)),
            (value, _) => value,
        };
        match value {
            Value::List(list) => {
                let element = |node: Node| Setting { at: at.element(&node.origin), value: node.value };
                Some(list.into_iter().map(element).collect())
            }
            other => {
                at.wrong_kind("a list", &other, example);
                None
            }
        }
    }

    /// True or false.
    pub(super) fn boolean(&mut self, key: &str) -> bool {
        let Some((Setting { value, at }, default)) = self.take_with_default(key) else { return false };
        match &value {
            Value::Boolean(yes) => *yes,
            Value::Raw(text) if matches!(text.trim(), "true" | "false") => text.trim() == "true",
            other => {
                at.wrong_kind("true or false", other, &format!("{key} = true or {key} = false"));
                matches!(default, Some(Value::Boolean(true)))
            }
        }
    }

    /// A whole number within bounds.
    pub(super) fn number(&mut self, key: &str, bounds: RangeInclusive<usize>) -> Setting<'a, usize> {
        let [least, most] = [*bounds.start(), *bounds.end()];
        let Some((Setting { value, at }, default)) = self.take_with_default(key) else {
            let (section, origin) = self.header().unwrap_or(("", &Origin::Default(1)));
            let (section, origin) = (section.to_owned(), origin.clone());
            let at = At { reader: self.reader, origin, section, key: quoted(key) };
            at.problem("has no default", format!("write a number from {least} to {most}"));
            return Setting { value: least, at };
        };
        let value = match (number_of(&value), &value) {
            (Some(number), _) if bounds.contains(&number) => number,
            (_, Value::Integer(_)) | (Some(_), _) => {
                let shown = value.shown();
                at.problem(format!("= {shown} is out of bounds"), format!("write a number from {least} to {most}"));
                default.as_ref().and_then(number_of).unwrap_or(least)
            }
            (None, other) => {
                at.wrong_kind("a whole number", other, &format!("a number from {least} to {most}, without quotes"));
                default.as_ref().and_then(number_of).unwrap_or(least)
            }
        };
        Setting { value, at }
    }

    /// Milliseconds, within bounds.
    pub(super) fn milliseconds(&mut self, key: &str, bounds: RangeInclusive<usize>) -> Duration {
        let number = self.number(key, bounds).value;
        Duration::from_millis(u64::try_from(number).unwrap_or(u64::MAX))
    }

    /// One of the words; the first where it is none, which is reported.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, first: (&str, T), others: &[(&str, T)]) -> T {
        let Some(Setting { value, at }) = self.text(key) else { return first.1 };
        let words = || [&first].into_iter().chain(others);
        if let Some((_, choice)) = words().find(|(word, _)| *word == value) {
            return *choice;
        }
        let all: Vec<_> = words().map(|(word, _)| format!("{key} = \"{word}\"")).collect();
        at.problem(format!("= {value:?} is not known"), format!("write {}", all.join(" or ")));
        first.1
    }

    /// A path, seen from the folder of the file.
    pub(super) fn path(&mut self, key: &str) -> Option<Setting<'a, PathBuf>> {
        let Setting { value, at } = self.text(key)?;
        if value.is_empty() || value.contains('\0') {
            at.problem("is no path", format!("write {key} = \"…\""));
            return None;
        }
        Some(Setting { value: super::resolve(self.reader.folder(), &value), at })
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
                None => environment::hint(key),
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

fn number_of(value: &Value) -> Option<usize> {
    match value {
        Value::Integer(number) => usize::try_from(*number).ok(),
        Value::Raw(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A key as it is written: quoted where TOML wants it.
pub(super) fn quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { key.to_owned() } else { format!("{key:?}") }
}
