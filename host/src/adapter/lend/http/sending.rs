//! The course of one request: a connection, the request over it, and what the guest is told where there is no response.
//! It must know whether anything was sent: a payment that never left may be made again.

use super::connect::NotConnected;
use super::inbound::{Inbound, header_bytes};
use super::link::{Link, NoResponse};
use super::outbound::{Outbound, Upload};
use super::pool::{Got, Lease};
use super::this_call::ThisCall;
use crate::venue::HttpGrant;
use http::{Request, Response};
use hyper::body::Incoming;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::time::timeout_at;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

/// How long a connection may take, a place for it, name and TLS included. A point of sale that is there answers in less;
/// of one that is not, a card machine should hear while it is still waiting.
const CONNECT: Duration = Duration::from_secs(2);

/// A request that goes out.
pub(super) struct Sending {
    pub(super) call: Arc<ThisCall>,
    /// The grant that lets it out.
    pub(super) granted: HttpGrant,
    /// What the guest asked for; never more than what remains of the call.
    pub(super) options: RequestOptions,
    /// The call's.
    pub(super) deadline: Instant,
}

// === impl Sending ===

impl Sending {
    /// Sends it, and waits for the response's header.
    pub(super) async fn run(self, request: Request<WasiBody>) -> Result<Response<WasiBody>, Error> {
        let url = request.uri().clone();
        let server = Arc::new(HttpGrant { prefix: Vec::new(), ..self.granted.clone() });
        let first_byte = self.within(self.options.first_byte_timeout);
        let mut request = Box::new(request.map(|body| Outbound::new(body, &self.call, self.deadline)));
        let upload = request.body().upload();
        let mut fresh = false;
        loop {
            let mut lease = self.lease(&server, fresh).await.map_err(|why| self.explain(why))?;
            match timeout_at(first_byte.into(), lease.link.send(*request, &url, &server)).await {
                Ok(Ok(response)) => return self.received(response, upload, lease),
                // It waited in a connection that ended: nothing of it was written. A second such end is the server's
                // word.
                Ok(Err(NoResponse::Unsent(handed_back))) if !fresh => (request, fresh) = (handed_back, true),
                Ok(Err(NoResponse::Unsent(_))) => return Err(Error::ConnectionRefused),
                Ok(Err(NoResponse::Failed(error))) => return Err(self.failed(&error)),
                Err(_) => return Err(Error::HttpResponseTimeout),
            }
        }
    }

    /// A time that a guest named, and not later than the call's end.
    fn within(&self, wait: Option<Duration>) -> Instant {
        let until = wait.and_then(|wait| Instant::now().checked_add(wait));
        until.map_or(self.deadline, |until| until.min(self.deadline))
    }

    async fn lease(&self, server: &Arc<HttpGrant>, fresh: bool) -> Result<Lease, NotConnected> {
        let way = &self.call.way;
        let wait = self.options.connect_timeout.map_or(CONNECT, |wait| wait.min(CONNECT));
        let deadline = self.within(Some(wait));
        let place = match timeout_at(deadline.into(), way.pool.get(server, fresh)).await {
            Ok(Got::Lease(lease)) => return Ok(lease),
            Ok(Got::Place(place)) => place,
            Err(_) => return Err(NotConnected::Full),
        };
        let stream = way.dialer.dial(server, place, deadline).await?;
        let begun = timeout_at(deadline.into(), Link::begin(stream, &way.limits)).await;
        let (link, driver) =
            begun.map_err(|_| NotConnected::Slow)?.map_err(|error| NotConnected::Refused(error.to_string()))?;
        Ok(way.pool.opened(server, link, driver))
    }

    fn received(
        &self,
        response: Response<Incoming>,
        upload: Upload,
        lease: Lease,
    ) -> Result<Response<WasiBody>, Error> {
        let limits = &self.call.way.limits;
        let (fields, bytes) = (response.headers().len(), header_bytes(response.headers()));
        if fields > limits.http_headers || bytes > limits.http_header_bytes {
            return Err(self.header_too_large());
        }
        let pause = self.options.between_bytes_timeout;
        Ok(response.map(|body| WasiBody::new(Inbound::new(body, (upload, lease), &self.call, self.deadline, pause))))
    }

    fn header_too_large(&self) -> Error {
        self.call.tell_header_limit();
        Error::HttpResponseHeaderSectionSize(u32::try_from(self.call.way.limits.http_header_bytes).ok())
    }

    /// Nothing was sent: what the guest is told, and the operator, where only he can change it.
    fn explain(&self, why: NotConnected) -> Error {
        let Self { call, granted, .. } = self;
        match why {
            NotConnected::Barred(barred) => {
                call.tell_of(&format!("may not reach {granted}: {}", barred.message()), barred.hint(&call.way.venue));
                Error::DestinationIpProhibited
            }
            NotConnected::Tls(no_tls) => {
                call.tell_of(&format!("has no TLS with {granted}: {no_tls}"), no_tls.hint(granted, &call.way.venue));
                Error::TlsProtocolError
            }
            NotConnected::Full => {
                let connections = call.way.limits.http_connections;
                call.tell_limit(
                    "http_connections",
                    &format!(
                        "found all {connections} connections in use for as long as its request could wait, which \
                         limits.http_connections allows"
                    ),
                );
                Error::ConnectionLimitReached
            }
            NotConnected::NoName(_) => Error::DnsError { rcode: None, info_code: None },
            NotConnected::Refused(_) => Error::ConnectionRefused,
            NotConnected::Slow => Error::ConnectionTimeout,
        }
    }

    /// Something may have been sent.
    fn failed(&self, error: &hyper::Error) -> Error {
        if error.is_parse_too_large() {
            self.header_too_large()
        } else if error.is_parse() {
            Error::HttpProtocolError
        } else {
            Error::ConnectionTerminated
        }
    }
}
