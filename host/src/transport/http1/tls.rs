//! TLS: certificate and key from PEM files, read again without a restart.

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// With what connections are encrypted; what is read anew holds for those that come after.
pub struct Tls(ArcSwap<ServerConfig>);

/// Certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file cannot be read, or holds no such thing.
    #[error("{path}: no {what} can be read there: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// They do not belong together, or are not supported.
    #[error("certificate and key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

// === impl Tls ===

impl Tls {
    /// Reads certificate chain and key.
    ///
    /// # Errors
    /// Where they cannot be used.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        config(certificate, key).map(|config| Self(ArcSwap::from_pointee(config)))
    }

    /// Reads them again. Where they cannot be used, those of before stay in use.
    ///
    /// # Errors
    /// Where they cannot be used.
    pub fn read_again(&self, certificate: &Path, key: &Path) -> Result<(), TlsError> {
        config(certificate, key).map(|config| self.0.store(Arc::new(config)))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.0.load_full())
    }
}

fn config(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .and_then(|chain| if chain.is_empty() { Err(pem::Error::NoItemsFound) } else { Ok(chain) })
        .map_err(|error| unreadable(certificate, "certificate", &error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, "private key", &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn unreadable(path: &Path, what: &'static str, error: &pem::Error) -> TlsError {
    TlsError::Unreadable { path: path.to_owned(), what, reason: error.to_string() }
}
