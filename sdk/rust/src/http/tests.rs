//! What failures of a request say, natively; inside the host, `tests/e2e/outgoing.rs` has the same rules.

use std::time::Duration;

use super::{Client, Request, Response, SendError};
use crate::Result;
use crate::model::EposError;
use crate::testkit::{Reply, ScriptedPos, TestKit};

fn at<T>(url: &str, call: impl FnOnce() -> T) -> T {
    let kit = TestKit::bare().time(Duration::from_millis(500)).setting("base_url", url);
    kit.call(|_| Ok(call())).unwrap()
}

/// What comes of a request to a point of sale that answers so.
fn send(method: &str, reply: Reply) -> Result<Response, SendError> {
    let pos = ScriptedPos::start().on(method, "/checks", reply);
    at(&pos.url(), || Client::new(pos.url()).request(method, &["checks"]).send())
}

fn unsent(url: &str, request: &Request) -> String {
    match at(url, || request.send()) {
        Err(SendError::NotSent(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_url_that_is_not_http_is_never_sent() {
    let text = unsent("ftp://pos.example", &Request::post("ftp://pos.example/orders?token=t-1"));
    assert_eq!(text, "POST ftp://pos.example/orders: the URL begins with ftp://: it must be http:// or https://");
}

#[test]
fn what_no_wish_leads_to_is_never_sent() {
    let pos = ScriptedPos::start();
    for grant in ["http://pos.example", &format!("{}0", pos.url()), &format!("{}/api", pos.url())] {
        let text = unsent(grant, &Client::new(pos.url()).post(&["checks"]));
        assert!(text.contains("HttpRequestDenied: no wish of the description leads there"), "{text}");
    }
    assert_eq!(pos.requests(), []);
}

#[test]
fn a_point_of_sale_that_is_not_there_was_sent_nothing() {
    let url = ScriptedPos::start().url();
    for request in [Client::new(&url).post(&["checks"]), Client::new(&url).get(&["checks"])] {
        unsent(&url, &request);
    }
}

#[test]
fn a_header_cannot_begin_another() {
    let pos = ScriptedPos::start();
    let request = Client::new(pos.url()).header("x-api-key", "key\r\nx-other: 1").get(&["checks"]);
    assert!(unsent(&pos.url(), &request).ends_with("the header \"x-api-key\" is none"));
    assert_eq!(pos.requests(), []);
}

#[test]
fn a_read_without_an_answer_wrote_nothing_and_a_write_may_have() {
    let lost = [Reply::closes(), Reply::text(200, "half").cut_short(), Reply::silence()];
    for reply in lost {
        assert!(matches!(send("GET", reply.clone()), Err(SendError::NoAnswer(_))), "{reply:?}");
        assert!(matches!(send("DELETE", reply.clone()), Err(SendError::MaybeSent(_))), "{reply:?}");
    }
}

#[test]
fn a_redirect_is_an_answer() {
    let response = send("GET", Reply::status(302).header("location", "http://pos.example")).unwrap();
    assert_eq!((response.status, response.header("Location")), (302, Some("http://pos.example")));
    assert!(matches!(response.success().map_err(EposError::from), Err(EposError::Unexpected(_))));
}

#[test]
fn a_read_that_is_refused_says_why() {
    for (status, expected) in [
        (400, "invalid-request"),
        (401, "unexpected"),
        (404, "not-found"),
        (409, "conflict"),
        (418, "unexpected"),
        (429, "unavailable"),
        (500, "unavailable"),
        (503, "unavailable"),
    ] {
        let error = send("GET", Reply::status(status)).unwrap().success().map_err(EposError::from).unwrap_err();
        let kind = match error {
            EposError::InvalidRequest(_) => "invalid-request",
            EposError::NotFound(_) => "not-found",
            EposError::Conflict(_) => "conflict",
            EposError::Unavailable(_) => "unavailable",
            EposError::Unexpected(_) => "unexpected",
            EposError::InDoubt(_) => "in-doubt",
        };
        assert_eq!(kind, expected, "{status}");
    }
}

#[test]
fn the_points_of_sales_words_come_first() {
    let pos = ScriptedPos::start().on("GET", "/checks", Reply::text(409, "the till is closed"));
    let client = Client::new(pos.url()).words(|response| Some(response.text().into_owned()));
    let response = at(&pos.url(), || client.get(&["checks"]).query("key", "secret").send()).unwrap();
    let text = format!("the till is closed (GET {}/checks: 409)", pos.url());
    assert_eq!(response.success().unwrap_err().text, text);
}

#[cfg(feature = "serde")]
mod json {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    struct Checks {
        checks: Vec<Check>,
    }

    #[derive(serde::Deserialize, Debug)]
    struct Check {
        id: String,
    }

    fn read(method: &str, body: &str) -> Result<String> {
        let checks = send(method, Reply::json(200, body))?.json::<Checks>()?.checks;
        Ok(checks.into_iter().map(|check| check.id).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn an_answer_is_read() {
        assert_eq!(read("GET", r#"{"checks": [{"id": "1"}, {"id": "2", "more": 3}]}"#), Ok("1 2".to_owned()));
    }

    #[test]
    fn an_answer_that_cannot_be_read_says_where() {
        for (body, expected) in [
            (r#"{"checks": [{"id": "1"}, {"id": 2}]}"#, "checks[1].id: invalid type: integer `2`"),
            ("<html>", "expected value at line 1 column 1"),
            (r#"{"checks": []} and more"#, "trailing characters"),
            ("", "EOF while parsing"),
        ] {
            let error = read("GET", body).unwrap_err();
            assert!(matches!(&error, EposError::Unexpected(text) if text.contains(expected)), "{error:?}");
        }
    }

    #[test]
    fn after_a_write_an_answer_that_cannot_be_read_is_in_doubt() {
        assert!(matches!(read("POST", "<html>"), Err(EposError::InDoubt(_))));
    }

    #[test]
    fn what_is_no_json_is_never_sent() {
        let pos = ScriptedPos::start();
        let body = std::collections::HashMap::from([((1, 2), 3)]);
        let text = unsent(&pos.url(), &Client::new(pos.url()).post(&["checks"]).json(&body));
        assert!(text.ends_with("the body cannot be written as JSON: key must be a string"), "{text}");
    }

    #[test]
    fn what_is_sent_is_what_was_put_together() {
        let pos = ScriptedPos::start().on("POST", "/api/checks/a%2Fb", "{\"checks\": []}");
        let client = Client::new(format!("{}/api/", pos.url())).header("x-api-key", "key-1");
        let request = client.post(&["checks", "a/b"]).query("dry", "yes").json(&["x"]);
        at(&pos.url(), || request.fetch::<Checks>()).unwrap();
        let received = &pos.requests()[0];
        assert_eq!((received.path.as_str(), received.text().as_ref()), ("/api/checks/a%2Fb?dry=yes", "[\"x\"]"));
        assert_eq!(
            (received.header("x-api-key"), received.header("content-type")),
            (Some("key-1"), Some("application/json"))
        );
    }
}
