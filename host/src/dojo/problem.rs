//! What Dojo says about an error: a problem of RFC 7807, in one line that may be shown.

use super::limits::MAX_PROBLEM_CHARACTERS;
use crate::mask;
use crate::venue::Redactor;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `ProblemDetails` and `ErrorResponse` of the file, in one.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Problem {
    title: Option<String>,
    detail: Option<String>,
    errors: Option<BTreeMap<String, Vec<String>>>,
    trace_id: Option<String>,
}

/// The problem in one line: title, detail, each field's errors, and the id that Dojo's support asks for.
pub(super) fn text(body: &[u8], redactor: &Redactor) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        return "it says nothing that can be read".to_owned();
    };
    let mut parts: Vec<String> = [problem.title, problem.detail].into_iter().flatten().collect();
    let fields = problem.errors.into_iter().flatten();
    parts.extend(fields.map(|(field, errors)| format!("{field}: {}", errors.join(", "))));
    parts.extend(problem.trace_id.map(|id| format!("trace id {id}")));
    parts.retain(|part| !part.trim().is_empty());
    if parts.is_empty() {
        return "it does not say why".to_owned();
    }
    let text: String = parts.join("; ").chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = redactor.redact(&text);
    let text = mask::cards(&text);
    match text.char_indices().nth(MAX_PROBLEM_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::Secret;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(body: &str, expected: Expect) {
        expected.assert_eq(&text(body.as_bytes(), &Redactor::new([Secret::new("sk_sandbox_1")])));
    }

    #[test]
    fn a_problem_is_one_line() {
        check(
            r#"{"errors": {"Reference": ["The Reference field is required."], "Amount": ["Too much.", "Not whole."]},
                "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1", "title": "One or more validation errors occurred.",
                "status": 400, "traceId": "00-a405f077"}"#,
            expect![
                "One or more validation errors occurred.; Amount: Too much., Not whole.; Reference: The Reference field is required.; trace id 00-a405f077"
            ],
        );
        check(r#"{"title": "Conflict", "detail": "Already\nrefunded"}"#, expect!["Conflict; Already refunded"]);
    }

    #[test]
    fn what_is_no_problem_is_not_repeated() {
        check("<html>Bad gateway</html>", expect!["it says nothing that can be read"]);
        check(r#"{"title": ""}"#, expect!["it does not say why"]);
        check(r#"{"title": 4}"#, expect!["it says nothing that can be read"]);
    }

    #[test]
    fn key_and_card_are_taken_out_and_a_novel_is_cut() {
        check(r#"{"title": "card 4111111111111111"}"#, expect!["card ************1111"]);
        check(r#"{"title": "no key sk_sandbox_1"}"#, expect!["no key [redacted]"]);
        let long = text(format!(r#"{{"title": "{}"}}"#, "ü".repeat(1000)).as_bytes(), &Redactor::default());
        assert_eq!(long.chars().count(), MAX_PROBLEM_CHARACTERS + 1);
    }
}
