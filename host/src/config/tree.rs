//! A TOML text as a tree whose every value knows where it was written.

use std::{collections::BTreeMap, ops::Range};
use toml::de::{DeTable, DeValue};

/// Values by their key.
pub(super) type Table = BTreeMap<String, Node>;

/// A value and where it stands: in a table the line of its key, in a list its own.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) origin: Origin,
    pub(super) value: Value,
}

/// Where a value was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Origin {
    /// Line of `config.default.toml`.
    Default(usize),
    /// Line of the file.
    File(usize),
    /// Variable of the environment.
    Variable(String),
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// The text of a variable: a text, a number, a list, as its reader wants it.
    Raw(String),
    /// Wider than TOML's 64 bits, so that a number that is too large is told from none.
    Integer(i128),
    /// As it is written.
    Float(String),
    Boolean(bool),
    Date,
    List(Vec<Node>),
    Table(Table),
}

/// A text that is no TOML, and on which line.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) line: usize,
    pub(super) message: String,
}

/// Reads a file.
pub(super) fn read(text: &str, origin: fn(usize) -> Origin) -> Result<Table, Vec<SyntaxError>> {
    let breaks: Vec<usize> = text.match_indices('\n').map(|(place, _)| place).collect();
    let line = |place: usize| breaks.partition_point(|&line_break| line_break < place) + 1;
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(table_of(table.get_ref(), &|span| origin(line(span.start))));
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut found: Vec<SyntaxError> = Vec::new();
    for error in &errors {
        let line = line(error.span().map_or(0, |span| span.start));
        found.push(SyntaxError { line, message: error.message().to_owned() });
    }
    // The first of a line says it; those after it follow from it.
    found.sort_by_key(|error| error.line);
    found.dedup_by_key(|error| error.line);
    // So do the keys of a section that was written before.
    let mut again = false;
    let mut at = 0;
    found.retain(|error| {
        let is_header = |line: usize| lines.get(line - 1).is_some_and(|line| line.trim_start().starts_with('['));
        let new_section = (at + 1..=error.line).any(is_header);
        at = error.line;
        let repeated = error.message == DUPLICATE;
        let follows = again && repeated && !new_section;
        again = follows || (repeated && is_header(error.line));
        !follows
    });
    Err(found)
}

/// What the parser says of a key that is there already.
pub(super) const DUPLICATE: &str = "duplicate key";

/// Reads a variable's text as a value of TOML.
pub(super) fn read_variable(text: &str, name: &str) -> Option<Value> {
    let value = DeValue::parse(text).ok()?;
    Some(value_of(value.get_ref(), &|_| Origin::Variable(name.to_owned())))
}

fn table_of(table: &DeTable<'_>, origin: &dyn Fn(Range<usize>) -> Origin) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            // A section stands where its header is, and not where a section inside it is the first to name it.
            let span = match value.get_ref() {
                DeValue::Table(_) if value.span().start > key.span().start => key.span(),
                DeValue::Table(_) => value.span(),
                _ => key.span(),
            };
            let node = Node { origin: origin(span), value: value_of(value.get_ref(), origin) };
            (key.get_ref().to_string(), node)
        })
        .collect()
}

fn value_of(value: &DeValue<'_>, origin: &dyn Fn(Range<usize>) -> Origin) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            Value::Integer(i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(number) => Value::Float(number.to_string()),
        DeValue::Boolean(yes) => Value::Boolean(*yes),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(list) => {
            let node = |value: &toml::Spanned<DeValue<'_>>| Node {
                origin: origin(value.span()),
                value: value_of(value.get_ref(), origin),
            };
            Value::List(list.iter().map(node).collect())
        }
        DeValue::Table(table) => Value::Table(table_of(table, origin)),
    }
}

// === impl Value ===

impl Value {
    /// What it is, in a message.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Raw(_) => "this text",
            Self::Integer(_) => "a number",
            Self::Float(_) => "a number with a fraction",
            Self::Boolean(_) => "true or false",
            Self::Date => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a section",
        }
    }

    /// A number as it is written.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Integer(number) if *number == i128::MAX => "this number".to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Raw(text) | Self::Text(text) | Self::Float(text) => text.clone(),
            other => other.kind().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(text: &str, path: &[&str], expected: usize) {
        let mut table = read(text, Origin::File).unwrap();
        let mut found = None;
        for key in path {
            let node = table.remove(*key).unwrap();
            found = Some(node.origin);
            table = if let Value::Table(inner) = node.value { inner } else { Table::new() };
        }
        assert_eq!(found, Some(Origin::File(expected)));
    }

    #[track_caller]
    fn check_errors(text: &str, expected: &[usize]) {
        let errors = read(text, Origin::File).unwrap_err();
        let lines: Vec<_> = errors.iter().map(|error| error.line).collect();
        assert_eq!(lines, expected, "{errors:?}");
    }

    #[test]
    fn a_value_stands_where_its_key_is() {
        check_line("\n[a]\r\nb = 1\r\nc = 'd'\n", &["a", "c"], 4);
        check_line("a.b.c = [\n1,\n2]", &["a", "b", "c"], 1);
    }

    #[test]
    fn a_section_stands_where_its_header_is() {
        check_line("[x.a]\n[x.a.b]\n", &["x", "a"], 1);
        check_line("[x.a.b]\n\n[x.a]\nc = 1", &["x", "a"], 3);
        check_line("\n[x.a.b]\n", &["x", "a"], 2);
        check_line("\na = { b = 1 }\n", &["a", "b"], 2);
    }

    #[test]
    fn each_syntax_error_has_its_line() {
        check_errors("[a]\nb = \n[c]\nd = 1\nd = 2\n[e\n", &[2, 5, 6]);
    }

    #[test]
    fn a_section_that_was_written_before_is_one_error() {
        check_errors("[a]\nb = 1\nc = 1\n[a]\nb = 1\nc = 1\n[d]\ne = 1\ne = 1\n", &[4, 9]);
    }
}
