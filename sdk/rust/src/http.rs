//! Requests to the point of sale, over `wasi:http`.
//!
//! ```
//! use patio_sdk::Result;
//! use patio_sdk::http::Client;
//! use patio_sdk::settings;
//!
//! # #[cfg(feature = "serde")] {
//! #[derive(serde::Deserialize)]
//! struct Check {
//!     id: String,
//! }
//!
//! fn check(id: &str) -> Result<Check> {
//!     let pos = Client::new(settings::required("base_url")?).header("x-api-key", settings::required("api_key")?);
//!     Ok(pos.get(&["checks", id]).query("state", "open").fetch()?)
//! }
//! # }
//! ```
//!
//! Where a request fails, one question decides what becomes of a payment: was anything written? Each error here answers
//! it, and turns into the [`EposError`](crate::model::EposError) that says the same to the host. So `?` is right:
//!
//! | what happened | a read (GET, HEAD) | anything else |
//! | --- | --- | --- |
//! | nothing was sent | `unavailable` | `unavailable` |
//! | it was sent, and no whole answer came | `unavailable` | `in-doubt` |
//! | 400, 422 | `invalid-request` | `invalid-request` |
//! | 401, 403: the point of sale refuses the adapter | `unexpected` | `unexpected` |
//! | 404, 410 | `not-found` | `not-found` |
//! | 409, 423 | `conflict` | `conflict` |
//! | 408, 425, 429, 5xx | `unavailable` | `in-doubt` |
//! | any other status that is not 2xx | `unexpected` | `in-doubt` |
//! | 2xx, and the answer cannot be read | `unexpected` | `in-doubt` |
//!
//! A point of sale that means something else by a status is asked with [`Request::send`], which answers whatever the
//! status is.
//!
//! A request goes only where the operator granted it (`[venues.x.allow] http`). It takes nine tenths of what remains of
//! the call at most, and half of that to connect: an adapter that hears of a failure can still say whether anything was
//! sent, and a call that is cut short cannot. Redirects are not followed. The text of a failure has the URL without its
//! query, where secrets stand.

mod client;
mod failure;
#[cfg(not(target_arch = "wasm32"))]
mod plain;
mod request;
mod response;
#[cfg(test)]
mod tests;
mod url;
#[cfg(target_arch = "wasm32")]
mod wasi;

#[cfg(not(target_arch = "wasm32"))]
use plain as wire;
#[cfg(target_arch = "wasm32")]
use wasi as wire;

pub use client::Client;
pub use failure::{AnswerError, HttpError, SendError, StatusError};
pub use request::Request;
pub use response::Response;
