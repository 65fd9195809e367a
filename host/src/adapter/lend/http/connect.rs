//! Connects to what a grant allowed. The address is checked here, after the name was resolved and with no second look-up
//! behind it: a name that leads inside leads nowhere.

use super::resolve::Resolve;
use super::stream::Stream;
use super::tls::{NoTls, Trust};
use crate::venue::HttpGrant;
use crate::venue::grants::{Barred, Host, Lan, Scheme};
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout_at;
use tokio_rustls::TlsConnector;

/// Opens a venue's connections.
pub(super) struct Dialer {
    pub(super) lan: Lan,
    pub(super) resolver: Arc<dyn Resolve>,
    pub(super) trust: Trust,
}

/// Why there is no connection: nothing was sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotConnected {
    /// It leads where the venue does not go.
    #[error("{}", .0.message())]
    Barred(Barred),
    /// The name is nobody's.
    #[error("the name could not be resolved: {0}")]
    NoName(String),
    /// Nobody listens there, or it closed at once.
    #[error("the connection was refused: {0}")]
    Refused(String),
    /// It took too long.
    #[error("there was no connection in time")]
    Slow,
    /// Who is there proves nothing.
    #[error("TLS: {0}")]
    Tls(#[from] NoTls),
    /// All of the venue's connections are in use, for as long as the request could wait.
    #[error("all of the venue's connections are in use")]
    Full,
}

// === impl Dialer ===

impl Dialer {
    /// Connects, and agrees on TLS where the server has it. The place goes with the connection.
    pub(super) async fn dial(
        &self,
        server: &HttpGrant,
        place: OwnedSemaphorePermit,
        deadline: Instant,
    ) -> Result<Stream, NotConnected> {
        timeout_at(deadline.into(), self.connect(server, place, deadline)).await.unwrap_or(Err(NotConnected::Slow))
    }

    async fn connect(
        &self,
        server: &HttpGrant,
        place: OwnedSemaphorePermit,
        deadline: Instant,
    ) -> Result<Stream, NotConnected> {
        let addresses = match &server.host {
            Host::Address(address) => vec![*address],
            Host::Name(name) => {
                self.resolver.resolve(name).await.map_err(|error| NotConnected::NoName(error.to_string()))?
            }
        };
        let is_name = matches!(server.host, Host::Name(_));
        let stream = self.open(&addresses, server.port, is_name, deadline).await?;
        let _ = stream.set_nodelay(true);
        if server.scheme == Scheme::Http {
            return Ok(Stream::plain(stream, place));
        }
        let name = match &server.host {
            Host::Address(address) => ServerName::IpAddress((*address).into()),
            Host::Name(name) => {
                ServerName::try_from(name.clone()).map_err(|error| NotConnected::NoName(error.to_string()))?
            }
        };
        let tls = TlsConnector::from(self.trust.with(server)?).connect(name, stream).await;
        Ok(Stream::tls(tls.map_err(|error| NoTls::of(&error))?, place))
    }

    /// Connects to the first of some addresses that may be reached and answers. Each gets its share of the time, so that
    /// one that swallows packets does not take that of the others.
    async fn open(
        &self,
        addresses: &[IpAddr],
        port: u16,
        is_name: bool,
        deadline: Instant,
    ) -> Result<TcpStream, NotConnected> {
        let mut why = NotConnected::NoName("it has no address".to_owned());
        for (tried, address) in addresses.iter().enumerate() {
            if let Err(barred) = self.lan.allows(*address, is_name) {
                why = NotConnected::Barred(barred);
                continue;
            }
            let left = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
            let share = deadline.saturating_duration_since(Instant::now()) / left;
            match tokio::time::timeout(share, TcpStream::connect(SocketAddr::new(*address, port))).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => why = NotConnected::Refused(error.to_string()),
                Err(_) => why = NotConnected::Slow,
            }
        }
        Err(why)
    }
}
