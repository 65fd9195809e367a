//! Where a key stands in a file, for findings that come after reading: what an adapter says of a venue's settings.

use super::tree::{self, Origin, Table, Value};

/// The line of a key, or of the innermost section on the way to it that the file has. None where there is none, and for
/// a text that is no TOML.
pub fn line_of(text: &str, keys: &[&str]) -> Option<usize> {
    let mut table: &Table = &tree::read(text, Origin::File).ok()?;
    let mut line = None;
    for key in keys {
        let Some(node) = table.get(*key) else { break };
        if let Origin::File(at) = node.origin {
            line = Some(at);
        }
        match &node.value {
            Value::Table(inner) => table = inner,
            _ => break,
        }
    }
    line
}

/// The line of a key or a section that the file has itself; none where it has only what is around it.
pub fn exact_line_of(text: &str, keys: &[&str]) -> Option<usize> {
    let mut table: &Table = &tree::read(text, Origin::File).ok()?;
    let (last, way) = keys.split_last()?;
    for key in way {
        let Value::Table(inner) = &table.get(*key)?.value else { return None };
        table = inner;
    }
    match table.get(*last)?.origin {
        Origin::File(line) => Some(line),
        Origin::Default(_) | Origin::Variable(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_on_its_line_and_a_missing_one_at_its_section() {
        let text = "[server]\n\n[venues.crown]\nadapter = \"x\"\n\n[venues.crown.settings]\ncurrency = \"GBP\"\n";
        let line = |keys: &[&str]| line_of(text, keys);
        assert_eq!(line(&["venues", "crown", "settings", "currency"]), Some(7));
        assert_eq!(line(&["venues", "crown", "settings", "token"]), Some(6));
        assert_eq!(line(&["venues", "crown", "limits", "cpu_ms"]), Some(3));
        assert_eq!(line(&["alerts"]), None);
        assert_eq!(line_of("[", &["x"]), None);
    }

    #[test]
    fn what_is_not_there_itself_has_no_line_of_its_own() {
        let text = "[venues.crown]\nadapter = \"x\"\nallow.http = []\n";
        let line = |keys: &[&str]| exact_line_of(text, keys);
        assert_eq!(line(&["venues", "crown", "adapter"]), Some(2));
        assert_eq!(line(&["venues", "crown", "allow", "http"]), Some(3));
        assert_eq!(line(&["venues", "crown", "allow", "tcp"]), None);
        assert_eq!(line(&["venues", "crown", "adapter", "x"]), None);
        assert_eq!(line(&["venues", "anchor"]), None);
        assert_eq!(line(&[]), None);
    }
}
