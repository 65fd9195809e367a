//! Connects to what a grant allowed. The address is checked here, after the name was resolved and with no second look-up
//! behind it: a name that leads inside leads nowhere.

use crate::venue::Reach;
use crate::venue::grants::Host;
use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How long a connection may take, name and TLS included. A point of sale that is there answers in less; of one that is
/// not, a card machine should hear while it is still waiting.
const CONNECT: Duration = Duration::from_secs(2);

/// Makes connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Connector;

/// Why there is no connection: nothing was sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotConnected {
    /// The name leads to an address that is not reached by name, or never.
    #[error("{0} is not reached")]
    Never(IpAddr),
    #[error("the name could not be resolved: {0}")]
    NoName(String),
    #[error("the connection was refused: {0}")]
    Refused(String),
    #[error("there was no connection within {CONNECT:?}")]
    Slow,
    #[error("TLS: {0}")]
    Tls(String),
}

/// A connection, with TLS or without.
pub(super) enum Stream {
    Plain(TokioIo<TcpStream>),
    Tls(Box<TokioIo<TlsStream<TcpStream>>>),
}

// === impl Connector ===

impl tower::Service<Uri> for Connector {
    type Response = Stream;
    type Error = NotConnected;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, NotConnected>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NotConnected>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(async move { tokio::time::timeout(CONNECT, connect(&uri)).await.unwrap_or(Err(NotConnected::Slow)) })
    }
}

async fn connect(uri: &Uri) -> Result<Stream, NotConnected> {
    let is_tls = uri.scheme() == Some(&http::uri::Scheme::HTTPS);
    let host = uri.host().and_then(Host::of).ok_or_else(|| NotConnected::NoName("there is no host".to_owned()))?;
    let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let addresses = match &host {
        // The grant names this very address.
        Host::Address(address) => vec![SocketAddr::new(*address, port)],
        Host::Name(name) => {
            let found = tokio::net::lookup_host((name.as_str(), port)).await;
            found.map_err(|error| NotConnected::NoName(error.to_string()))?.collect()
        }
    };
    let is_name = matches!(host, Host::Name(_));
    let stream = open(&addresses, is_name).await?;
    let _ = stream.set_nodelay(true);
    if !is_tls {
        return Ok(Stream::Plain(TokioIo::new(stream)));
    }
    let name = match &host {
        Host::Address(address) => ServerName::IpAddress((*address).into()),
        Host::Name(name) => ServerName::try_from(name.clone()).map_err(|error| NotConnected::Tls(error.to_string()))?,
    };
    let tls = TlsConnector::from(tls()?).connect(name, stream).await;
    let tls = tls.map_err(|error| NotConnected::Tls(error.to_string()))?;
    Ok(Stream::Tls(Box::new(TokioIo::new(tls))))
}

/// Connects to the first of some addresses that may be reached and answers.
async fn open(addresses: &[SocketAddr], is_name: bool) -> Result<TcpStream, NotConnected> {
    let mut why = NotConnected::NoName("it has no address".to_owned());
    for address in addresses {
        if !may_reach(address.ip(), is_name) {
            why = NotConnected::Never(address.ip());
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => why = NotConnected::Refused(error.to_string()),
        }
    }
    Err(why)
}

/// Whether an address may be reached. This machine and its network only where the grant names the very address.
fn may_reach(address: IpAddr, is_name: bool) -> bool {
    match Reach::of(address) {
        Reach::Public => true,
        Reach::Local => !is_name,
        Reach::Never => false,
    }
}

/// The client's side of TLS, with the system's roots; read once, when it is first needed.
fn tls() -> Result<Arc<ClientConfig>, NotConnected> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    CONFIG.get_or_init(client_config).clone().map_err(NotConnected::Tls)
}

fn client_config() -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err("this machine has no root certificates: install the package ca-certificates".to_owned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

// === impl Stream ===

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl Write for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_inside_and_an_address_never_to_what_nobody_reaches() {
        let may = |address: &str, is_name| may_reach(address.parse().unwrap(), is_name);
        for local in ["127.0.0.1", "10.0.0.1", "192.168.1.9", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"] {
            assert!(!may(local, true), "{local}");
            assert!(may(local, false), "{local}");
        }
        for never in ["169.254.169.254", "fd00:ec2::254", "224.0.0.1", "0.0.0.0", "::ffff:169.254.169.254"] {
            assert!(!may(never, true) && !may(never, false), "{never}");
        }
        assert!(may("1.1.1.1", true) && may("2606:4700::1111", true));
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_not_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = connect(&format!("http://localhost:{port}/").parse().unwrap()).await.err().unwrap();
        assert!(matches!(error, NotConnected::Never(_)), "{error}");
        assert!(connect(&format!("http://127.0.0.1:{port}/").parse().unwrap()).await.is_ok());
    }
}
