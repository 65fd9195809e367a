//! A connection that requests are handed to: HTTP/1.1, or HTTP/2 where both sides agreed on it within TLS.

use super::outbound::Outbound;
use super::stream::Stream;
use crate::venue::{HttpGrant, Limits};
use http::{HeaderValue, Request, Response, Uri, Version, header};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use hyper_util::rt::TokioExecutor;
use std::pin::Pin;

/// Bytes of a response that HTTP/2 lets a server send before somebody reads them: a few of its frames, as HTTP/1.1's
/// buffer has.
const STREAM_WINDOW: u32 = 256 * 1024;
/// The same for all responses of a connection.
const CONNECTION_WINDOW: u32 = 1024 * 1024;

/// What drives a connection until it ends.
pub(super) type Driver = Pin<Box<dyn Future<Output = hyper::Result<()>> + Send>>;

/// Where requests are handed in.
pub(super) enum Link {
    /// One at a time.
    Http1(http1::SendRequest<Outbound>),
    /// Many at once.
    Http2(http2::SendRequest<Outbound>),
}

/// Why there is no response.
pub(super) enum NoResponse {
    /// The connection ended before a byte of the request was written: here it is again.
    Unsent(Box<Request<Outbound>>),
    /// It may have been sent, in part at least.
    Failed(hyper::Error),
}

// === impl Link ===

impl Link {
    /// Begins to speak.
    pub(super) async fn begin(stream: Stream, limits: &Limits) -> hyper::Result<(Self, Driver)> {
        if stream.is_http2() {
            let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                // Twice the limit: what is a little too long is received, so that it can be told by name. What is longer
                // still ends the stream, on the other side already where that keeps to our settings. HTTP/2 also counts
                // 32 bytes for each field.
                .max_header_list_size(u32::try_from(limits.http_header_bytes.saturating_mul(2)).unwrap_or(u32::MAX))
                .initial_stream_window_size(STREAM_WINDOW)
                .initial_connection_window_size(CONNECTION_WINDOW)
                .handshake(stream)
                .await?;
            return Ok((Self::Http2(sender), Box::pin(connection)));
        }
        let (sender, connection) = http1::Builder::new()
            .max_headers(limits.http_headers)
            .max_header_size(limits.http_header_bytes)
            .max_buf_size(limits.http_header_bytes)
            .handshake(stream)
            .await?;
        Ok((Self::Http1(sender), Box::pin(connection)))
    }

    /// Waits until it takes a request. It ends with an error where the connection did.
    pub(super) async fn ready(&mut self) -> hyper::Result<()> {
        match self {
            Self::Http1(sender) => sender.ready().await,
            Self::Http2(sender) => sender.ready().await,
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        match self {
            Self::Http1(sender) => sender.is_closed(),
            Self::Http2(sender) => sender.is_closed(),
        }
    }

    /// Another hand for the same connection, where it has many.
    pub(super) fn share(&self) -> Option<Self> {
        match self {
            Self::Http1(_) => None,
            Self::Http2(sender) => Some(Self::Http2(sender.clone())),
        }
    }

    /// Sends a request for a URL of a server. Who is called is written as the grant has it, not as the guest wrote it.
    pub(super) async fn send(
        &mut self,
        mut request: Request<Outbound>,
        url: &Uri,
        server: &HttpGrant,
    ) -> Result<Response<Incoming>, NoResponse> {
        let sent = match self {
            Self::Http1(sender) => {
                *request.version_mut() = Version::HTTP_11;
                *request.uri_mut() = path_of(url);
                if let Ok(host) = HeaderValue::from_str(&server.authority()) {
                    request.headers_mut().insert(header::HOST, host);
                }
                sender.try_send_request(request).await
            }
            Self::Http2(sender) => {
                *request.version_mut() = Version::HTTP_2;
                *request.uri_mut() = absolute(url, server);
                // `:authority` says it.
                request.headers_mut().remove(header::HOST);
                sender.try_send_request(request).await
            }
        };
        sent.map_err(NoResponse::from)
    }
}

/// The URL as HTTP/1.1 has it in its first line.
fn path_of(url: &Uri) -> Uri {
    url.path_and_query().map_or_else(Uri::default, |path| Uri::from(path.clone()))
}

/// The URL as HTTP/2 takes it apart.
fn absolute(url: &Uri, server: &HttpGrant) -> Uri {
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let built =
        Uri::builder().scheme(server.scheme.as_str()).authority(server.authority()).path_and_query(path).build();
    built.unwrap_or_else(|_| url.clone())
}

// === impl NoResponse ===

impl From<TrySendError<Request<Outbound>>> for NoResponse {
    fn from(mut error: TrySendError<Request<Outbound>>) -> Self {
        match error.take_message() {
            Some(request) => Self::Unsent(Box::new(request)),
            None => Self::Failed(error.into_error()),
        }
    }
}
