//! HTTP/1.1 on a listener, bounded in time, size and number. HTTP/1.1 only: card machines need no more, and what is not
//! there cannot be attacked.

mod connection;
mod listen;
mod pace;
mod protocol_errors;
pub mod tls;
mod wire;

#[cfg(test)]
mod tests;

pub use listen::listen;
pub use tls::{Tls, TlsError};

use super::stop::{Stop, stopped};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use prometheus_client::metrics::gauge::Gauge;
use std::sync::Arc;
use std::time::Duration;

/// Who answers requests.
pub trait Service: Send + Sync + 'static {
    /// Answers one request, whatever it is.
    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Response<Full<Bytes>>> + Send;

    /// Hears of what was refused before it was a request, in a word for metrics.
    fn refused(&self, outcome: &'static str);
}

/// How a listener is served.
#[derive(Clone)]
pub struct Settings {
    /// With what it is encrypted.
    pub tls: Option<Arc<Tls>>,
    /// Connections at once.
    pub max_connections: usize,
    /// From the first byte of a request to the end of its header; a TLS handshake has as long.
    pub header_timeout: Duration,
    /// How long a connection may stand without a request.
    pub idle_timeout: Duration,
    /// How long requests may still run once the listener stops.
    pub drain_deadline: Duration,
    /// Counts the open connections.
    pub connections: Gauge,
}
