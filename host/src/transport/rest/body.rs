//! A request's body: JSON, whole, in time, and not too large.

use crate::transport::failure::Refusal;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use hyper::body::Body;
use std::time::Duration;

/// Limits of a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct BodyLimits {
    pub(super) max_bytes: usize,
    /// From the end of the header.
    pub(super) timeout: Duration,
}

// === impl BodyLimits ===

impl BodyLimits {
    /// Reads a body.
    ///
    /// # Errors
    /// Where it is no JSON by its headers, too large, too slow, or broken.
    pub(super) async fn read<B: Body<Data = Bytes> + Unpin>(
        self,
        headers: &HeaderMap,
        body: B,
    ) -> Result<Bytes, Refusal> {
        if body.is_end_stream() {
            return Ok(Bytes::new());
        }
        if !is_json(headers) {
            return Err(Refusal::ContentType);
        }
        // What is declared too large is not read at all.
        if usize::try_from(body.size_hint().lower()).map_or(true, |declared| declared > self.max_bytes) {
            return Err(Refusal::BodyTooLarge(self.max_bytes));
        }
        tokio::time::timeout(self.timeout, self.collect(body)).await.unwrap_or(Err(Refusal::SlowBody))
    }

    async fn collect<B: Body<Data = Bytes> + Unpin>(self, mut body: B) -> Result<Bytes, Refusal> {
        // Most bodies come in one piece, which is not copied.
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Refusal::BrokenBody)?;
            // Trailers say nothing that is needed.
            let Ok(data) = frame.into_data() else { continue };
            if first.len() + rest.len() + data.len() > self.max_bytes {
                return Err(Refusal::BodyTooLarge(self.max_bytes));
            }
            if first.is_empty() {
                first = data;
            } else {
                rest.extend_from_slice(&data);
            }
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let mut whole = BytesMut::with_capacity(first.len() + rest.len());
        whole.extend_from_slice(&first);
        whole.extend_from_slice(&rest);
        Ok(whole.freeze())
    }
}

/// Whether a body is JSON as far as its headers say. One without a type is taken for JSON: there is nothing else.
fn is_json(headers: &HeaderMap) -> bool {
    let plain = headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding.as_bytes() == b"identity");
    plain
        && headers.get(header::CONTENT_TYPE).is_none_or(|value| {
            let kind = value.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
            let has_suffix = |suffix: &[u8]| {
                kind.len()
                    .checked_sub(suffix.len())
                    .and_then(|start| kind.get(start..))
                    .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
            };
            kind.is_empty() || kind.eq_ignore_ascii_case(b"application/json") || has_suffix(b"+json")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http::{HeaderName, HeaderValue};
    use http_body_util::{Full, StreamBody};
    use hyper::body::Frame;
    use std::convert::Infallible;

    const LIMITS: BodyLimits = BodyLimits { max_bytes: 8, timeout: Duration::from_secs(60) };

    async fn streamed(pieces: &[&'static str]) -> Result<Bytes, Refusal> {
        let frames: Vec<_> = pieces.iter().map(|piece| Ok::<_, Infallible>(Frame::data(Bytes::from(*piece)))).collect();
        LIMITS.read(&HeaderMap::new(), StreamBody::new(stream::iter(frames))).await
    }

    #[track_caller]
    fn check_type(name: &'static str, value: &'static str, expected: bool) {
        let headers = HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static(value))]);
        assert_eq!(is_json(&headers), expected, "{name}: {value}");
    }

    #[tokio::test]
    async fn pieces_are_put_together() {
        assert_eq!(streamed(&["{", "\"a\":", "1}"]).await.unwrap(), "{\"a\":1}");
        assert_eq!(streamed(&["", "{}", ""]).await.unwrap(), "{}");
        assert_eq!(streamed(&[]).await.unwrap(), "");
    }

    #[tokio::test]
    async fn a_body_is_too_large_when_it_says_so_and_when_it_is() {
        let declared = LIMITS.read(&HeaderMap::new(), Full::new(Bytes::from_static(&[b' '; 9]))).await;
        assert!(matches!(declared, Err(Refusal::BodyTooLarge(8))));
        assert!(LIMITS.read(&HeaderMap::new(), Full::new(Bytes::from_static(&[b' '; 8]))).await.is_ok());
        assert!(matches!(streamed(&["12345", "6789"]).await, Err(Refusal::BodyTooLarge(8))));
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let never = StreamBody::new(stream::pending::<Result<Frame<Bytes>, Infallible>>());
        let limits = BodyLimits { timeout: Duration::from_millis(1), ..LIMITS };
        assert!(matches!(limits.read(&HeaderMap::new(), never).await, Err(Refusal::SlowBody)));
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_not_used() {
        let broken = StreamBody::new(stream::iter([Ok(Frame::data(Bytes::from("{}"))), Err("gone")]));
        assert!(matches!(LIMITS.read(&HeaderMap::new(), broken).await, Err(Refusal::BrokenBody)));
    }

    #[test]
    fn json_goes_by_several_names() {
        check_type("content-type", "application/json", true);
        check_type("content-type", "Application/JSON; charset=utf-8", true);
        check_type("content-type", "application/vnd.dojo+json", true);
        check_type("content-type", "", true);
        check_type("content-type", "text/plain", false);
        check_type("content-type", "application/jsonp", false);
        check_type("content-encoding", "identity", true);
        check_type("content-encoding", "gzip", false);
        assert!(is_json(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn no_body_needs_no_type() {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"))]);
        assert!(LIMITS.read(&headers, Full::new(Bytes::new())).await.is_ok());
        assert!(matches!(LIMITS.read(&headers, Full::new(Bytes::from("x"))).await, Err(Refusal::ContentType)));
    }
}
