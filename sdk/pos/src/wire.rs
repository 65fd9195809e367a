//! The till's requests and answers as HTTP has them: JSON in and out.

use crate::till::{Answer, Asked, Till};
use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use std::collections::HashMap;

impl Till {
    /// Answers a request, whose body has come.
    pub fn answer(&mut self, head: &Parts, body: &[u8]) -> Response<Bytes> {
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let path: Vec<_> = head.uri.path().split('/').skip(1).map(decoded).collect();
        let query = head.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        let query: HashMap<_, _> =
            query.map(|(name, value)| (decoded(name), decoded(&value.replace('+', " ")))).collect();
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        response(self.reply(&Asked {
            method: head.method.as_str(),
            path: &path,
            query: &query,
            api_key: header("x-api-key"),
            idempotency_key: header("idempotency-key"),
            body,
        }))
    }
}

/// What was answered.
pub(crate) fn response((status, json): Answer) -> Response<Bytes> {
    let text = if json.is_null() { String::new() } else { json.to_string() };
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
