//! `wasi:http/outgoing-handler`: linked, so that every language's runtime loads, and closed: this version lets no
//! request out, whatever a venue grants.

use super::log::Budget;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

/// What sending a request ends in, as the hook's signature has it.
type Sending = dyn Future<Output = Result<(http::Response<WasiBody>, Box<Transmission>), Error>> + Send;
/// Errors that come while a body is sent.
type Transmission = dyn Future<Output = Result<(), Error>> + Send;

/// The way out of one call.
pub(in crate::adapter) struct Outgoing {
    log: Arc<Budget>,
    told: AtomicBool,
}

// === impl Outgoing ===

impl Outgoing {
    pub(in crate::adapter) fn new(log: &Arc<Budget>) -> Self {
        Self { log: Arc::clone(log), told: AtomicBool::new(false) }
    }

    /// The next call of a kept instance is told again.
    pub(in crate::adapter) fn renew(&self) {
        self.told.store(false, Ordering::Relaxed);
    }
}

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Box<Transmission>,
    ) -> Box<Sending> {
        // `HttpRequestDenied` carries no text: what the guest cannot be told, the operator is.
        if !self.told.swap(true, Ordering::Relaxed) {
            let uri = request.uri();
            let (scheme, host) = (uri.scheme_str().unwrap_or("https"), uri.host().unwrap_or_default());
            let port = uri.port_u16().map_or_else(String::new, |port| format!(":{port}"));
            self.log.tell(format!(
                "may not reach {scheme}://{host}{port}: outgoing HTTP is closed in this version, whatever [venues.x.allow] http grants"
            ));
        }
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}
