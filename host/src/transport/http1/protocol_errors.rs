//! Answers of hyper's own: it refuses a malformed request before any service sees it, with an empty body. Here that
//! answer is recognised and a complete one takes its place.

use crate::trace::TraceId;
use crate::transport::failure::{Problem, Refusal};
use http::header;
use std::fmt::Write as _;

/// Longer than any head of hyper's own (some 120 bytes): most responses are not looked at closely.
const LONGEST_HEAD_BYTES: usize = 256;

/// The refusal behind what hyper is about to write, where that is an answer of its own.
///
/// hyper 1.12 writes it in `Conn::on_parse_error`, only while no response is being written, and then closes: the head
/// is all that its buffer holds. Nothing of ours looks like it, for each of our failures has a body.
pub(super) fn recognise(written: &[u8]) -> Option<Refusal> {
    if written.len() > LONGEST_HEAD_BYTES || !written.ends_with(b"\r\n\r\n") {
        return None;
    }
    let status = written.strip_prefix(b"HTTP/1.1 ").or_else(|| written.strip_prefix(b"HTTP/1.0 "))?;
    let refusal = match status.get(..3)? {
        b"400" => Refusal::Malformed,
        b"414" => Refusal::UriTooLong,
        b"431" => Refusal::HeaderTooLarge,
        _ => return None,
    };
    let mut lines = written.split(|byte| *byte == b'\n');
    lines.any(|line| line == b"content-length: 0\r").then_some(refusal)
}

/// A complete response outside of hyper, after which the connection closes.
pub(super) fn response(refusal: Refusal) -> Vec<u8> {
    let trace = TraceId::random();
    let problem = Problem::refused(refusal, &trace);
    let json = problem.json();
    let mut head = format!(
        "HTTP/1.1 {}\r\ncontent-type: application/json\r\nx-request-id: {trace}\r\nconnection: close\r\ncontent-length: {}\r\n",
        problem.status,
        json.len()
    );
    if let Some((name, value)) = problem.header.as_deref()
        && *name == header::RETRY_AFTER
        && let Ok(value) = value.to_str()
    {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str("\r\n");
    let mut response = head.into_bytes();
    response.extend_from_slice(&json);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_recognised(written: &str, status: Option<u16>) {
        let refusal = recognise(written.as_bytes());
        let trace = TraceId::brought("t").unwrap();
        assert_eq!(refusal.map(|refusal| Problem::refused(refusal, &trace).status.as_u16()), status, "{written}");
    }

    #[test]
    fn hypers_own_answers_are_recognised() {
        let rest = "connection: close\r\ncontent-length: 0\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n";
        check_recognised(&format!("HTTP/1.1 400 Bad Request\r\n{rest}"), Some(400));
        check_recognised(&format!("HTTP/1.0 400 Bad Request\r\n{rest}"), Some(400));
        check_recognised(&format!("HTTP/1.1 414 URI Too Long\r\n{rest}"), Some(414));
        check_recognised(&format!("HTTP/1.1 431 Request Header Fields Too Large\r\n{rest}"), Some(431));
    }

    #[test]
    fn nothing_else_is() {
        check_recognised("", None);
        check_recognised("HTTP/1.1 ", None);
        check_recognised("HTTP/1.1 100 Continue\r\n\r\n", None);
        check_recognised("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", None);
        check_recognised("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}", None);
        check_recognised("HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 70\r\n\r\n", None);
    }
}
