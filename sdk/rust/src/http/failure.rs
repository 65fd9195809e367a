//! Why there is no answer, or none that helps; and what follows from it for what was asked.

use std::fmt;

use super::Response;
use crate::model::EposError;

/// Why there is no response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendError {
    /// Nothing was sent: it is safe to try again.
    NotSent(String),
    /// It was sent, in part at least, and only asked for something: it is safe to try again.
    NoAnswer(String),
    /// It was sent, in part at least: the point of sale may have done it.
    MaybeSent(String),
}

/// The point of sale answered with a status that is not 2xx.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct StatusError {
    /// The status: 409.
    pub status: u16,
    /// What it said, and what it was asked.
    pub text: String,
    /// What was asked may have changed something.
    writes: bool,
}

/// The point of sale said yes, and something that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct AnswerError {
    /// What is wrong with it, and what was asked.
    pub text: String,
    /// What was asked may have changed something.
    writes: bool,
}

/// Why a request did not get what it was for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HttpError {
    /// There is no response.
    Send(SendError),
    /// Its status is not 2xx.
    Status(StatusError),
    /// It cannot be read.
    Answer(AnswerError),
}

// === impl StatusError ===

impl StatusError {
    pub(super) fn of(response: &Response) -> Self {
        let Response { status, said, asked, writes, .. } = response;
        let text = match said {
            Some(said) => format!("{said} ({asked}: {status})"),
            None => format!("the POS answered {status} ({asked})"),
        };
        Self { status: *status, text, writes: *writes }
    }
}

// === impl AnswerError ===

impl AnswerError {
    #[cfg(feature = "serde")]
    pub(super) fn of(response: &Response, why: &str) -> Self {
        let text = format!("the POS answered {} with what cannot be read ({}): {why}", response.status, response.asked);
        Self { text, writes: response.writes }
    }
}

// === what they say ===

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(text) | Self::NoAnswer(text) | Self::MaybeSent(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(error) => error.fmt(f),
            Self::Status(error) => error.fmt(f),
            Self::Answer(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SendError {}
impl std::error::Error for StatusError {}
impl std::error::Error for AnswerError {}
impl std::error::Error for HttpError {}

// === what they mean ===

impl From<SendError> for EposError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::NotSent(text) | SendError::NoAnswer(text) => Self::Unavailable(text),
            SendError::MaybeSent(text) => Self::InDoubt(text),
        }
    }
}

impl From<StatusError> for EposError {
    fn from(error: StatusError) -> Self {
        let StatusError { status, text, writes } = error;
        match status {
            400 | 422 => Self::InvalidRequest(text),
            401 | 403 => Self::Unexpected(text),
            404 | 410 => Self::NotFound(text),
            409 | 423 => Self::Conflict(text),
            // Whether it was done before it went wrong, the status does not say.
            _ if writes => Self::InDoubt(text),
            408 | 425 | 429 | 500..=599 => Self::Unavailable(text),
            _ => Self::Unexpected(text),
        }
    }
}

impl From<AnswerError> for EposError {
    fn from(error: AnswerError) -> Self {
        if error.writes { Self::InDoubt(error.text) } else { Self::Unexpected(error.text) }
    }
}

impl From<HttpError> for EposError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Send(error) => error.into(),
            HttpError::Status(error) => error.into(),
            HttpError::Answer(error) => error.into(),
        }
    }
}

impl From<SendError> for HttpError {
    fn from(error: SendError) -> Self {
        Self::Send(error)
    }
}

impl From<StatusError> for HttpError {
    fn from(error: StatusError) -> Self {
        Self::Status(error)
    }
}

impl From<AnswerError> for HttpError {
    fn from(error: AnswerError) -> Self {
        Self::Answer(error)
    }
}
