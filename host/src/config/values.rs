//! The kinds of values that a section holds, and what to write where one is of another kind.

use super::{
    at::{At, Setting},
    layer::quoted,
    section::Section,
    tree::{self, Node, Origin, Value},
};
use std::{ops::RangeInclusive, path::PathBuf, time::Duration};

impl<'a> Section<'a> {
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
}

fn number_of(value: &Value) -> Option<usize> {
    match value {
        Value::Integer(number) => usize::try_from(*number).ok(),
        Value::Raw(text) => text.trim().parse().ok(),
        _ => None,
    }
}
