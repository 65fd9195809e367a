//! How a connection comes about: resolved, connected, encrypted where the URL says so, and shaken hands on.

use crate::outgoing::{Outgoing, OutgoingError};
use crate::venue::Dojo;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue, InvalidHeaderValue};
use http::{Request, StatusCode};
use rustls::pki_types::ServerName;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Error};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use url::{Host, Url};

use super::settings::MAX_MESSAGE_BYTES;

const SOFTWARE_HOUSE_ID: HeaderName = HeaderName::from_static("software-house-id");
const RESELLER_ID: HeaderName = HeaderName::from_static("reseller-id");

/// A venue has one connection and a platform thousands of venues: 128 KiB each way, the library's default, would be
/// most of the host's memory, and a bill has 2 KiB.
const BUFFER_BYTES: usize = 8 * 1024;

/// An open connection.
pub(super) type Socket = WebSocketStream<Box<dyn Wire>>;

/// What a connection goes over.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum DialError {
    /// 401 or 403: the credentials are wrong, and do not become right by themselves.
    #[error("{0}")]
    Credentials(StatusCode),
    /// Any other status but 101.
    #[error("it answered {0}")]
    Status(StatusCode),
    #[error("it did not answer within {0:?}")]
    Slow(Duration),
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Whoever answered speaks no WebSocket.
    #[error("it speaks no WebSocket: {0}")]
    Handshake(tungstenite::Error),
    #[error("{0}")]
    Outgoing(#[from] OutgoingError),
    /// It is checked when the configuration is read.
    #[error("the credentials cannot be sent: {0}")]
    Header(#[from] InvalidHeaderValue),
    /// It is checked when the configuration is read.
    #[error("its URL names no host")]
    NoHost,
}

/// Dials a venue's URL.
///
/// # Errors
/// Why there is no connection.
pub(super) async fn dial(dojo: &Dojo, url: &Url, outgoing: &Outgoing, limit: Duration) -> Result<Socket, DialError> {
    outgoing.may_reach(url)?;
    let request = request(dojo, url)?;
    let connect = async {
        let wire = connect(url, outgoing).await?;
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let (socket, _) = client_async_with_config(request, wire, Some(config)).await?;
        Ok(socket)
    };
    timeout(limit, connect).await.unwrap_or(Err(DialError::Slow(limit)))
}

/// The handshake (AsyncAPI, "Connecting"): the key is sent as it is, and not encoded.
fn request(dojo: &Dojo, url: &Url) -> Result<Request<()>, DialError> {
    let mut request = url.as_str().into_client_request()?;
    let headers = request.headers_mut();
    let mut key = HeaderValue::from_str(&format!("Basic {}", dojo.api_key.expose()))?;
    key.set_sensitive(true);
    headers.insert(AUTHORIZATION, key);
    headers.insert(SOFTWARE_HOUSE_ID, HeaderValue::from_str(&dojo.software_house_id)?);
    if let Some(reseller) = &dojo.reseller_id {
        headers.insert(RESELLER_ID, HeaderValue::from_str(reseller)?);
    }
    Ok(request)
}

async fn connect(url: &Url, outgoing: &Outgoing) -> Result<Box<dyn Wire>, DialError> {
    let port = url.port_or_known_default().ok_or(DialError::NoHost)?;
    let (stream, name) = match url.host().ok_or(DialError::NoHost)? {
        Host::Domain(name) => {
            let server = ServerName::try_from(name.to_owned()).map_err(|_| DialError::NoHost)?;
            (TcpStream::connect((name, port)).await?, server)
        }
        Host::Ipv4(ip) => (TcpStream::connect((ip, port)).await?, ServerName::from(std::net::IpAddr::from(ip))),
        Host::Ipv6(ip) => (TcpStream::connect((ip, port)).await?, ServerName::from(std::net::IpAddr::from(ip))),
    };
    // Replies are written whole: to wait for more would only delay them.
    stream.set_nodelay(true)?;
    if url.scheme() != "wss" {
        return Ok(Box::new(stream));
    }
    let stream = TlsConnector::from(outgoing.tls().clone()).connect(name, stream).await?;
    Ok(Box::new(stream))
}

// === impl DialError ===

impl From<tungstenite::Error> for DialError {
    fn from(error: Error) -> Self {
        match error {
            Error::Http(response) if matches!(response.status().as_u16(), 401 | 403) => {
                Self::Credentials(response.status())
            }
            Error::Http(response) => Self::Status(response.status()),
            Error::Io(error) => Self::Io(error),
            other => Self::Handshake(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::Secret;

    #[test]
    fn the_key_is_sent_as_it_is_and_never_shown() {
        let url = Url::parse("wss://eu.ws.dojo.tech/epos").unwrap();
        let dojo = Dojo {
            api_key: Secret::new("sk_sandbox_hunter2"),
            software_house_id: "sh_1".to_owned(),
            reseller_id: Some("re_1".to_owned()),
            api_url: url.clone(),
            rest: None,
            socket_url: Some(url.clone()),
        };
        let request = request(&dojo, &url).unwrap();
        assert_eq!(request.headers()[AUTHORIZATION], "Basic sk_sandbox_hunter2");
        assert_eq!(request.headers()["software-house-id"], "sh_1");
        assert_eq!(request.headers()["reseller-id"], "re_1");
        assert_eq!(request.headers()["host"], "eu.ws.dojo.tech");
        assert!(!format!("{request:?}").contains("hunter2"));
    }
}
