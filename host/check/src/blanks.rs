//! Blanks in a case: `{name}` stands for what an earlier step kept, `= a + b - 1` for a sum of whole numbers.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What every case has from its beginning.
pub(crate) const BUILT_IN: [&str; 3] = ["unique", "soon", "past"];

/// The values that blanks are filled with, by name.
pub(crate) type Kept = BTreeMap<String, Value>;

/// Fills all blanks of a value.
///
/// # Errors
/// The blank that has no value, or the sum that is none.
pub(crate) fn fill(value: &Value, kept: &Kept) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => fill_text(text, kept)?,
        Value::Array(values) => values.iter().map(|value| fill(value, kept)).collect::<Result<_, _>>()?,
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| Ok((key.clone(), fill(value, kept)?)));
            Value::Object(fields.collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}

/// The names of all blanks in a value.
pub(crate) fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => match text.strip_prefix("= ") {
            Some(sum) => found.extend(terms(sum).filter(|(_, term)| is_name(term)).map(|(_, term)| term.to_owned())),
            None => found.extend(parts(text).filter_map(|part| match part {
                Part::Blank(name) => Some(name.to_owned()),
                Part::Text(_) => None,
            })),
        },
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        Value::Object(fields) => fields.values().for_each(|value| names(value, found)),
        _ => (),
    }
}

enum Part<'a> {
    Text(&'a str),
    Blank(&'a str),
}

/// A text cut at its blanks. Braces around anything else than a name are text.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut left = text;
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        if let Some((name, after)) = left.strip_prefix('{').and_then(|rest| rest.split_once('}'))
            && is_name(name)
        {
            left = after;
            return Some(Part::Blank(name));
        }
        // From the second character on: what begins here is no blank.
        let next = left.char_indices().skip(1).find(|(_, letter)| *letter == '{').map_or(left.len(), |(at, _)| at);
        let (part, rest) = left.split_at_checked(next)?;
        left = rest;
        Some(Part::Text(part))
    })
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}

fn fill_text(text: &str, kept: &Kept) -> Result<Value, String> {
    let value = |name: &str| kept.get(name).ok_or_else(|| format!("nothing was kept as {{{name}}}"));
    if let Some(sum) = text.strip_prefix("= ") {
        let mut total = 0_i64;
        for (minus, term) in terms(sum) {
            let number = if is_name(term) { value(term)?.as_i64() } else { term.parse().ok() };
            let number = number.ok_or_else(|| format!("{term:?} of {text:?} is no whole number"))?;
            let added = if minus { total.checked_sub(number) } else { total.checked_add(number) };
            total = added.ok_or_else(|| format!("{text:?} is out of range"))?;
        }
        return Ok(total.into());
    }
    let mut all = parts(text);
    if let (Some(Part::Blank(name)), None) = (all.next(), all.next()) {
        return value(name).cloned();
    }
    let mut filled = String::new();
    for part in parts(text) {
        match part {
            Part::Text(part) => filled.push_str(part),
            Part::Blank(name) => match value(name)? {
                Value::String(part) => filled.push_str(part),
                other => filled.push_str(&other.to_string()),
            },
        }
    }
    Ok(filled.into())
}

/// `a + b - 1`, with whether each is taken away.
fn terms(sum: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut minus = false;
    sum.split_whitespace().filter_map(move |word| match word {
        "+" => None,
        "-" => {
            minus = true;
            None
        }
        term => Some((std::mem::take(&mut minus), term)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(value: Value, expected: Result<Value, &str>) {
        let kept = Kept::from([
            ("id".to_owned(), json!("1001")),
            ("due".to_owned(), json!(500)),
            ("order".to_owned(), json!({"a": [1]})),
        ]);
        assert_eq!(fill(&value, &kept), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_blank_alone_keeps_its_kind_and_inside_a_text_it_is_text() {
        check(json!({"o": "{order}", "n": ["{due}"]}), Ok(json!({"o": {"a": [1]}, "n": [500]})));
        check(json!("order {id} has {due}"), Ok(json!("order 1001 has 500")));
        check(json!("{}{ id}{\"id\"}"), Ok(json!("{}{ id}{\"id\"}")));
        check(json!("{none}"), Err("nothing was kept as {none}"));
    }

    #[test]
    fn a_sum_is_of_whole_numbers() {
        check(json!("= due + 1"), Ok(json!(501)));
        check(json!("= due - 200 - 1"), Ok(json!(299)));
        check(json!("= 1 - due"), Ok(json!(-499)));
        check(json!("= id"), Err("\"id\" of \"= id\" is no whole number"));
        check(json!("= due + 9223372036854775807"), Err("\"= due + 9223372036854775807\" is out of range"));
    }

    #[test]
    fn all_names_are_found() {
        let mut found = BTreeSet::new();
        names(&json!({"a": "{id}/{due}", "b": ["= tip - 1", 3]}), &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["due", "id", "tip"]);
    }
}
