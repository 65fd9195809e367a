//! `wasi:http/outgoing-handler`: requests go where the operator granted, and nowhere else.
//!
//! What is asked for is decided by the venue's grants before anything is sent; the address that is connected to is
//! checked at the connect itself (`http/connect.rs`), so that no name leads inside. Redirects are not followed: the
//! adapter sees them. No proxies. HTTP/1.1 is spoken, and HTTP/2 where the server agrees to it in TLS.

mod connect;
mod inbound;
mod link;
mod outbound;
mod pool;
mod resolve;
mod sending;
mod stream;
#[cfg(test)]
mod tests;
mod this_call;
mod tls;

use super::log::Budget;
use crate::adapter::witness::{Direction, Sighting, Tee, Witness};
use crate::metrics::LimitHits;
use crate::venue::{AdapterName, Grants, HttpGrant, HttpServer, Limits, VenueId, http_server};
use connect::Dialer;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, header};
use pool::Pool;
use sending::Sending;
use std::sync::Arc;
use std::time::Instant;
use this_call::ThisCall;
use tls::Trust;
use wasmtime_wasi_http::{Error, ForbiddenHeaderFilter, RequestOptions, WasiBody, WasiHttpHooks};

/// Bytes of a request's body that a guest hands over at once. The host holds two such pieces of each request.
const CHUNK_BYTES: usize = 64 * 1024;

/// What sending a request ends in, as the hook's signature has it.
type Outcome = dyn Future<Output = Result<(Response<WasiBody>, Box<Transmission>), Error>> + Send;
/// Errors that come while a body is sent.
type Transmission = dyn Future<Output = Result<(), Error>> + Send;

/// A venue's way out: what it may reach, and its connections. It goes with the venue's configuration, and its
/// connections with it.
pub struct WayOut {
    venue: VenueId,
    adapter: AdapterName,
    grants: Grants,
    limits: Limits,
    injected: Vec<Injected>,
    dialer: Dialer,
    pool: Arc<Pool>,
    limit_hits: LimitHits,
}

/// Headers that the host sets on requests to a server.
struct Injected {
    server: HttpGrant,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// The way out of one call. It costs nothing until the first request.
pub(in crate::adapter) struct Outgoing {
    way: Option<Arc<WayOut>>,
    log: Arc<Budget>,
    deadline: Instant,
    sent: usize,
    call: Option<Arc<ThisCall>>,
    /// Who notes the call: of an instance that is kept, nobody ever does.
    witness: Option<Arc<Witness>>,
}

// === impl WayOut ===

impl WayOut {
    /// What a venue's adapter may reach.
    pub fn new(venue: &VenueId, adapter: &AdapterName, grants: &Grants, limits: &Limits) -> Self {
        let dialer =
            Dialer { lan: grants.lan.clone(), resolver: Arc::new(resolve::System::default()), trust: Trust::default() };
        Self {
            venue: venue.clone(),
            adapter: adapter.clone(),
            grants: grants.clone(),
            limits: limits.clone(),
            injected: Vec::new(),
            dialer,
            pool: Pool::new(limits.http_connections),
            limit_hits: LimitHits::none(),
        }
    }

    /// With what the host sets on its requests, and whom it trusts.
    #[must_use]
    pub fn with_servers(mut self, servers: &[HttpServer]) -> Self {
        self.injected = servers.iter().map(Injected::of).collect();
        // What is said of a longer path is said last, and stays.
        self.injected.sort_by_key(|injected| injected.server.prefix.len());
        self.dialer.trust = Trust::new(servers);
        self
    }

    /// Counting the limits that are met.
    #[must_use]
    pub fn counting(self, limit_hits: LimitHits) -> Self {
        Self { limit_hits, ..self }
    }

    fn count(&self, limit: &'static str) {
        self.limit_hits.hit(limit);
    }

    /// Sets what is configured for the server, in place of what the guest set.
    fn inject(&self, granted: &HttpGrant, path: &str, headers: &mut HeaderMap) {
        let of_this = |injected: &&Injected| injected.server.is_same_server(granted) && injected.server.covers(path);
        for (name, value) in self.injected.iter().filter(of_this).flat_map(|injected| &injected.headers) {
            headers.insert(name, value.clone());
        }
    }
}

// === impl Injected ===

impl Injected {
    fn of(server: &HttpServer) -> Self {
        let header = |(name, secret): &(HeaderName, crate::venue::Secret)| {
            // The configuration takes no other.
            let mut value = HeaderValue::from_str(secret.expose()).ok()?;
            // Neither printed nor kept in HTTP/2's table.
            value.set_sensitive(true);
            Some((name.clone(), value))
        };
        Self { server: server.server.clone(), headers: server.headers.iter().filter_map(header).collect() }
    }
}

// === impl Outgoing ===

impl Outgoing {
    pub(in crate::adapter) fn new(
        way: Option<&Arc<WayOut>>,
        log: &Arc<Budget>,
        deadline: Instant,
        witness: Option<&Arc<Witness>>,
    ) -> Self {
        Self { way: way.cloned(), log: Arc::clone(log), deadline, sent: 0, call: None, witness: witness.cloned() }
    }

    /// The next call of a kept instance.
    pub(in crate::adapter) fn renew(&mut self, deadline: Instant) {
        self.end();
        (self.deadline, self.sent) = (deadline, 0);
    }

    fn end(&mut self) {
        if let Some(call) = self.call.take() {
            call.end();
        }
    }

    /// Decides whether a request goes out, and by which grant.
    fn decide(&mut self, request: &Request<WasiBody>) -> Result<(Arc<ThisCall>, HttpGrant), Error> {
        // What an adapter is asked about itself needs nobody else.
        let Some(way) = &self.way else { return Err(Error::HttpRequestDenied) };
        let call = Arc::clone(self.call.get_or_insert_with(|| ThisCall::new(way, &self.log)));
        let WayOut { venue, adapter, grants, limits, .. } = call.way.as_ref();
        let granted = match grants.allows_http(request.uri()) {
            Ok(granted) => granted.clone(),
            Err(refusal) => {
                // `HttpRequestDenied` carries no text: what the guest cannot be told, the operator is.
                call.tell(&refusal.message(adapter, venue), refusal.hint(venue));
                return Err(Error::HttpRequestDenied);
            }
        };
        // A tunnel leads past every check, and an echo tells the guest what the host put into the header.
        if matches!(*request.method(), Method::CONNECT | Method::TRACE) {
            call.tell(&format!("adapter \"{adapter}\" of venue \"{venue}\": {} is not sent", request.method()), None);
            return Err(Error::HttpRequestDenied);
        }
        let bytes = inbound::header_bytes(request.headers())
            + request.uri().path_and_query().map_or(0, |path| path.as_str().len());
        if request.headers().len() > limits.http_headers || bytes > limits.http_header_bytes {
            call.tell_limit(
                "http_headers",
                &format!(
                    "made a request with more than {} header fields or {} bytes of them and its URL, which \
                     limits.http_headers and limits.http_header_bytes allow",
                    limits.http_headers, limits.http_header_bytes
                ),
            );
            return Err(Error::HttpRequestHeaderSectionSize(u32::try_from(limits.http_header_bytes).ok()));
        }
        if self.sent >= limits.http_requests {
            let most = limits.http_requests;
            call.tell_limit(
                "http_requests",
                &format!("made more than {most} requests in one call, which limits.http_requests allows"),
            );
            return Err(Error::HttpRequestDenied);
        }
        self.sent += 1;
        Ok((call, granted))
    }
}

/// What was not finished is not finished by the end: `ThisCall` must know of it before the guest's resources are gone,
/// so this stands before the table of them in `CallState`.
impl Drop for Outgoing {
    fn drop(&mut self) {
        self.end();
    }
}

/// Headers that no guest sets, beyond those that name the body's length and its trailers.
fn is_forbidden(name: &HeaderName) -> bool {
    http_server::is_of_the_connection(name) && !matches!(*name, header::CONTENT_LENGTH | header::TRAILER)
}

impl WasiHttpHooks for Outgoing {
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        is_forbidden(name)
    }

    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        Arc::new(is_forbidden)
    }

    /// Written by the host, from the grant.
    fn set_host_header(&mut self) -> bool {
        false
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK_BYTES
    }

    fn send_request(
        &mut self,
        mut request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Box<Transmission>,
    ) -> Box<Outcome> {
        // Before the host adds what is its own.
        let sighting = self.witness.as_ref().and_then(|witness| witness.request(&request));
        if self.witness.as_ref().is_some_and(|witness| witness.past().is_some()) {
            return again(sighting, request);
        }
        let (call, granted) = match self.decide(&request) {
            Ok(decided) => decided,
            Err(error) => {
                noted(sighting.as_ref(), Err(&error));
                return Box::new(async { Err(error) });
            }
        };
        let path = request.uri().path().to_owned();
        call.way.inject(&granted, &path, request.headers_mut());
        let sending = Sending { call, granted, options: options.unwrap_or_default(), deadline: self.deadline };
        let Some(sighting) = sighting else {
            return Box::new(async move { Ok((sending.run(request).await?, finished())) });
        };
        let request = request.map(|body| WasiBody::new(Tee::new(body, &sighting, Direction::Request)));
        Box::new(async move { passed_on(sending.run(request).await, &sighting) })
    }
}

/// Nothing is left to be told about a request once its response is there.
fn finished() -> Box<Transmission> {
    Box::new(async { Ok(()) })
}

/// What came of a request in the past.
fn again(sighting: Option<Sighting>, request: Request<WasiBody>) -> Box<Outcome> {
    Box::new(async move {
        // One that is too many to be noted.
        let sighting = sighting.ok_or(Error::HttpRequestDenied)?;
        let outcome = sighting.clone().again(request).await;
        passed_on(outcome, &sighting)
    })
}

fn noted(sighting: Option<&Sighting>, outcome: Result<&Response<WasiBody>, &Error>) {
    match (sighting, outcome) {
        (Some(sighting), Ok(response)) => sighting.answered(response),
        (Some(sighting), Err(error)) => sighting.failed(error),
        (None, _) => {}
    }
}

/// Notes what came of a request, and then what is read of the response.
fn passed_on(
    outcome: Result<Response<WasiBody>, Error>,
    sighting: &Sighting,
) -> Result<(Response<WasiBody>, Box<Transmission>), Error> {
    noted(Some(sighting), outcome.as_ref());
    let body = |body| WasiBody::new(Tee::new(body, sighting, Direction::Response));
    Ok((outcome?.map(body), finished()))
}
