//! HTTP/1.1 messages as far as a test needs them: read whole, by their length, in chunks, or up to the end.

use std::borrow::Cow;

/// Fields that a message has at most; no test has more.
const FIELDS: usize = 64;

/// What the scripted point of sale received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// GET, POST and so on.
    pub method: String,
    /// With the query, as it came.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// All of the body.
    pub body: Vec<u8>,
}

/// What a client received.
#[cfg(feature = "http")]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Vec<u8>,
}

// === impl Received ===

impl Received {
    /// A header field's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// A request, as soon as all of it is there.
pub(crate) fn request(bytes: &[u8]) -> Result<Option<Received>, String> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(start) = request.parse(bytes).map_err(|error| error.to_string())? else {
        return Ok(None);
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers: Vec<_> =
        request.headers.iter().map(|field| (field.name.to_ascii_lowercase(), text(field.value))).collect();
    let length = length(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))?;
    let rest = bytes.get(start..).unwrap_or_default();
    let body = match length {
        Length::Bytes(length) => rest.get(..length).map(<[u8]>::to_vec),
        Length::Chunks => chunks(rest)?,
        Length::Unsaid => Some(Vec::new()),
    };
    let (method, path) = (request.method.unwrap_or_default().to_owned(), request.path.unwrap_or_default().to_owned());
    Ok(body.map(|body| Received { method, path, headers, body }))
}

/// A response to a method, as soon as all of it is there; `ended` where nothing more comes.
#[cfg(feature = "http")]
pub(crate) fn response(bytes: &[u8], method: &str, ended: bool) -> Result<Option<Response>, String> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let httparse::Status::Complete(start) = response.parse(bytes).map_err(|error| error.to_string())? else {
        return Ok(None);
    };
    let status = response.code.unwrap_or_default();
    let headers: Vec<_> =
        response.headers.iter().map(|field| (field.name.to_ascii_lowercase(), field.value.to_vec())).collect();
    let rest = bytes.get(start..).unwrap_or_default();
    if status / 100 == 1 {
        return self::response(rest, method, ended);
    }
    let length = length(headers.iter().map(|(name, value)| (name.as_str(), value.as_slice())))?;
    let body = match length {
        _ if method == "HEAD" || matches!(status, 204 | 304) => Some(Vec::new()),
        Length::Bytes(length) => rest.get(..length).map(<[u8]>::to_vec),
        Length::Chunks => chunks(rest)?,
        Length::Unsaid => ended.then(|| rest.to_vec()),
    };
    Ok(body.map(|body| Response { status, headers, body }))
}

enum Length {
    Bytes(usize),
    Chunks,
    /// Up to the end of the connection, where it is a response.
    Unsaid,
}

fn length<'a>(fields: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Length, String> {
    let mut length = Length::Unsaid;
    for (name, value) in fields {
        let value = String::from_utf8_lossy(value);
        match name {
            "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => return Ok(Length::Chunks),
            "content-length" => {
                length = Length::Bytes(value.parse().map_err(|_| format!("the content-length is {value:?}"))?);
            }
            _ => {}
        }
    }
    Ok(length)
}

/// The body of a chunked message, as soon as all of it is there.
fn chunks(mut rest: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let mut body = Vec::new();
    loop {
        let size = httparse::parse_chunk_size(rest).map_err(|_| "the body's chunks have no sizes")?;
        let httparse::Status::Complete((start, size)) = size else { return Ok(None) };
        if size == 0 {
            return Ok(Some(body));
        }
        let end = usize::try_from(size).ok().and_then(|size| start.checked_add(size));
        // Behind each chunk stands a line break.
        let Some((part, next)) = end.and_then(|end| Some((rest.get(start..end)?, rest.get(end.checked_add(2)?..)?)))
        else {
            return Ok(None);
        };
        body.extend_from_slice(part);
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_there_when_its_body_is() {
        let text = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
        for end in 0..text.len() {
            assert_eq!(request(&text.as_bytes()[..end]), Ok(None), "{end}");
        }
        let received = request(text.as_bytes()).unwrap().unwrap();
        assert_eq!(
            (received.path.as_str(), received.header("host"), received.body.as_slice()),
            ("/a?b=c", Some("x"), &b"abc"[..])
        );
    }

    #[cfg(feature = "http")]
    #[test]
    fn a_response_ends_by_its_length_its_last_chunk_or_the_connection() {
        let body = |text: &str, ended| response(text.as_bytes(), "GET", ended).unwrap().map(|it| it.body);
        assert_eq!(body("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab", false), Some(b"ab".to_vec()));
        assert_eq!(body("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", true), None);
        let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n";
        assert_eq!(body(chunked, false), Some(b"abc".to_vec()));
        assert_eq!(body(chunked.split_at(chunked.len() - 8).0, true), None);
        assert_eq!(body("HTTP/1.1 200 OK\r\n\r\nab", false), None);
        assert_eq!(body("HTTP/1.1 200 OK\r\n\r\nab", true), Some(b"ab".to_vec()));
        assert_eq!(body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n", false), Some(Vec::new()));
        assert!(response(b"ICY 200 OK\r\n\r\n", "GET", true).is_err());
    }
}
