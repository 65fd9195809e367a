//! HTTP that the host itself sends: to Dojo, and to whoever is alerted. What adapters send goes another way.
//!
//! HTTP/1.1 with rustls and the machine's root certificates (`SSL_CERT_FILE` and `SSL_CERT_DIR` name others). No
//! redirects: neither a key nor an amount goes where nobody configured. No cookies, and no proxies of the environment: a
//! variable that somebody set for another program must not see payments.

use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// To connect, TLS included. Whoever sends has a limit of its own for the whole; this one leaves time for a second try
/// when a packet was lost.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long an unused connection is kept. Shorter than the 60 s of most load balancers: whoever closes while a request is
/// on its way loses it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);

/// Unused connections kept per server. A venue rarely has two requests under way.
const IDLE_CONNECTIONS: usize = 8;

const USER_AGENT: &str = concat!("patio/", env!("CARGO_PKG_VERSION"));

/// The host's HTTP client. Cloning shares its connections.
#[derive(Clone)]
pub struct Outgoing {
    client: reqwest::Client,
    tls: Arc<ClientConfig>,
    trusts_somebody: bool,
}

/// Why nothing can be sent.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// The client cannot be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(#[from] reqwest::Error),
    /// The address wants TLS and this machine trusts nobody.
    #[error(
        "this machine has no root certificates, so no server can be trusted: install the package ca-certificates, or set SSL_CERT_FILE"
    )]
    NoRoots,
}

// === impl Outgoing ===

impl Outgoing {
    /// Trusts whom this machine trusts. Reads files: once, at the start.
    ///
    /// # Errors
    /// Where the client cannot be set up. A machine without root certificates is no reason: see [`Self::may_reach`].
    pub fn new() -> Result<Self, OutgoingError> {
        let found = rustls_native_certs::load_native_certs();
        for error in found.errors {
            tracing::warn!(%error, "root certificates were not read");
        }
        Self::trusting(found.certs)
    }

    /// Trusts these root certificates and no others.
    ///
    /// # Errors
    /// Where the client cannot be set up.
    pub fn trusting(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> Result<Self, OutgoingError> {
        let mut roots = RootCertStore::empty();
        // Old machines have some that rustls does not read; the others are as good as before.
        roots.add_parsable_certificates(certificates);
        let trusts_somebody = !roots.is_empty();
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .build()?;
        Ok(Self { client, tls: Arc::new(tls), trusts_somebody })
    }

    /// Says early what would fail at the first request.
    ///
    /// # Errors
    /// [`OutgoingError::NoRoots`].
    pub fn may_reach(&self, url: &Url) -> Result<(), OutgoingError> {
        if matches!(url.scheme(), "https" | "wss") && !self.trusts_somebody {
            Err(OutgoingError::NoRoots)
        } else {
            Ok(())
        }
    }

    /// Whether this machine has root certificates.
    pub const fn trusts_somebody(&self) -> bool {
        self.trusts_somebody
    }

    /// What sends.
    pub const fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Whom it trusts, for connections that are no requests.
    pub const fn tls(&self) -> &Arc<ClientConfig> {
        &self.tls
    }
}

/// Why a request was not answered, without its address, which may be a secret: what lies deepest says most.
pub fn reason(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let what = if error.is_connect() { "cannot be reached" } else { "did not answer" };
    if error.is_timeout() {
        return format!("{what} in time");
    }
    // Where nothing lies deeper, the error itself would name the address.
    if std::ptr::addr_eq(deepest, error) { what.to_owned() } else { format!("{what}: {deepest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_trusts_nobody_is_told_before_the_first_request() {
        let outgoing = Outgoing::trusting([]).unwrap();
        let [https, wss, http] = ["https://api.dojo.tech", "wss://eu.ws.dojo.tech", "http://127.0.0.1:1"]
            .map(|url| Url::parse(url).unwrap());
        assert!(matches!(outgoing.may_reach(&https), Err(OutgoingError::NoRoots)));
        assert!(matches!(outgoing.may_reach(&wss), Err(OutgoingError::NoRoots)));
        assert!(outgoing.may_reach(&http).is_ok());
    }
}
