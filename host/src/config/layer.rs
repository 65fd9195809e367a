//! One place that a section is written in: a table of the file, or the variables of the environment.

use super::{
    environment::{self, plain},
    finding::Level,
    reader::Reader,
    tree::{self, Node, Origin, Table, Value},
};

/// One place that a section is written in.
#[derive(Clone)]
pub(super) struct Layer {
    /// `venues.crown.limits`; empty at the root.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) table: Table,
    pub(super) origin: Origin,
    /// What all venues share: its unknown keys are reported where it is read on its own.
    pub(super) shared: bool,
}

#[derive(Clone)]
pub(super) enum Kind {
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

    pub(super) const fn is_written(&self) -> bool {
        matches!(self.kind, Kind::Written)
    }

    fn key_of(&self, key: &str) -> String {
        if self.is_written() { key.to_owned() } else { plain(key) }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.table.get(&self.key_of(key))
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Node> {
        let key = self.key_of(key);
        self.table.remove(&key)
    }

    /// The name of a section inside this one.
    pub(super) fn name_of(&self, key: &str) -> String {
        let key = quoted(key);
        if self.name.is_empty() { key } else { format!("{}.{key}", self.name) }
    }

    /// Takes a section inside this one.
    pub(super) fn inner(&mut self, key: &str, reader: &Reader) -> Option<Self> {
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
                let hint = match self.name.as_str() {
                    "venues" => "write it below the venue's id: [venues.crown]".to_owned(),
                    _ => format!("write [{name}] and its keys below"),
                };
                reader.find(Level::Problem, &origin, what, Some(hint));
                None
            }
        }
    }
}

/// A key as it is written: quoted where TOML wants it.
pub(super) fn quoted(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if bare { key.to_owned() } else { format!("{key:?}") }
}
