//! The point of sale behind an adapter that is being written: the example, where nobody names another.

use crate::exit::{Failure, Outcome};
use patio_host::venue::HttpGrant;
use patio_pos::{Corner, Opening};
use std::net::Ipv4Addr;
use tokio::net::TcpListener;

/// The key that the example takes.
const API_KEY: &str = "demo-key";

/// The example, for as long as it is held.
pub(super) struct Till {
    corner: Corner,
}

// === impl Till ===

impl Till {
    /// Opens the example on a port of this machine, where it is wanted.
    pub(super) async fn example(is_wanted: bool) -> Outcome<Option<Self>> {
        if !is_wanted {
            return Ok(None);
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Failure::failed)?;
        let opening = Opening::evening().map_err(Failure::failed)?;
        let corner = Corner::start(listener, opening, API_KEY).map_err(Failure::failed)?;
        Ok(Some(Self { corner }))
    }

    /// Where it is, as what an adapter may reach.
    pub(super) fn grant(&self) -> Outcome<HttpGrant> {
        self.corner.url().parse().map_err(|bad| Failure::failed(format_args!("{} {bad}", self.corner.url())))
    }

    /// The settings of an adapter that is made for it, as `patio new` makes one.
    pub(super) fn settings(&self) -> [(&'static str, String); 2] {
        [("base_url", self.corner.url()), ("api_key", API_KEY.to_owned())]
    }
}
