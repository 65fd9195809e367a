//! A card machine's HTTP, as plain as it gets: one connection per request.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::fmt::Write as _;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Speaks to a host, as a venue or as nobody.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    authorization: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

// === impl Client ===

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, authorization: None }
    }

    pub fn with_password(mut self, user: &str, password: &str) -> Self {
        self.authorization = Some(basic(user, password));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::builder().method(Method::GET).uri(path), "").await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Request::builder().method(Method::DELETE).uri(path), "").await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_text(path, &body.to_string()).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call("PUT", path, body.to_string()).await
    }

    /// Any method, with a body of JSON or of what should be JSON; an empty one is none.
    pub async fn call(&self, method: &str, path: &str, body: impl Into<Bytes>) -> Answer {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        self.send(request, body).await
    }

    pub async fn post_text(&self, path: &str, body: &str) -> Answer {
        let request = Request::builder().method(Method::POST).uri(path).header("content-type", "application/json");
        self.send(request, body.to_owned()).await
    }

    pub async fn send(&self, request: http::request::Builder, body: impl Into<Bytes>) -> Answer {
        let mut request = request.header("host", self.address.to_string());
        if let Some(authorization) = &self.authorization
            && !request.headers_ref().is_some_and(|headers| headers.contains_key("authorization"))
        {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Full::new(body.into())).expect("a request");
        let stream = TcpStream::connect(self.address).await.expect("the host listens");
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("a connection");
        let driver = tokio::spawn(connection);
        let response = sender.send_request(request).await.expect("a response");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        drop(sender);
        driver.abort();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends bytes as they are, and reads until the host closes: for requests that no client library sends.
    pub async fn send_bytes(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("the host listens");
        // The host may close before it has read everything: what it said first still counts.
        let _ = stream.write_all(bytes).await;
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text).await;
        String::from_utf8_lossy(&text).into_owned()
    }

    pub fn authorization(&self) -> Option<&str> {
        self.authorization.as_deref()
    }
}

// === impl Answer ===

impl Answer {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", String::from_utf8_lossy(&self.body)))
    }

    /// The reply of a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// Checks a success without a body, and without the type of one.
    #[track_caller]
    pub fn nothing(&self) {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        assert_eq!(String::from_utf8_lossy(&self.body), "");
        assert_eq!(self.headers.get("content-type"), None);
    }

    /// The `debugMessage` of an EPOSError, after its status and kind were checked and that it carries a trace id.
    #[track_caller]
    pub fn error(&self, status: u16, kind: &str) -> String {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status.as_u16(), status, "{text}");
        let json = self.json();
        assert_eq!(json["errorType"], kind, "{text}");
        assert!(json["traceId"].as_str().is_some_and(|id| !id.is_empty()), "no trace id: {text}");
        assert_eq!(self.headers["x-request-id"], json["traceId"].as_str().unwrap(), "the ids differ: {text}");
        json["debugMessage"].as_str().unwrap_or_default().to_owned()
    }
}

/// A text as a segment of a path.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// The header of Basic authentication.
pub fn basic(user: &str, password: &str) -> String {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}
