//! What came back, and what to make of it.

use std::borrow::Cow;

use super::StatusError;
use super::request::Answer;

/// What came back, whatever its status.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Response {
    /// The status: 200.
    pub status: u16,
    /// Names in lower case, as they came.
    pub headers: Vec<(String, Vec<u8>)>,
    /// All of the body.
    pub body: Vec<u8>,
    /// Why the point of sale refuses, in its own words: what [`Client::words`](super::Client::words) found.
    pub said: Option<String>,
    /// What was asked, as it stands in the text of a failure.
    pub(super) asked: String,
    /// What was asked may have changed something.
    pub(super) writes: bool,
}

// === impl Response ===

impl Response {
    pub(super) fn new(answer: Answer, asked: String, writes: bool) -> Self {
        let Answer { status, headers, body } = answer;
        Self { status, headers, body, said: None, asked, writes }
    }

    /// The status is 2xx.
    pub const fn is_success(&self) -> bool {
        self.status / 100 == 2
    }

    /// Nothing where the status is 2xx.
    ///
    /// # Errors
    /// It is another.
    pub fn success(&self) -> Result<(), StatusError> {
        if self.is_success() { Ok(()) } else { Err(StatusError::of(self)) }
    }

    /// A header field's first value, where it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(&field.1).ok()
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is something else: the text has where.
    #[cfg(feature = "serde")]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, super::AnswerError> {
        let mut reader = serde_json::Deserializer::from_slice(&self.body);
        let wrong = |why: String| super::AnswerError::of(self, &why);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            // The root is written as a point.
            let at = error.path().to_string();
            wrong(if at == "." { error.inner().to_string() } else { format!("{at}: {}", error.inner()) })
        })?;
        reader.end().map_err(|error| wrong(error.to_string()))?;
        Ok(value)
    }
}
