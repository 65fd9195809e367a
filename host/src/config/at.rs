//! A value that was read, and the place to complain about it.

use super::{
    finding::Level,
    reader::Reader,
    tree::{Origin, Value},
};

/// Where a value stands, in words and by line.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub(super) reader: &'a Reader,
    pub(super) origin: Origin,
    /// `venues.crown.limits`.
    pub(super) section: String,
    /// `deadline_ms`.
    pub(super) key: String,
}

/// A value and where it stands.
pub(super) struct Setting<'a, T> {
    pub(super) value: T,
    pub(super) at: At<'a>,
}

// === impl At ===

impl<'a> At<'a> {
    /// Reports that the value cannot be used: `[section] key ` and what is wrong.
    pub(super) fn problem(&self, what: impl AsRef<str>, hint: impl Into<String>) {
        self.find(Level::Problem, what.as_ref(), hint.into());
    }

    /// Reports that something will not work until it is put right.
    pub(super) fn degraded(&self, what: impl AsRef<str>, hint: impl Into<String>) {
        self.find(Level::Degraded, what.as_ref(), hint.into());
    }

    /// Reports what is worth knowing.
    pub(super) fn warning(&self, what: impl AsRef<str>, hint: impl Into<String>) {
        self.find(Level::Warning, what.as_ref(), hint.into());
    }

    /// Reports that the value is of the wrong kind.
    pub(super) fn wrong_kind(&self, wanted: &str, got: &Value, example: &str) {
        self.problem(format!("must be {wanted}, not {}", got.kind()), format!("write {example}"));
    }

    /// An element of the list that stands here, which may be on a line of its own.
    pub(super) fn element(&self, origin: &Origin) -> Self {
        Self { origin: origin.clone(), ..self.clone() }
    }

    /// Whether only the defaults say so.
    pub(super) const fn is_default(&self) -> bool {
        matches!(self.origin, Origin::Default(_))
    }

    fn find(&self, level: Level, what: &str, hint: String) {
        let what = format!("[{}] {} {what}", self.section, self.key);
        self.reader.find(level, &self.origin, what, Some(hint));
    }
}
