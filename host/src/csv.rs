//! Lines of a table as spreadsheets read them: RFC 4180, and no cell that a spreadsheet would take for a formula.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes one line.
///
/// # Errors
/// Where it could not be written.
pub fn write<C: AsRef<str>>(out: &mut impl Write, cells: impl IntoIterator<Item = C>) -> io::Result<()> {
    let cells: Vec<_> = cells.into_iter().map(|text| cell(text.as_ref()).into_owned()).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell. What an adapter or a guest wrote may begin like a formula: an apostrophe before it keeps it a text.
fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) };
    if text.contains(['"', ',', '\n', '\r']) {
        return Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cells: &[&str], expected: &str) {
        let mut out = Vec::new();
        write(&mut out, cells).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn cells_are_separated_and_quoted_where_they_must_be() {
        check(&["a", "", "b c"], "a,,b c\r\n");
        check(&["a,b", "say \"yes\"", "two\nlines"], "\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\"\r\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        check(&["=1+1", "+cmd", "@x", "-a"], "'=1+1,'+cmd,'@x,'-a\r\n");
        check(&["-12", "+1.5", "12"], "-12,+1.5,12\r\n");
    }
}
