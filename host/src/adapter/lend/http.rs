//! `wasi:http/outgoing-handler`: requests go where the operator granted, and nowhere else.
//!
//! What is asked for is decided by the venue's grants before anything is sent; the address that is connected to is
//! checked at the connect itself (`http/connect.rs`), so that no name leads inside. Redirects are not followed: the
//! adapter sees them. HTTP/1.1 is spoken.

mod connect;
mod limited;

use super::log::Budget;
use crate::venue::{AdapterName, Grants, Limits, VenueId};
use connect::{Connector, NotConnected};
use hyper_util::client::legacy::{self, Client};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use limited::Limited;
use std::error::Error as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// How long a connection that nobody uses is kept. Points of sale close idle connections after some seconds; one that
/// is closed while a request is on its way makes a payment's outcome unknown.
const IDLE: Duration = Duration::from_secs(2);

/// Idle connections to one server at most: a venue makes a few calls at once.
const IDLE_CONNECTIONS: usize = 8;

/// Header fields of a response: far more than an API sends, and no work to store.
const MAX_HEADERS: usize = 100;

/// Bytes of a response's header, and of what is read at once.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// What sending a request ends in, as the hook's signature has it.
type Sending = dyn Future<Output = Result<(http::Response<WasiBody>, Box<Transmission>), Error>> + Send;
/// Errors that come while a body is sent.
type Transmission = dyn Future<Output = Result<(), Error>> + Send;

/// A venue's way out: what it may reach, and its connections. It goes with the venue's configuration, and its
/// connections with it.
#[derive(Debug)]
pub struct WayOut {
    venue: VenueId,
    adapter: AdapterName,
    grants: Grants,
    client: Client<Connector, WasiBody>,
}

/// The way out of one call.
pub(in crate::adapter) struct Outgoing {
    way: Option<Arc<WayOut>>,
    log: Arc<Budget>,
    max_requests: usize,
    max_response_bytes: usize,
    deadline: Instant,
    sent: usize,
    refused: usize,
}

/// Refusals that are told of one call: the rest say the same.
const TOLD_REFUSALS: usize = 3;

// === impl WayOut ===

impl WayOut {
    /// What a venue's adapter may reach.
    pub fn new(venue: &VenueId, adapter: &AdapterName, grants: &Grants) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .http1_max_headers(MAX_HEADERS)
            .http1_max_buf_size(MAX_HEADER_BYTES)
            .build(Connector);
        Self { venue: venue.clone(), adapter: adapter.clone(), grants: grants.clone(), client }
    }
}

// === impl Outgoing ===

impl Outgoing {
    pub(in crate::adapter) fn new(
        way: Option<&Arc<WayOut>>,
        limits: &Limits,
        log: &Arc<Budget>,
        deadline: Instant,
    ) -> Self {
        Self {
            way: way.map(Arc::clone),
            log: Arc::clone(log),
            max_requests: limits.http_requests,
            max_response_bytes: limits.http_response_bytes,
            deadline,
            sent: 0,
            refused: 0,
        }
    }

    /// The next call of a kept instance.
    pub(in crate::adapter) fn renew(&mut self, deadline: Instant) {
        (self.deadline, self.sent, self.refused) = (deadline, 0, 0);
    }

    /// Decides whether a request goes out.
    fn way(&mut self, request: &http::Request<WasiBody>) -> Result<Arc<WayOut>, Error> {
        // What an adapter is asked about itself needs nobody else.
        let Some(way) = self.way.clone() else { return Err(Error::HttpRequestDenied) };
        let refusal = match way.grants.allows_http(request.uri()) {
            // A tunnel leads past every check.
            Ok(_) if request.method() == http::Method::CONNECT => "CONNECT is not sent".to_owned(),
            Ok(_) if self.sent >= self.max_requests => {
                self.log.tell(format!(
                    "made more than {} requests in one call, which limits.http_requests allows",
                    self.max_requests
                ));
                return Err(Error::InternalError(Some("too many requests in one call".to_owned())));
            }
            Ok(_) => {
                self.sent += 1;
                return Ok(way);
            }
            Err(refusal) => {
                let hint = refusal.hint(&way.venue).map_or_else(String::new, |hint| format!("; hint: {hint}"));
                format!("{}{hint}", refusal.message(&way.adapter, &way.venue))
            }
        };
        // `HttpRequestDenied` carries no text: what the guest cannot be told, the operator is.
        self.refuse(&refusal);
        Err(Error::HttpRequestDenied)
    }

    fn refuse(&mut self, text: &str) {
        if self.refused < TOLD_REFUSALS {
            self.log.tell_whole(text);
        }
        self.refused += 1;
    }
}

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Box<Transmission>,
    ) -> Box<Sending> {
        let way = match self.way(&request) {
            Ok(way) => way,
            Err(error) => return Box::new(async { Err(error) }),
        };
        // Never longer than what remains of the call, whatever the guest says.
        let first_byte = options.and_then(|options| options.first_byte_timeout);
        let deadline = first_byte.map_or(self.deadline, |wait| self.deadline.min(Instant::now() + wait));
        let max_bytes = self.max_response_bytes;
        Box::new(async move {
            let sending = way.client.request(request);
            let response = match tokio::time::timeout_at(deadline.into(), sending).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(why(&error)),
                Err(_) => return Err(Error::HttpResponseTimeout),
            };
            let response = response.map(|body| WasiBody::new(Limited::new(body, max_bytes)));
            Ok((response, Box::new(async { Ok(()) }) as Box<Transmission>))
        })
    }
}

/// What a guest is told. It must know whether anything was sent: a payment that never left may be made again.
fn why(error: &legacy::Error) -> Error {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(not_connected) = inner.downcast_ref::<NotConnected>() {
            return match not_connected {
                NotConnected::Never(_) => Error::DestinationIpProhibited,
                NotConnected::NoName(_) => Error::DnsError { rcode: None, info_code: None },
                NotConnected::Refused(_) => Error::ConnectionRefused,
                NotConnected::Slow => Error::ConnectionTimeout,
                NotConnected::Tls(_) => Error::TlsProtocolError,
            };
        }
        source = inner.source();
    }
    if error.is_connect() { Error::ConnectionRefused } else { Error::ConnectionTerminated }
}
