//! `[server] tls`: the files are there and hold what they should, so that a mistake is known before anything is bound.

use super::{at::At, disk, section::Section};
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject as _},
};
use std::path::{Path, PathBuf};

/// A certificate and its key, as PEM files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tls {
    /// The certificate, then its chain.
    pub certificate: PathBuf,
    /// Its key, not encrypted.
    pub key: PathBuf,
}

/// Reads the section, where there is one.
pub(super) fn read(server: &mut Section<'_>) -> Option<Tls> {
    let mut section = server.optional_section("tls")?;
    const HINT: &str = "write tls = { certificate = \"certificate.pem\", key = \"key.pem\" }";
    let certificate = section.required_path("certificate", HINT);
    let key = section.required_path("key", HINT);
    section.finish();
    let (certificate, key) = (certificate?, key?);
    if let Some(bytes) = pem_file(&certificate.value, &certificate.at) {
        check_certificate(&bytes, &certificate.value, &certificate.at);
    }
    if let Some(content) = pem_file(&key.value, &key.at) {
        check_key(&content, &key.value, &key.at);
    }
    Some(Tls { certificate: certificate.value, key: key.value })
}

fn pem_file(path: &Path, at: &At<'_>) -> Option<disk::Content> {
    disk::read(path)
        .map_err(|why| {
            let hint = "write the path of a PEM file that this user may read, relative to this configuration's folder";
            at.problem(format!("wants the file {}, which {why}", path.display()), hint);
        })
        .ok()
}

fn check_certificate(content: &disk::Content, path: &Path, at: &At<'_>) {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&content.bytes).collect();
    let why = match read {
        Ok(certificates) if certificates.is_empty() => "has no certificate".to_owned(),
        Ok(_) => return,
        Err(error) => format!("is no PEM: {error}"),
    };
    let hint = "a PEM file with -----BEGIN CERTIFICATE-----: the server's first, then those that signed it";
    at.problem(format!("wants the file {}, which {why}", path.display()), hint);
}

fn check_key(content: &disk::Content, path: &Path, at: &At<'_>) {
    if content.readable_by_others {
        at.warning(format!("is in the file {}, which others may read", path.display()), disk::protect(path));
    }
    let encrypted = content.bytes.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED);
    let why = match PrivateKeyDer::from_pem_slice(&content.bytes) {
        Ok(_) => return,
        Err(pem::Error::NoItemsFound) if encrypted => "has an encrypted key".to_owned(),
        Err(pem::Error::NoItemsFound) => "has no private key".to_owned(),
        Err(error) => format!("is no PEM: {error}"),
    };
    let hint = "a PEM file with -----BEGIN PRIVATE KEY-----, not encrypted";
    at.problem(format!("wants the file {}, which {why}", path.display()), hint);
}

const ENCRYPTED: &[u8] = b"ENCRYPTED";
