//! Why Dojo did not do what it was asked. Every text may be shown: the key is not in it, nor a card's number.

use crate::epos::Timestamp;
use std::time::Duration;

/// Why a request to Dojo has no answer that can be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DojoError {
    /// 404: there is no such payment intent in this account. Also where the key is one of another account.
    #[error("Dojo knows no payment intent {0:?} in this account")]
    NotFound(String),
    /// Another 4xx: it will be refused again.
    #[error("Dojo refused it with {status}: {problem}")]
    Refused {
        /// The status; 0 where it was not sent, because it could only be refused.
        status: u16,
        /// What Dojo says: title, detail, fields, and its trace id.
        problem: String,
    },
    /// 401 or 403: the key is wrong, or may not do this. A person must look.
    #[error("Dojo does not accept the venue's api_key: {0}")]
    Unauthorized(String),
    /// 429: too many requests.
    #[error("Dojo wants no request for {} s", .retry_after.as_secs_f32().ceil())]
    RateLimited {
        /// How long Dojo wants to be left alone.
        retry_after: Duration,
    },
    /// It was not sent, or not answered, or answered with 5xx, in all attempts. Whether it was done is not known: a read
    /// may be made again, a refund with its key, a reversal as it is.
    #[error("Dojo {0}")]
    Unavailable(String),
    /// It was answered, and not as the API says.
    #[error("Dojo's answer cannot be read: {0}")]
    Unreadable(String),
    /// Dojo was not there several times in a row: nothing is sent for a while.
    #[error("Dojo was not there several times in a row: nothing is sent before {until}")]
    BreakerOpen {
        /// When it will be tried again.
        until: Timestamp,
    },
}

// === impl DojoError ===

impl DojoError {
    /// Whether the same request can succeed later without anybody doing anything.
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::RateLimited { .. } | Self::Unavailable(_) | Self::BreakerOpen { .. })
    }

    /// Whether it is certain that nothing was done: neither sent nor accepted. Only of interest for what changes
    /// something.
    pub const fn was_not_done(&self) -> bool {
        !matches!(self, Self::Unavailable(_) | Self::Unreadable(_))
    }
}
