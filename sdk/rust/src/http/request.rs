//! A request, put together and sent.

use std::fmt;
use std::time::Duration;

use super::url::{self, Target};
use super::{Response, SendError, wire};
use crate::call;

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    timeout: Option<Duration>,
    words: Option<Words>,
    /// Why it cannot be sent; said when it is, so that nobody needs a `?` in the middle of putting it together.
    broken: Option<String>,
}

/// Finds the point of sale's own words in an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub(super) fn(&Response) -> Option<String>);

/// Why there is no answer, as whoever sends knows it.
pub(super) enum Failure {
    /// Nothing left.
    Unsent(String),
    /// Something may have.
    Lost(String),
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

/// What is sent, as whoever sends needs it.
pub(super) struct Outgoing<'a> {
    pub(super) method: &'a str,
    pub(super) target: Target,
    pub(super) headers: &'a [(String, String)],
    pub(super) body: &'a [u8],
    pub(super) time: Duration,
}

// === impl Request ===

impl Request {
    /// A request: a method, and a URL with scheme, host and path.
    pub fn new(method: &str, url: &str) -> Self {
        Self {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout: None,
            words: None,
            broken: None,
        }
    }

    /// GET.
    pub fn get(url: &str) -> Self {
        Self::new("GET", url)
    }

    /// POST.
    pub fn post(url: &str) -> Self {
        Self::new("POST", url)
    }

    /// One more header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// One more value in the query, percent-encoded.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.push(if self.url.contains('?') { '&' } else { '?' });
        self.url.push_str(&format!("{}={}", url::encoded(name), url::encoded(value)));
        self
    }

    /// What is sent.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// What is sent, as JSON. What cannot be written as JSON is not sent: [`send`](Self::send) says so.
    #[cfg(feature = "serde")]
    #[must_use]
    pub fn json(mut self, body: &impl serde::Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body = bytes,
            Err(error) => self.broken = Some(format!("the body cannot be written as JSON: {error}")),
        }
        self.header("content-type", "application/json")
    }

    /// How long it may take, answer included; nine tenths of what remains of the call where nothing is said, and never
    /// longer.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Where it goes.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sends it, and waits for all of the response, whatever its status.
    ///
    /// # Errors
    /// Why there is none, and whether anything was sent.
    pub fn send(&self) -> Result<Response, SendError> {
        let shown = self.to_string();
        let unsent = |what: &str| SendError::NotSent(format!("{shown}: {what}"));
        if let Some(why) = &self.broken {
            return Err(unsent(why));
        }
        let outgoing = Outgoing {
            method: &self.method,
            target: Target::of(&self.url).map_err(|why| unsent(&why))?,
            headers: &self.headers,
            body: &self.body,
            time: self.time(),
        };
        let answer = wire::send(&outgoing).map_err(|failure| match failure {
            Failure::Unsent(why) => unsent(&why),
            Failure::Lost(why) if self.writes() => SendError::MaybeSent(format!("{shown}: {why}")),
            Failure::Lost(why) => SendError::NoAnswer(format!("{shown}: {why}")),
        })?;
        let mut response = Response::new(answer, shown, self.writes());
        if let Some(Words(words)) = self.words
            && !response.is_success()
        {
            response.said = words(&response);
        }
        Ok(response)
    }

    /// Sends it, and reads what a 2xx answers as JSON.
    ///
    /// # Errors
    /// There was no answer, its status is not 2xx, or it is not what is read.
    #[cfg(feature = "serde")]
    pub fn fetch<T: serde::de::DeserializeOwned>(&self) -> Result<T, super::HttpError> {
        let response = self.send()?;
        response.success()?;
        Ok(response.json()?)
    }

    pub(super) fn with(self, timeout: Option<Duration>, words: Option<Words>) -> Self {
        Self { timeout, words, ..self }
    }

    /// Nine tenths of what remains of the call, or less where that is wanted.
    fn time(&self) -> Duration {
        let most = call::remaining() * 9 / 10;
        self.timeout.map_or(most, |wanted| wanted.min(most))
    }

    /// May change something there: all but what HTTP calls safe (RFC 9110, 9.2.1).
    fn writes(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS")
    }
}

/// The request as it stands in the text of a failure: without a query, a fragment and whoever stands before an `@`.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, url::shown(&self.url))
    }
}
