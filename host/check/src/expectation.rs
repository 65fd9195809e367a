//! An expectation: which part of an answer, and what it must be.

use crate::answer::{Answer, Came, short};
use crate::blanks::{self, Kept};
use crate::glob::Glob;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// How a call may end within the contract.
const ENDS: [&str; 7] = ["reply", "not-found", "invalid-request", "conflict", "unavailable", "in-doubt", "unexpected"];

/// What must be of an answer. `at` is a JSON pointer, where `*` stands for every element of a list; `each` is a pointer to
/// a list, whose elements (those that have what `where` says) are looked at one by one.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    at: Option<String>,
    each: Option<String>,
    /// Fields that an element has: by name, or by pointer.
    #[serde(rename = "where")]
    with: Option<Map<String, Value>>,
    /// How the call ends: a reply, or an error of the contract; one, or one of several.
    ends: Option<OneOrMore>,
    equals: Option<Value>,
    not: Option<Value>,
    absent: Option<bool>,
    /// A text, with `*` for any text in it.
    matches: Option<Glob>,
    /// Elements of a list, or of what `each` and `where` leave.
    count: Option<Value>,
    at_least: Option<Value>,
    at_most: Option<Value>,
    max_chars: Option<usize>,
    /// The sum of the whole numbers at `at`, which has a `*`.
    sum: Option<Value>,
    /// The mistake that is made where this does not hold; left out, the case's `why`.
    pub(crate) mistake: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// How an expectation was not met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unmet {
    pub(crate) expected: String,
    pub(crate) came: String,
}

// === impl OneOrMore ===

impl OneOrMore {
    fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

// === impl Expectation ===

impl Expectation {
    /// Whether it says something that can be held against an answer.
    ///
    /// # Errors
    /// What it lacks.
    pub(crate) fn is_complete(&self) -> Result<(), String> {
        if let Some(ends) = &self.ends {
            return match ends.all().iter().find(|end| !ENDS.contains(&end.as_str())) {
                Some(end) => Err(format!("{end:?} is no end of a call: one of {}", ENDS.join(", "))),
                None if ends.all().is_empty() => Err("ends = [] is no end".to_owned()),
                None => Ok(()),
            };
        }
        if self.at.is_none() && self.each.is_none() {
            return Err("an expectation is about `at`, `each` or `ends`".to_owned());
        }
        for pointer in [&self.at, &self.each].into_iter().flatten() {
            if !pointer.is_empty() && !pointer.starts_with('/') {
                return Err(format!("{pointer:?} is no JSON pointer: write \"/{pointer}\""));
            }
        }
        let values = [&self.equals, &self.not, &self.count, &self.at_least, &self.at_most, &self.sum];
        let says = values.iter().any(|value| value.is_some())
            || self.absent.is_some()
            || self.matches.is_some()
            || self.max_chars.is_some();
        if says { Ok(()) } else { Err("an expectation needs equals, not, absent, matches, count, sum, …".to_owned()) }
    }

    /// Whether it accepts that a step did not succeed.
    pub(crate) const fn is_about_failure(&self) -> bool {
        self.ends.is_some()
    }

    /// The blanks in it.
    pub(crate) fn names(&self, found: &mut BTreeSet<String>) {
        let values = [&self.equals, &self.not, &self.count, &self.at_least, &self.at_most, &self.sum];
        values.into_iter().flatten().for_each(|value| blanks::names(value, found));
        self.with.iter().flat_map(Map::values).for_each(|value| blanks::names(value, found));
    }

    /// Holds an answer against it.
    ///
    /// # Errors
    /// How it is not met; or, as the outer error, what is wrong with the case.
    pub(crate) fn hold(&self, answer: &Answer, kept: &Kept) -> Result<Result<(), Unmet>, String> {
        if let Some(ends) = &self.ends {
            let end = match &answer.came {
                Came::Reply(_) => Some("reply"),
                Came::Said(kind, _) => Some(*kind),
                Came::Fault(_) | Came::Prevented(_) => None,
            };
            let met = end.is_some_and(|end| ends.all().iter().any(|one| one == end));
            let unmet = || Unmet { expected: ends.all().join(" or "), came: answer.came.shown() };
            return Ok(if met { Ok(()) } else { Err(unmet()) });
        }
        let Came::Reply(reply) = &answer.came else {
            return Ok(Err(Unmet { expected: "an answer".to_owned(), came: answer.came.shown() }));
        };
        let filled = |value: &Option<Value>| value.as_ref().map(|value| blanks::fill(value, kept)).transpose();
        let wanted = Wanted {
            equals: filled(&self.equals)?,
            not: filled(&self.not)?,
            absent: self.absent,
            matches: self.matches.as_ref(),
            count: filled(&self.count)?,
            at_least: filled(&self.at_least)?,
            at_most: filled(&self.at_most)?,
            max_chars: self.max_chars,
            sum: filled(&self.sum)?,
        };
        let at = self.at.as_deref().unwrap_or_default();
        let Some(each) = &self.each else { return Ok(wanted.hold(at, reply, at)) };
        let with = self.with.as_ref().map(|with| blanks::fill(&Value::Object(with.clone()), kept)).transpose()?;
        let with = with.as_ref().and_then(Value::as_object);
        let Some(elements) = reply.pointer(each).and_then(Value::as_array) else {
            return Ok(Err(Unmet { expected: format!("a list at {each}"), came: short(reply) }));
        };
        let chosen: Vec<_> =
            elements.iter().enumerate().filter(|(_, element)| with.is_none_or(|with| has(element, with))).collect();
        if let Some(count) = &wanted.count {
            let is = Value::from(chosen.len());
            let of = with.map(|with| format!(" with {}", short(&Value::Object(with.clone())))).unwrap_or_default();
            let unmet = || Unmet {
                expected: format!("{each}{of}: {count} of them"),
                came: format!("{is} of them in {}", short(&Value::Array(elements.clone()))),
            };
            return Ok(if is == *count { Ok(()) } else { Err(unmet()) });
        }
        if let (Some(with), true) = (with, chosen.is_empty()) {
            let expected = format!("one at {each} with {}", short(&Value::Object(with.clone())));
            return Ok(Err(Unmet { expected, came: format!("none in {}", short(&Value::Array(elements.clone()))) }));
        }
        let unmet = chosen
            .into_iter()
            .find_map(|(index, element)| wanted.hold(at, element, &format!("{each}/{index}{at}")).err());
        Ok(unmet.map_or(Ok(()), Err))
    }
}

/// Whether an element has the fields that are named, where null is no field.
fn has(element: &Value, with: &Map<String, Value>) -> bool {
    with.iter().all(|(name, wanted)| {
        let field = if name.starts_with('/') { element.pointer(name) } else { element.get(name) };
        field.unwrap_or(&Value::Null) == wanted
    })
}

/// An expectation of one value, without blanks.
struct Wanted<'a> {
    equals: Option<Value>,
    not: Option<Value>,
    absent: Option<bool>,
    matches: Option<&'a Glob>,
    count: Option<Value>,
    at_least: Option<Value>,
    at_most: Option<Value>,
    max_chars: Option<usize>,
    sum: Option<Value>,
}

// === impl Wanted ===

impl Wanted<'_> {
    fn hold(&self, at: &str, root: &Value, shown_at: &str) -> Result<(), Unmet> {
        let place = if shown_at.is_empty() { "the answer" } else { shown_at };
        if at.contains("/*") {
            let all = Value::Array(every(root, at).into_iter().cloned().collect());
            return self.hold_value(Some(&all), place);
        }
        // Null and absent are the same in the API.
        let value = root.pointer(at).filter(|value| !value.is_null());
        self.hold_value(value, place)
    }

    fn hold_value(&self, value: Option<&Value>, place: &str) -> Result<(), Unmet> {
        let came =
            || value.map_or_else(|| format!("{place} is absent"), |value| format!("{place} is {}", short(value)));
        let number = |value: Option<&Value>| value.and_then(Value::as_i64);
        let unmet = |expected: String| Err(Unmet { expected: format!("{place} {expected}"), came: came() });
        if let Some(equals) = self.equals.as_ref().filter(|equals| value != Some(equals)) {
            return unmet(format!("is {}", short(equals)));
        }
        if let Some(not) = self.not.as_ref().filter(|not| value == Some(not)) {
            return unmet(format!("is not {}", short(not)));
        }
        if let Some(absent) = self.absent.filter(|absent| value.is_none() != *absent) {
            return unmet(if absent { "is absent" } else { "is there" }.to_owned());
        }
        if let Some(glob) =
            self.matches.filter(|glob| !value.and_then(Value::as_str).is_some_and(|text| glob.matches(text)))
        {
            return unmet(format!("is like {glob}"));
        }
        if let Some(count) = &self.count {
            let is = value.and_then(Value::as_array).map(|list| Value::from(list.len()));
            if is.as_ref() != Some(count) {
                return unmet(format!("has {count} elements"));
            }
        }
        if let Some(least) = &self.at_least
            && number(value).is_none_or(|is| number(Some(least)).is_none_or(|least| is < least))
        {
            return unmet(format!("is {least} at least"));
        }
        if let Some(most) = &self.at_most
            && number(value).is_none_or(|is| number(Some(most)).is_none_or(|most| is > most))
        {
            return unmet(format!("is {most} at most"));
        }
        if let Some(most) = self.max_chars
            && let Some(text) = value.and_then(Value::as_str)
            && text.chars().count() > most
        {
            return unmet(format!("has {most} characters at most"));
        }
        if let Some(sum) = &self.sum {
            let numbers = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let is = numbers.iter().filter_map(Value::as_i64).try_fold(0_i64, i64::checked_add);
            if is != number(Some(sum)) {
                return unmet(format!("adds up to {sum}"));
            }
        }
        Ok(())
    }
}

/// All values at a pointer with `*` for every element of a list. What is absent in one is left out.
fn every<'a>(root: &'a Value, at: &str) -> Vec<&'a Value> {
    let mut found = vec![root];
    for part in at.split('/').skip(1) {
        found = found
            .into_iter()
            .flat_map(|value| match (part, value) {
                ("*", Value::Array(list)) => list.iter().collect(),
                ("*", _) => Vec::new(),
                (part, value) => value.pointer(&format!("/{part}")).into_iter().collect::<Vec<_>>(),
            })
            .filter(|value| !value.is_null())
            .collect();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(expectation: &str) -> Expectation {
        #[derive(Deserialize)]
        struct Holder {
            expect: Expectation,
        }
        let expectation = toml::from_str::<Holder>(&format!("expect = {expectation}")).unwrap().expect;
        expectation.is_complete().unwrap();
        expectation
    }

    fn order() -> Answer {
        Answer::of_pos(json!({
            "id": "1", "paidAmount": {"value": 1500}, "note": null,
            "payments": [{"paymentIntentId": "pi_1", "paidAmount": {"value": 1000}}, {"paidAmount": {"value": 500}}],
        }))
    }

    #[track_caller]
    fn check(expectation: &str, answer: &Answer, expected: Result<(), (&str, &str)>) {
        let kept = Kept::from([("paid".to_owned(), json!(1000)), ("intent".to_owned(), json!("pi_1"))]);
        let held = read(expectation).hold(answer, &kept).unwrap();
        let held = held.as_ref().map_err(|unmet| (unmet.expected.as_str(), unmet.came.as_str()));
        assert_eq!(held.copied(), expected);
    }

    #[test]
    fn a_value_equals_what_was_kept_or_a_sum_of_it() {
        check(r#"{ at = "/paidAmount/value", equals = "= paid + 500" }"#, &order(), Ok(()));
        check(
            r#"{ at = "/paidAmount/value", equals = "{paid}" }"#,
            &order(),
            Err(("/paidAmount/value is 1000", "/paidAmount/value is 1500")),
        );
        check(r#"{ at = "/paidAmount/value", at_least = 1500, at_most = 1500 }"#, &order(), Ok(()));
        check(
            r#"{ at = "/paidAmount/value", at_most = "= paid" }"#,
            &order(),
            Err(("/paidAmount/value is 1000 at most", "/paidAmount/value is 1500")),
        );
    }

    #[test]
    fn null_is_absent() {
        check(r#"{ at = "/note", absent = true }"#, &order(), Ok(()));
        check(r#"{ at = "/id", absent = true }"#, &order(), Err(("/id is absent", "/id is \"1\"")));
        check(r#"{ at = "/none", absent = false }"#, &order(), Err(("/none is there", "/none is absent")));
    }

    #[test]
    fn elements_are_chosen_by_their_fields_and_one_at_least_must_be_there() {
        check(r#"{ each = "/payments", where = { paymentIntentId = "{intent}" }, count = 1 }"#, &order(), Ok(()));
        check(
            r#"{ each = "/payments", where = { paymentIntentId = "{intent}" }, at = "/paidAmount/value", equals = 1 }"#,
            &order(),
            Err(("/payments/0/paidAmount/value is 1", "/payments/0/paidAmount/value is 1000")),
        );
        let held = read(r#"{ each = "/payments", where = { id = "x" }, at = "/id", equals = "x" }"#)
            .hold(&order(), &Kept::new());
        assert!(held.unwrap().unwrap_err().expected.starts_with("one at /payments with"));
    }

    #[test]
    fn a_list_has_a_sum_and_a_count() {
        check(r#"{ at = "/payments/*/paidAmount/value", sum = "= paid + 500" }"#, &order(), Ok(()));
        check(r#"{ at = "/payments", count = 2 }"#, &order(), Ok(()));
        check(
            r#"{ at = "/payments/*/paymentIntentId", count = 2 }"#,
            &order(),
            Err(("/payments/*/paymentIntentId has 2 elements", "/payments/*/paymentIntentId is [\"pi_1\"]")),
        );
    }

    #[test]
    fn a_call_ends_as_it_should() {
        let said = Answer { came: Came::Said("conflict", "locked".to_owned()), ..order() };
        check(r#"{ ends = ["conflict", "reply"] }"#, &said, Ok(()));
        check(r#"{ ends = ["conflict", "reply"] }"#, &order(), Ok(()));
        check(r#"{ ends = "not-found" }"#, &said, Err(("not-found", "conflict: \"locked\"")));
        let trapped = Answer { came: Came::Fault("it trapped: unreachable".to_owned()), ..order() };
        check(r#"{ ends = "unexpected" }"#, &trapped, Err(("unexpected", "it trapped: unreachable")));
    }

    #[test]
    fn what_can_never_fail_is_no_expectation() {
        let incomplete = |expectation: Expectation| expectation.is_complete().unwrap_err();
        assert_eq!(incomplete(Expectation::default()), "an expectation is about `at`, `each` or `ends`");
        let at = Some("/id".to_owned());
        assert!(incomplete(Expectation { at, ..Expectation::default() }).starts_with("an expectation needs equals"));
        let at = Some("id".to_owned());
        let expectation = Expectation { at, absent: Some(true), ..Expectation::default() };
        assert_eq!(incomplete(expectation), "\"id\" is no JSON pointer: write \"/id\"");
    }
}
