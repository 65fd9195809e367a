//! Tries an adapter natively, in its own `cargo test`, against a scripted point of sale: no host and no WebAssembly.
//!
//! ```
//! # #[cfg(feature = "http")] {
//! use patio_sdk::about::{Description, Setting};
//! use patio_sdk::http::Client;
//! use patio_sdk::testkit::{ScriptedPos, TestKit};
//! use patio_sdk::{Adapter, Result, settings};
//!
//! struct Bar(Client);
//!
//! impl Adapter for Bar {
//!     fn describe() -> Description {
//!         Description::new("Bar", "1.0.0").setting(Setting::required("base_url", "where the POS answers")).http("{base_url}")
//!     }
//!
//!     fn open() -> Result<Self> {
//!         Ok(Self(Client::new(settings::required("base_url")?)))
//!     }
//! }
//!
//! impl Bar {
//!     fn greeting(&self) -> Result<String> {
//!         let answer = self.0.get(&["hello"]).send()?;
//!         answer.success()?;
//!         Ok(answer.text().into_owned())
//!     }
//! }
//!
//! let pos = ScriptedPos::start().on("GET", "/hello", "good evening");
//! let kit = TestKit::<Bar>::new().setting("base_url", pos.url());
//! assert_eq!(kit.call(Bar::greeting), Ok("good evening".to_owned()));
//! assert_eq!(pos.requests().len(), 1);
//! # }
//! ```
//!
//! What the host holds an adapter to, the kit does, too: a setting that is not described cannot be set, one that is
//! required must be, and a request goes only where a wish of the description leads. What it has not: limits of memory
//! and CPU, files and sockets, TLS. For those there is `patio check`, which runs the component.

pub(crate) mod desk;
mod kit;
pub(crate) mod message;
mod pos;
mod reply;

pub use desk::LogLine;
pub use kit::{Nothing, TestKit};
pub use message::Received;
pub use pos::ScriptedPos;
pub use reply::Reply;
