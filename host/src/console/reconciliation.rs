//! `/reconciliation`: the last reports, as a page, as CSV and as JSON; of any other time where one is asked for.
//!
//! With `from` or `to` (RFC 3339) it is made now: that reads Dojo and the points of sale, and changes nothing.

use super::{Sources, text, typed};
use crate::reconciliation::{Busy, Question, Reports, lines, page};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use std::sync::Arc;

/// The page.
pub(super) async fn html(State(sources): State<Arc<Sources>>, uri: Uri) -> Response {
    answer(&sources, &uri, |reports| {
        let mut answer = typed(
            StatusCode::OK,
            HeaderValue::from_static("text/html; charset=utf-8"),
            page::page(reports).into_bytes(),
        );
        let policy = HeaderValue::from_static(page::CONTENT_SECURITY_POLICY);
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        answer
    })
    .await
}

/// The same as a table.
pub(super) async fn csv(State(sources): State<Arc<Sources>>, uri: Uri) -> Response {
    answer(&sources, &uri, |reports| {
        let mut table = Vec::new();
        match lines::write(&mut table, reports) {
            Ok(()) => typed(StatusCode::OK, HeaderValue::from_static("text/csv; charset=utf-8; header=present"), table),
            Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
        }
    })
    .await
}

/// The same for programs.
pub(super) async fn json(State(sources): State<Arc<Sources>>, uri: Uri) -> Response {
    answer(&sources, &uri, |reports| match serde_json::to_vec_pretty(reports) {
        Ok(json) => typed(StatusCode::OK, HeaderValue::from_static("application/json"), json),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}\n")),
    })
    .await
}

async fn answer(sources: &Sources, uri: &Uri, show: impl Fn(&Reports) -> Response) -> Response {
    let question = match question(uri.query().unwrap_or_default()) {
        Ok(question) => question,
        Err(error) => return text(StatusCode::BAD_REQUEST, &format!("{error}\n")),
    };
    let asked = &sources.reconciliation;
    if question.from.is_none() && question.to.is_none() {
        return show(&asked.kept().reports(question.venue.as_ref()));
    }
    match asked.answer(&question).await {
        Ok(reports) => show(&reports),
        Err(busy @ Busy) => text(StatusCode::SERVICE_UNAVAILABLE, &format!("{busy}\n")),
    }
}

fn question(query: &str) -> Result<Question, String> {
    let mut question = Question::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let time = || value.parse().map_err(|error| format!("{name}={value:?}: {error}"));
        match &*name {
            "venue" => question.venue = Some(value.parse().map_err(|error| format!("venue={value:?}: {error}"))?),
            "from" => question.from = Some(time()?),
            "to" => question.to = Some(time()?),
            _ => return Err(format!("{name:?} is not known here: venue, from and to are")),
        }
    }
    Ok(question)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_a_venue_and_a_time() {
        let asked = question("venue=crown&from=2026-11-22T04%3A00%3A00Z&to=2026-11-23T04:00:00%2B00:00").unwrap();
        assert_eq!(asked.venue.unwrap().as_str(), "crown");
        assert_eq!(asked.from.unwrap().to_string(), "2026-11-22T04:00:00.000Z");
        assert_eq!(asked.to.unwrap().to_string(), "2026-11-23T04:00:00.000Z");
        assert_eq!(question("").unwrap(), Question::default());
    }

    #[test]
    fn a_wrong_question_is_told_what_is_wrong() {
        let check = |query: &str, expected: &str| assert_eq!(question(query).unwrap_err(), expected);
        check("since=1", "\"since\" is not known here: venue, from and to are");
        check("from=now", "from=\"now\": no RFC 3339 instant such as 2026-11-22T19:04:05.000Z");
        assert!(question("venue=%2F").unwrap_err().starts_with("venue=\"/\": "));
    }
}
