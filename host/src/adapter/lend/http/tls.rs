//! Whom a venue's requests trust: the machine's roots, and for a server that has an authority of its own, that one too,
//! for that server alone.

use crate::venue::grants::Scheme;
use crate::venue::{HttpGrant, HttpServer, VenueId};
use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use std::io;
use std::sync::{Arc, OnceLock};

/// HTTP/2 by its name in TLS (RFC 9113).
pub(super) const HTTP2: &[u8] = b"h2";
/// HTTP/1.1 (RFC 7301).
const HTTP1: &[u8] = b"http/1.1";

type Made = Result<Arc<ClientConfig>, String>;

/// The servers of a venue that have roots of their own.
#[derive(Default)]
pub(super) struct Trust(Vec<Own>);

struct Own {
    server: HttpGrant,
    roots: Vec<CertificateDer<'static>>,
    /// Made when it is first needed: reading a machine's roots takes milliseconds.
    made: OnceLock<Made>,
}

/// Why TLS was not agreed on, as an operator reads it.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct NoTls {
    what: String,
    hint: Option<Hint>,
}

#[derive(Clone, Copy, Debug)]
enum Hint {
    /// Who vouches for it is not known.
    Root,
    /// It is called by another name.
    Name,
    /// Its time is over, or somebody's clock is wrong.
    Time,
    /// It does not speak TLS.
    Plain,
}

// === impl Trust ===

impl Trust {
    /// Of what is configured. Sections that name the same server by different paths share their roots: a certificate
    /// knows no paths.
    pub(super) fn new(servers: &[HttpServer]) -> Self {
        let mut own: Vec<Own> = Vec::new();
        for server in servers.iter().filter(|server| !server.roots.is_empty()) {
            match own.iter_mut().find(|own| own.server.is_same_server(&server.server)) {
                Some(own) => own.roots.extend(server.roots.iter().cloned()),
                None => {
                    own.push(Own { server: server.server.clone(), roots: server.roots.clone(), made: OnceLock::new() })
                }
            }
        }
        Self(own)
    }

    /// How to speak TLS with a server.
    pub(super) fn with(&self, server: &HttpGrant) -> Result<Arc<ClientConfig>, NoTls> {
        static MACHINE: OnceLock<Made> = OnceLock::new();
        let own = self.0.iter().find(|own| own.server.is_same_server(server));
        let made = match own {
            Some(own) => own.made.get_or_init(|| make(&own.roots)),
            None => MACHINE.get_or_init(|| make(&[])),
        };
        made.clone().map_err(|what| NoTls { what, hint: None })
    }
}

fn make(own: &[CertificateDer<'static>]) -> Made {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.add_parsable_certificates(own.iter().cloned());
    if roots.is_empty() {
        return Err("this machine has no root certificates: install the package ca-certificates".to_owned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![HTTP2.to_vec(), HTTP1.to_vec()];
    Ok(Arc::new(config))
}

// === impl NoTls ===

impl NoTls {
    /// What the handshake ended in.
    pub(super) fn of(error: &io::Error) -> Self {
        let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
            return Self { what: error.to_string(), hint: None };
        };
        let (what, hint) = match error {
            rustls::Error::InvalidCertificate(certificate) => match certificate {
                // The latter where an authority of the same name was made anew.
                CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                    ("its certificate is signed by nobody who is trusted here".to_owned(), Some(Hint::Root))
                }
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    ("its certificate is for another name".to_owned(), Some(Hint::Name))
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    ("its certificate has expired".to_owned(), Some(Hint::Time))
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    ("its certificate is not valid yet".to_owned(), Some(Hint::Time))
                }
                other => (format!("its certificate is not accepted: {other}"), None),
            },
            rustls::Error::InvalidMessage(_) => ("it does not answer in TLS".to_owned(), Some(Hint::Plain)),
            other => (other.to_string(), None),
        };
        Self { what, hint }
    }

    /// What an operator can do about it.
    pub(super) fn hint(&self, grant: &HttpGrant, venue: &VenueId) -> Option<String> {
        Some(match self.hint? {
            Hint::Root => {
                format!(
                    "if it has an authority of its own, write [venues.{venue}.http.\"{grant}\"] root = \"pos-ca.pem\""
                )
            }
            Hint::Name => "grant and call the server by the name that stands in its certificate".to_owned(),
            Hint::Time => "renew the server's certificate, or set this machine's clock".to_owned(),
            Hint::Plain => {
                let plain = HttpGrant { scheme: Scheme::Http, ..grant.clone() };
                format!("if it has no TLS, grant and call it as \"{plain}\"")
            }
        })
    }
}
